/** trisolv: solves L * x = b, L lower triangular, by forward substitution. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function trisolv(n: number, L: Float64Array, x: Float64Array, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    x[i] = b[i]
    for (let j = 0; j < i; j++) x[i] -= L[i * n + j] * x[j]
    x[i] = x[i] / L[i * n + i]
  }
}

const benchmark: Benchmark = {
  name: 'trisolv',
  group: 'polybench',
  kernel: trisolv,
  setup(array, size) {
    const n = pick(size, 1000, 320)
    const L = fillMatrix(array(Float64Array, n * n), n, (i, j) => (j <= i ? ((i + n - j + 1) * 2) / n : 0))
    const x = fillVector(array(Float64Array, n), () => -999)
    const b = fillVector(array(Float64Array, n), (i) => i)
    return [n, L, x, b]
  },
  work: 'solve L x = b, L lower triangular 1000 x 1000',
}
export default benchmark
