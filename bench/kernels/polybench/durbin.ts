/** durbin: Levinson-Durbin recursion, solves the Yule-Walker equations of a symmetric Toeplitz matrix. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillVector } from './fill.ts'

function durbin(n: number, r: Float64Array, y: Float64Array): void {
  const z = new Float64Array(n)
  y[0] = -r[0]
  let beta = 1
  let alpha = -r[0]
  for (let k = 1; k < n; k++) {
    beta = (1 - alpha * alpha) * beta
    let sum = 0
    for (let i = 0; i < k; i++) sum += r[k - i - 1] * y[i]
    alpha = -(r[k] + sum) / beta
    for (let i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1]
    for (let i = 0; i < k; i++) y[i] = z[i]
    y[k] = alpha
  }
}

const benchmark: Benchmark = {
  name: 'durbin',
  group: 'polybench',
  kernel: durbin,
  setup(array, size) {
    const n = pick(size, 1600, 500)
    const r = fillVector(array(Float64Array, n), (i) => n + 1 - i)
    const y = array(Float64Array, n)
    return [n, r, y]
  },
  work: 'Yule-Walker system of order 1600',
}
export default benchmark
