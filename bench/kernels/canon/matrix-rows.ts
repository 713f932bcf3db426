import { type ArrayMaker, type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** C = A B for matrices kept as arrays of rows. */
function multiplyRows(c: Float64Array[], a: Float64Array[], b: Float64Array[]) {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b[0].length; j++) {
      let sum = 0
      for (let k = 0; k < b.length; k++) {
        sum += a[i][k] * b[k][j]
      }
      c[i][j] = sum
    }
  }
}

function makeRows(array: ArrayMaker, rows: number, columns: number, value: () => number): Float64Array[] {
  return Array.from({ length: rows }, () => fillWith(array(Float64Array, columns), value))
}

export default {
  name: 'matrix-rows',
  group: 'canon',
  kernel: multiplyRows,
  work: 'matrix product with A[i][j] on arrays of rows, 180 x 200 x 160',
  setup(array, size) {
    const [n, m, p] = pick(size, [180, 200, 160], [60, 70, 50])
    const random = randomNumbers(17)
    return [makeRows(array, n, p, () => 0), makeRows(array, n, m, random), makeRows(array, m, p, random)]
  },
} satisfies Benchmark
