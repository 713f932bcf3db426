import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** y = A x for a sparse matrix in compressed rows. */
function spmv(y: Float64Array, values: Float64Array, columns: Int32Array, rowStart: Int32Array, x: Float64Array) {
  for (let row = 0; row < y.length; row++) {
    let sum = 0
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) {
      sum += values[k] * x[columns[k]]
    }
    y[row] = sum
  }
}

export default {
  name: 'spmv',
  group: 'canon',
  kernel: spmv,
  work: 'compressed rows, 60,000 x 60,000, 0 to 40 entries a row',
  setup(array, size) {
    const n = pick(size, 60_000, 8_000)
    const random = randomNumbers(19)
    const rowStart = array(Int32Array, n + 1)
    for (let row = 0; row < n; row++) rowStart[row + 1] = rowStart[row] + Math.floor(random() * 41)
    const entries = rowStart[n]
    return [
      array(Float64Array, n),
      fillWith(array(Float64Array, entries), () => random() - 0.5),
      fillWith(array(Int32Array, entries), () => Math.floor(random() * n)),
      rowStart,
      fillWith(array(Float64Array, n), () => random()),
    ]
  },
} satisfies Benchmark
