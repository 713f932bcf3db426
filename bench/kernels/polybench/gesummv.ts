/** gesummv: y = alpha * A * x + beta * B * x. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function gesummv(
  n: number,
  alpha: number,
  beta: number,
  A: Float64Array,
  B: Float64Array,
  tmp: Float64Array,
  x: Float64Array,
  y: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    tmp[i] = 0
    y[i] = 0
    for (let j = 0; j < n; j++) {
      tmp[i] = A[i * n + j] * x[j] + tmp[i]
      y[i] = B[i * n + j] * x[j] + y[i]
    }
    y[i] = alpha * tmp[i] + beta * y[i]
  }
}

const benchmark: Benchmark = {
  name: 'gesummv',
  group: 'polybench',
  kernel: gesummv,
  setup(array, size) {
    const n = pick(size, 600, 190)
    const A = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j + 1) % n) / n)
    const B = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j + 2) % n) / n)
    const tmp = array(Float64Array, n)
    const x = fillVector(array(Float64Array, n), (i) => (i % n) / n)
    const y = array(Float64Array, n)
    return [n, 1.5, 1.2, A, B, tmp, x, y]
  },
  work: 'y = 1.5 A x + 1.2 B x, 600 x 600',
}
export default benchmark
