/** lu: in-place factors of A = L * U without pivoting, L with a unit diagonal. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillPositiveDefinite } from './fill.ts'

function lu(n: number, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j]
      A[i * n + j] /= A[j * n + j]
    }
    for (let j = i; j < n; j++) {
      for (let k = 0; k < i; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'lu',
  group: 'polybench',
  kernel: lu,
  setup(array, size) {
    const n = pick(size, 240, 110)
    return [n, fillPositiveDefinite(array(Float64Array, n * n), n)]
  },
  restore: true,
  work: 'A = L U in place, 240 x 240',
}
export default benchmark
