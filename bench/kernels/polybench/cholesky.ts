/** cholesky: in-place factor L of A = L * L^T, lower triangle. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillPositiveDefinite } from './fill.ts'

function cholesky(n: number, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[j * n + k]
      A[i * n + j] /= A[j * n + j]
    }
    for (let k = 0; k < i; k++) A[i * n + i] -= A[i * n + k] * A[i * n + k]
    A[i * n + i] = Math.sqrt(A[i * n + i])
  }
}

const benchmark: Benchmark = {
  name: 'cholesky',
  group: 'polybench',
  kernel: cholesky,
  setup(array, size) {
    const n = pick(size, 280, 130)
    return [n, fillPositiveDefinite(array(Float64Array, n * n), n)]
  },
  restore: true,
  work: 'A = L L^T in place, 280 x 280',
}
export default benchmark
