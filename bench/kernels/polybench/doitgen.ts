/** doitgen: multiresolution analysis kernel, every row of a 3-D array times a matrix. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function doitgen(nr: number, nq: number, np: number, A: Float64Array, C4: Float64Array, sum: Float64Array): void {
  for (let r = 0; r < nr; r++) {
    for (let q = 0; q < nq; q++) {
      for (let p = 0; p < np; p++) {
        sum[p] = 0
        for (let s = 0; s < np; s++) sum[p] += A[(r * nq + q) * np + s] * C4[s * np + p]
      }
      for (let p = 0; p < np; p++) A[(r * nq + q) * np + p] = sum[p]
    }
  }
}

const benchmark: Benchmark = {
  name: 'doitgen',
  group: 'polybench',
  kernel: doitgen,
  setup(array, size) {
    const [nr, nq, np] = pick(size, [50, 40, 60], [24, 20, 30])
    const A = fillVector(array(Float64Array, nr * nq * np), (index) => {
      const r = Math.floor(index / (nq * np))
      const q = Math.floor(index / np) % nq
      const p = index % np
      return ((r * q + p) % np) / np
    })
    const C4 = fillMatrix(array(Float64Array, np * np), np, (i, j) => ((i * j) % np) / np)
    const sum = array(Float64Array, np)
    return [nr, nq, np, A, C4, sum]
  },
  restore: true,
  work: '50 x 40 rows of 60 times a 60 x 60 matrix',
}
export default benchmark
