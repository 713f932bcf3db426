/**
 * gramschmidt: QR decomposition by modified Gram-Schmidt, column by column. The suite's data has rank about m / 2, so n stays
 * below that: more columns would be normalised rounding noise.
 */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function gramschmidt(m: number, n: number, A: Float64Array, R: Float64Array, Q: Float64Array): void {
  for (let k = 0; k < n; k++) {
    let nrm = 0
    for (let i = 0; i < m; i++) nrm += A[i * n + k] * A[i * n + k]
    R[k * n + k] = Math.sqrt(nrm)
    for (let i = 0; i < m; i++) Q[i * n + k] = A[i * n + k] / R[k * n + k]
    for (let j = k + 1; j < n; j++) {
      R[k * n + j] = 0
      for (let i = 0; i < m; i++) R[k * n + j] += Q[i * n + k] * A[i * n + j]
      for (let i = 0; i < m; i++) A[i * n + j] = A[i * n + j] - Q[i * n + k] * R[k * n + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'gramschmidt',
  group: 'polybench',
  kernel: gramschmidt,
  setup(array, size) {
    const [m, n] = pick(size, [300, 130], [140, 60])
    const A = fillMatrix(array(Float64Array, m * n), n, (i, j) => (((i * j) % m) / m) * 100 + 10)
    const R = array(Float64Array, n * n)
    const Q = array(Float64Array, m * n)
    return [m, n, A, R, Q]
  },
  restore: true,
  work: 'A = Q R, 300 x 130',
}
export default benchmark
