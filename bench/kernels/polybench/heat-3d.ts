/** heat-3d: explicit time steps of the heat equation on a cube, two arrays in turn. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillVector } from './fill.ts'

function heat3d(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 1; t <= tsteps; t++) {
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        for (let k = 1; k < n - 1; k++) {
          B[(i * n + j) * n + k] =
            0.125 * (A[((i + 1) * n + j) * n + k] - 2 * A[(i * n + j) * n + k] + A[((i - 1) * n + j) * n + k]) +
            0.125 * (A[(i * n + j + 1) * n + k] - 2 * A[(i * n + j) * n + k] + A[(i * n + j - 1) * n + k]) +
            0.125 * (A[(i * n + j) * n + k + 1] - 2 * A[(i * n + j) * n + k] + A[(i * n + j) * n + k - 1]) +
            A[(i * n + j) * n + k]
        }
      }
    }
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        for (let k = 1; k < n - 1; k++) {
          A[(i * n + j) * n + k] =
            0.125 * (B[((i + 1) * n + j) * n + k] - 2 * B[(i * n + j) * n + k] + B[((i - 1) * n + j) * n + k]) +
            0.125 * (B[(i * n + j + 1) * n + k] - 2 * B[(i * n + j) * n + k] + B[(i * n + j - 1) * n + k]) +
            0.125 * (B[(i * n + j) * n + k + 1] - 2 * B[(i * n + j) * n + k] + B[(i * n + j) * n + k - 1]) +
            B[(i * n + j) * n + k]
        }
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'heat-3d',
  group: 'polybench',
  kernel: heat3d,
  setup(array, size) {
    const [tsteps, n] = pick(size, [20, 40], [8, 26])
    const cube = (): Float64Array =>
      fillVector(array(Float64Array, n * n * n), (index) => {
        const i = Math.floor(index / (n * n))
        const j = Math.floor(index / n) % n
        const k = index % n
        return ((i + j + (n - k)) * 10) / n
      })
    return [tsteps, n, cube(), cube()]
  },
  restore: true,
  work: '20 double steps on a 40 x 40 x 40 grid',
}
export default benchmark
