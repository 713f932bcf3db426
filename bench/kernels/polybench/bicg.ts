/** bicg: the two matrix-vector products of a biconjugate gradient step, s = A^T * r and q = A * p. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function bicg(
  m: number,
  n: number,
  A: Float64Array,
  s: Float64Array,
  q: Float64Array,
  p: Float64Array,
  r: Float64Array,
): void {
  for (let i = 0; i < m; i++) s[i] = 0
  for (let i = 0; i < n; i++) {
    q[i] = 0
    for (let j = 0; j < m; j++) {
      s[j] += r[i] * A[i * m + j]
      q[i] += A[i * m + j] * p[j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'bicg',
  group: 'polybench',
  kernel: bicg,
  setup(array, size) {
    const [m, n] = pick(size, [650, 700], [200, 220])
    const A = fillMatrix(array(Float64Array, n * m), m, (i, j) => ((i * (j + 1)) % n) / n)
    const s = array(Float64Array, m)
    const q = array(Float64Array, n)
    const p = fillVector(array(Float64Array, m), (i) => (i % m) / m)
    const r = fillVector(array(Float64Array, n), (i) => (i % n) / n)
    return [m, n, A, s, q, p, r]
  },
  work: 's = A^T r and q = A p, A 700 x 650',
}
export default benchmark
