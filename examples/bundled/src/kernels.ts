// Kernels of a small particle simulation. They use variables and functions of this file, and of no build step in particular.
import { alloc, jit } from 'tightloop'

export { alloc }

const cutoff = 2.5
const cutoff2 = cutoff * cutoff
const weights = Float64Array.of(0.25, 0.5, 0.25)

/** The force between two particles, divided by their distance. */
function pair(r2: number): number {
  if (r2 >= cutoff2) return 0
  const inverse = 1 / (r2 + 0.05)
  const cube = inverse * inverse * inverse
  return (cube - 0.5) * cube * inverse
}

/** Adds up the forces on all particles, and answers with their energy of motion. */
export const step = jit((x: Float64Array, v: Float64Array, dt: number): number => {
  const n = x.length
  for (let i = 0; i < n; i++) {
    let force = 0
    for (let j = 0; j < n; j++) {
      const d = x[i]! - x[j]!
      if (j !== i) force += pair(d * d) * d
    }
    v[i] = v[i]! + force * dt
  }
  let energy = 0
  for (let i = 0; i < n; i++) {
    x[i] = x[i]! + v[i]! * dt
    energy += v[i]! * v[i]!
  }
  return energy / 2
})

/** A smoothed copy of `from` in `to`. */
function smooth(from: Float64Array, to: Float64Array): void {
  for (let i = 1; i < from.length - 1; i++) {
    to[i] = weights[0]! * from[i - 1]! + weights[1]! * from[i]! + weights[2]! * from[i + 1]!
  }
}

export const smoothed = jit(smooth)
