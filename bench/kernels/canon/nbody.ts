import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Direct-sum gravity with softening: accelerations from all pairs, then a kick and a drift. */
function nbody(
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  vx: Float64Array,
  vy: Float64Array,
  vz: Float64Array,
  mass: Float64Array,
  steps: number,
  dt: number,
) {
  const n = x.length
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < n; i++) {
      let ax = 0
      let ay = 0
      let az = 0
      for (let j = 0; j < n; j++) {
        const dx = x[j] - x[i]
        const dy = y[j] - y[i]
        const dz = z[j] - z[i]
        const d2 = dx * dx + dy * dy + dz * dz + 0.01
        const f = mass[j] / (d2 * Math.sqrt(d2))
        ax += f * dx
        ay += f * dy
        az += f * dz
      }
      vx[i] += ax * dt
      vy[i] += ay * dt
      vz[i] += az * dt
    }
    for (let i = 0; i < n; i++) {
      x[i] += vx[i] * dt
      y[i] += vy[i] * dt
      z[i] += vz[i] * dt
    }
  }
}

export default {
  name: 'nbody',
  group: 'canon',
  kernel: nbody,
  work: 'all-pairs gravity, 500 bodies, 5 steps',
  setup(array, size) {
    const [n, steps] = pick(size, [500, 5], [200, 3])
    const random = randomNumbers(1)
    const centred = () => fillWith(array(Float64Array, n), () => random() - 0.5)
    const mass = fillWith(array(Float64Array, n), () => random() / n)
    return [centred(), centred(), centred(), centred(), centred(), centred(), mass, steps, 0.001]
  },
} satisfies Benchmark
