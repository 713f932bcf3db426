/** gemver: two rank-1 updates of a matrix, then two matrix-vector products with it. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function gemver(
  n: number,
  alpha: number,
  beta: number,
  A: Float64Array,
  u1: Float64Array,
  v1: Float64Array,
  u2: Float64Array,
  v2: Float64Array,
  w: Float64Array,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) A[i * n + j] = A[i * n + j] + u1[i] * v1[j] + u2[i] * v2[j]
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x[i] = x[i] + beta * A[j * n + i] * y[j]
  }
  for (let i = 0; i < n; i++) x[i] = x[i] + z[i]
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) w[i] = w[i] + alpha * A[i * n + j] * x[j]
  }
}

const benchmark: Benchmark = {
  name: 'gemver',
  group: 'polybench',
  kernel: gemver,
  setup(array, size) {
    const n = pick(size, 500, 160)
    const vector = (element: (i: number) => number): Float64Array => fillVector(array(Float64Array, n), element)
    const A = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j) % n) / n)
    const u1 = vector((i) => i)
    const v1 = vector((i) => (i + 1) / n / 4)
    const u2 = vector((i) => (i + 1) / n / 2)
    const v2 = vector((i) => (i + 1) / n / 6)
    const w = vector(() => 0)
    const x = vector(() => 0)
    const y = vector((i) => (i + 1) / n / 8)
    const z = vector((i) => (i + 1) / n / 9)
    return [n, 1.5, 1.2, A, u1, v1, u2, v2, w, x, y, z]
  },
  restore: true,
  work: 'rank-2 update, A^T y and A x, A 500 x 500',
}
export default benchmark
