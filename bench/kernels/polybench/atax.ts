/** atax: y = A^T * (A * x). */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function atax(m: number, n: number, A: Float64Array, x: Float64Array, y: Float64Array, tmp: Float64Array): void {
  for (let i = 0; i < n; i++) y[i] = 0
  for (let i = 0; i < m; i++) {
    tmp[i] = 0
    for (let j = 0; j < n; j++) tmp[i] += A[i * n + j] * x[j]
    for (let j = 0; j < n; j++) y[j] += A[i * n + j] * tmp[i]
  }
}

const benchmark: Benchmark = {
  name: 'atax',
  group: 'polybench',
  kernel: atax,
  setup(array, size) {
    const [m, n] = pick(size, [650, 700], [200, 220])
    const A = fillMatrix(array(Float64Array, m * n), n, (i, j) => ((i + j) % n) / (5 * m))
    const x = fillVector(array(Float64Array, n), (i) => 1 + i / n)
    const y = array(Float64Array, n)
    const tmp = array(Float64Array, m)
    return [m, n, A, x, y, tmp]
  },
  work: 'y = A^T (A x), A 650 x 700',
}
export default benchmark
