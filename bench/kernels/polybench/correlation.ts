/** correlation: the correlation matrix of m variables over n observations. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function correlation(
  m: number,
  n: number,
  floatN: number,
  data: Float64Array,
  corr: Float64Array,
  mean: Float64Array,
  stddev: Float64Array,
): void {
  const eps = 0.1
  for (let j = 0; j < m; j++) {
    mean[j] = 0
    for (let i = 0; i < n; i++) mean[j] += data[i * m + j]
    mean[j] /= floatN
  }
  for (let j = 0; j < m; j++) {
    stddev[j] = 0
    for (let i = 0; i < n; i++) stddev[j] += (data[i * m + j] - mean[j]) * (data[i * m + j] - mean[j])
    stddev[j] /= floatN
    stddev[j] = Math.sqrt(stddev[j])
    // a (nearly) constant variable must not be divided by zero
    stddev[j] = stddev[j] <= eps ? 1 : stddev[j]
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      data[i * m + j] -= mean[j]
      data[i * m + j] /= Math.sqrt(floatN) * stddev[j]
    }
  }
  for (let i = 0; i < m - 1; i++) {
    corr[i * m + i] = 1
    for (let j = i + 1; j < m; j++) {
      corr[i * m + j] = 0
      for (let k = 0; k < n; k++) corr[i * m + j] += data[k * m + i] * data[k * m + j]
      corr[j * m + i] = corr[i * m + j]
    }
  }
  corr[(m - 1) * m + m - 1] = 1
}

const benchmark: Benchmark = {
  name: 'correlation',
  group: 'polybench',
  kernel: correlation,
  setup(array, size) {
    const [m, n] = pick(size, [180, 200], [84, 96])
    const data = fillMatrix(array(Float64Array, n * m), m, (i, j) => (i * j) / m + i)
    const corr = array(Float64Array, m * m)
    const mean = array(Float64Array, m)
    const stddev = array(Float64Array, m)
    return [m, n, n, data, corr, mean, stddev]
  },
  restore: true,
  work: 'correlation of 180 variables over 200 observations',
}
export default benchmark
