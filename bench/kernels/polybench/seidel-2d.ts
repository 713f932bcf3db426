/** seidel-2d: nine-point Gauss-Seidel averaging of a grid, in place. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function seidel2d(tsteps: number, n: number, A: Float64Array): void {
  for (let t = 0; t <= tsteps - 1; t++) {
    for (let i = 1; i <= n - 2; i++) {
      for (let j = 1; j <= n - 2; j++) {
        A[i * n + j] =
          (A[(i - 1) * n + j - 1] +
            A[(i - 1) * n + j] +
            A[(i - 1) * n + j + 1] +
            A[i * n + j - 1] +
            A[i * n + j] +
            A[i * n + j + 1] +
            A[(i + 1) * n + j - 1] +
            A[(i + 1) * n + j] +
            A[(i + 1) * n + j + 1]) /
          9
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'seidel-2d',
  group: 'polybench',
  kernel: seidel2d,
  setup(array, size) {
    const [tsteps, n] = pick(size, [20, 250], [10, 110])
    return [tsteps, n, fillMatrix(array(Float64Array, n * n), n, (i, j) => (i * (j + 2) + 2) / n)]
  },
  restore: true,
  work: '20 sweeps over a 250 x 250 grid',
}
export default benchmark
