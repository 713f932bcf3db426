/** gemm: C = alpha * A * B + beta * C. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function gemm(
  ni: number,
  nj: number,
  nk: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nj; j++) C[i * nj + j] *= beta
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) C[i * nj + j] += alpha * A[i * nk + k] * B[k * nj + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'gemm',
  group: 'polybench',
  kernel: gemm,
  setup(array, size) {
    const [ni, nj, nk] = pick(size, [200, 220, 240], [90, 100, 110])
    const C = fillMatrix(array(Float64Array, ni * nj), nj, (i, j) => ((i * j + 1) % ni) / ni)
    const A = fillMatrix(array(Float64Array, ni * nk), nk, (i, j) => ((i * (j + 1)) % nk) / nk)
    const B = fillMatrix(array(Float64Array, nk * nj), nj, (i, j) => ((i * (j + 2)) % nj) / nj)
    return [ni, nj, nk, 1.5, 1.2, C, A, B]
  },
  restore: true,
  work: 'C = 1.5 A B + 1.2 C, A 200 x 240, B 240 x 220',
}
export default benchmark
