import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Softmax of every row of a matrix: exponentials, shifted by the row's largest value, divided by their sum. */
function softmax(out: Float64Array, logits: Float64Array, rows: number, columns: number) {
  for (let i = 0; i < rows; i++) {
    let largest = logits[i * columns]
    for (let j = 1; j < columns; j++) {
      if (logits[i * columns + j] > largest) largest = logits[i * columns + j]
    }
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const e = Math.exp(logits[i * columns + j] - largest)
      out[i * columns + j] = e
      sum += e
    }
    for (let j = 0; j < columns; j++) out[i * columns + j] /= sum
  }
}

export default {
  name: 'softmax',
  group: 'canon',
  kernel: softmax,
  work: 'softmax of 400 rows of 1000 numbers',
  setup(array, size) {
    const [rows, columns] = pick(size, [400, 1000], [60, 500])
    const random = randomNumbers(23)
    return [
      array(Float64Array, rows * columns),
      fillWith(array(Float64Array, rows * columns), () => 12 * random() - 6),
      rows,
      columns,
    ]
  },
} satisfies Benchmark
