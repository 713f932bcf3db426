/** trmm: B = alpha * A^T * B in place, A unit lower triangular. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function trmm(m: number, n: number, alpha: number, A: Float64Array, B: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = i + 1; k < m; k++) B[i * n + j] += A[k * m + i] * B[k * n + j]
      B[i * n + j] = alpha * B[i * n + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'trmm',
  group: 'polybench',
  kernel: trmm,
  setup(array, size) {
    const [m, n] = pick(size, [180, 220], [85, 100])
    const A = fillMatrix(array(Float64Array, m * m), m, (i, j) => (j < i ? ((i + j) % m) / m : j === i ? 1 : 0))
    const B = fillMatrix(array(Float64Array, m * n), n, (i, j) => ((n + (i - j)) % n) / n)
    return [m, n, 1.5, A, B]
  },
  restore: true,
  work: 'B = 1.5 A^T B in place, A 180 x 180, B 180 x 220',
}
export default benchmark
