import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Vectors of three numbers in flat arrays; `i`, `j`, `k` say where one starts. */
function dot(a: Float64Array, i: number, b: Float64Array, j: number): number {
  return a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2]
}

function length(a: Float64Array, i: number): number {
  return Math.sqrt(dot(a, i, a, i))
}

function cross(out: Float64Array, k: number, a: Float64Array, i: number, b: Float64Array, j: number) {
  const x = a[i + 1] * b[j + 2] - a[i + 2] * b[j + 1]
  const y = a[i + 2] * b[j] - a[i] * b[j + 2]
  const z = a[i] * b[j + 1] - a[i + 1] * b[j]
  out[k] = x
  out[k + 1] = y
  out[k + 2] = z
}

function addScaled(out: Float64Array, k: number, a: Float64Array, i: number, s: number) {
  out[k] += a[i] * s
  out[k + 1] += a[i + 1] * s
  out[k + 2] += a[i + 2] * s
}

/** Charged particles gyrating in a magnetic field; returns the mean speed. */
function gyrate(
  position: Float64Array,
  velocity: Float64Array,
  field: Float64Array,
  steps: number,
  dt: number,
): number {
  const force = new Float64Array(3)
  const particles = position.length / 3
  let speeds = 0
  for (let step = 0; step < steps; step++) {
    for (let p = 0; p < particles; p++) {
      const i = 3 * p
      cross(force, 0, velocity, i, field, 0)
      addScaled(velocity, i, force, 0, dt)
      addScaled(position, i, velocity, i, dt)
      speeds += length(velocity, i)
    }
  }
  return speeds / (steps * particles)
}

export default {
  name: 'vec3',
  group: 'canon',
  kernel: gyrate,
  env: { dot, length, cross, addScaled },
  restore: true,
  work: 'small vector functions: 5,000 particles, 50 steps, 1,250,000 calls',
  setup(array, size) {
    const [particles, steps] = pick(size, [5_000, 50], [1_000, 25])
    const random = randomNumbers(18)
    return [
      fillWith(array(Float64Array, 3 * particles), () => random()),
      fillWith(array(Float64Array, 3 * particles), () => random() - 0.5),
      fillWith(array(Float64Array, 3), (i) => 0.1 + 0.4 * i),
      steps,
      0.01,
    ]
  },
} satisfies Benchmark
