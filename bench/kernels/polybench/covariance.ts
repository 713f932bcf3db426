/** covariance: the covariance matrix of m variables over n observations. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function covariance(
  m: number,
  n: number,
  floatN: number,
  data: Float64Array,
  cov: Float64Array,
  mean: Float64Array,
): void {
  for (let j = 0; j < m; j++) {
    mean[j] = 0
    for (let i = 0; i < n; i++) mean[j] += data[i * m + j]
    mean[j] /= floatN
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) data[i * m + j] -= mean[j]
  }
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      cov[i * m + j] = 0
      for (let k = 0; k < n; k++) cov[i * m + j] += data[k * m + i] * data[k * m + j]
      cov[i * m + j] /= floatN - 1
      cov[j * m + i] = cov[i * m + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'covariance',
  group: 'polybench',
  kernel: covariance,
  setup(array, size) {
    const [m, n] = pick(size, [180, 200], [84, 96])
    const data = fillMatrix(array(Float64Array, n * m), m, (i, j) => (i * j) / m)
    const cov = array(Float64Array, m * m)
    const mean = array(Float64Array, m)
    return [m, n, n, data, cov, mean]
  },
  restore: true,
  work: 'covariance of 180 variables over 200 observations',
}
export default benchmark
