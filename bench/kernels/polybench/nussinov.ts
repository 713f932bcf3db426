/** nussinov: the largest number of base pairs an RNA sequence can fold into, dynamic programming over integers. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillVector } from './fill.ts'

function nussinov(n: number, seq: Int8Array, table: Int32Array): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      if (j - 1 >= 0) table[i * n + j] = Math.max(table[i * n + j], table[i * n + j - 1])
      if (i + 1 < n) table[i * n + j] = Math.max(table[i * n + j], table[(i + 1) * n + j])
      if (j - 1 >= 0 && i + 1 < n) {
        // neighbours cannot pair with each other
        if (i < j - 1) {
          const match = seq[i] + seq[j] === 3 ? 1 : 0
          table[i * n + j] = Math.max(table[i * n + j], table[(i + 1) * n + j - 1] + match)
        } else {
          table[i * n + j] = Math.max(table[i * n + j], table[(i + 1) * n + j - 1])
        }
      }
      for (let k = i + 1; k < j; k++) {
        table[i * n + j] = Math.max(table[i * n + j], table[i * n + k] + table[(k + 1) * n + j])
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'nussinov',
  group: 'polybench',
  kernel: nussinov,
  setup(array, size) {
    const n = pick(size, 280, 130)
    const seq = fillVector(array(Int8Array, n), (i) => (i + 1) % 4)
    const table = array(Int32Array, n * n)
    return [n, seq, table]
  },
  restore: true,
  work: 'base pairs of a sequence of 280, i32',
}
export default benchmark
