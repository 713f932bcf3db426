/** ludcmp: solves A * x = b by LU decomposition, forward and back substitution. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillPositiveDefinite, fillVector } from './fill.ts'

function ludcmp(n: number, A: Float64Array, b: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let w = A[i * n + j]
      for (let k = 0; k < j; k++) w -= A[i * n + k] * A[k * n + j]
      A[i * n + j] = w / A[j * n + j]
    }
    for (let j = i; j < n; j++) {
      let w = A[i * n + j]
      for (let k = 0; k < i; k++) w -= A[i * n + k] * A[k * n + j]
      A[i * n + j] = w
    }
  }
  for (let i = 0; i < n; i++) {
    let w = b[i]
    for (let j = 0; j < i; j++) w -= A[i * n + j] * y[j]
    y[i] = w
  }
  for (let i = n - 1; i >= 0; i--) {
    let w = y[i]
    for (let j = i + 1; j < n; j++) w -= A[i * n + j] * x[j]
    x[i] = w / A[i * n + i]
  }
}

const benchmark: Benchmark = {
  name: 'ludcmp',
  group: 'polybench',
  kernel: ludcmp,
  setup(array, size) {
    const n = pick(size, 240, 110)
    const A = fillPositiveDefinite(array(Float64Array, n * n), n)
    const b = fillVector(array(Float64Array, n), (i) => (i + 1) / n / 2 + 4)
    const x = array(Float64Array, n)
    const y = array(Float64Array, n)
    return [n, A, b, x, y]
  },
  restore: true,
  work: 'solve A x = b by LU, 240 x 240',
}
export default benchmark
