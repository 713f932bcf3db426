/** 2mm: D = alpha * A * B * C + beta * D. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function twoMatrixProducts(
  ni: number,
  nj: number,
  nk: number,
  nl: number,
  alpha: number,
  beta: number,
  tmp: Float64Array,
  A: Float64Array,
  B: Float64Array,
  C: Float64Array,
  D: Float64Array,
): void {
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nj; j++) {
      tmp[i * nj + j] = 0
      for (let k = 0; k < nk; k++) tmp[i * nj + j] += alpha * A[i * nk + k] * B[k * nj + j]
    }
  }
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nl; j++) {
      D[i * nl + j] *= beta
      for (let k = 0; k < nj; k++) D[i * nl + j] += tmp[i * nj + k] * C[k * nl + j]
    }
  }
}

const benchmark: Benchmark = {
  name: '2mm',
  group: 'polybench',
  kernel: twoMatrixProducts,
  setup(array, size) {
    const [ni, nj, nk, nl] = pick(size, [150, 160, 170, 180], [70, 75, 80, 85])
    const tmp = array(Float64Array, ni * nj)
    const A = fillMatrix(array(Float64Array, ni * nk), nk, (i, j) => ((i * j + 1) % ni) / ni)
    const B = fillMatrix(array(Float64Array, nk * nj), nj, (i, j) => ((i * (j + 1)) % nj) / nj)
    const C = fillMatrix(array(Float64Array, nj * nl), nl, (i, j) => ((i * (j + 3) + 1) % nl) / nl)
    const D = fillMatrix(array(Float64Array, ni * nl), nl, (i, j) => ((i * (j + 2)) % nk) / nk)
    return [ni, nj, nk, nl, 1.5, 1.2, tmp, A, B, C, D]
  },
  restore: true,
  work: 'D = 1.5 A B C + 1.2 D, 150 x 170, 170 x 160, 160 x 180',
}
export default benchmark
