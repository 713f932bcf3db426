import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** C = A B for square matrices, as the textbook has it: rows, columns, and a sum for each. */
function matmul(c: Float64Array, a: Float64Array, b: Float64Array, n: number) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j]
      c[i * n + j] = sum
    }
  }
}

export default {
  name: 'matmul',
  group: 'canon',
  kernel: matmul,
  work: 'matrix product in the order i, j, k, 256 x 256',
  setup(array, size) {
    const n = pick(size, 256, 96)
    const random = randomNumbers(18)
    return [
      array(Float64Array, n * n),
      fillWith(array(Float64Array, n * n), random),
      fillWith(array(Float64Array, n * n), random),
      n,
    ]
  },
} satisfies Benchmark
