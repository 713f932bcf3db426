/** jacobi-2d: five-point averaging of a grid, two arrays in turn. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function jacobi2d(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 0; t < tsteps; t++) {
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        B[i * n + j] =
          0.2 * (A[i * n + j] + A[i * n + j - 1] + A[i * n + j + 1] + A[(i + 1) * n + j] + A[(i - 1) * n + j])
      }
    }
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        A[i * n + j] =
          0.2 * (B[i * n + j] + B[i * n + j - 1] + B[i * n + j + 1] + B[(i + 1) * n + j] + B[(i - 1) * n + j])
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'jacobi-2d',
  group: 'polybench',
  kernel: jacobi2d,
  setup(array, size) {
    const [tsteps, n] = pick(size, [50, 200], [20, 100])
    const A = fillMatrix(array(Float64Array, n * n), n, (i, j) => (i * (j + 2) + 2) / n)
    const B = fillMatrix(array(Float64Array, n * n), n, (i, j) => (i * (j + 3) + 3) / n)
    return [tsteps, n, A, B]
  },
  restore: true,
  work: '50 double steps on a 200 x 200 grid',
}
export default benchmark
