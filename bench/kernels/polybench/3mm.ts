/** 3mm: G = (A * B) * (C * D). */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function threeMatrixProducts(
  ni: number,
  nj: number,
  nk: number,
  nl: number,
  nm: number,
  E: Float64Array,
  A: Float64Array,
  B: Float64Array,
  F: Float64Array,
  C: Float64Array,
  D: Float64Array,
  G: Float64Array,
): void {
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nj; j++) {
      E[i * nj + j] = 0
      for (let k = 0; k < nk; k++) E[i * nj + j] += A[i * nk + k] * B[k * nj + j]
    }
  }
  for (let i = 0; i < nj; i++) {
    for (let j = 0; j < nl; j++) {
      F[i * nl + j] = 0
      for (let k = 0; k < nm; k++) F[i * nl + j] += C[i * nm + k] * D[k * nl + j]
    }
  }
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nl; j++) {
      G[i * nl + j] = 0
      for (let k = 0; k < nj; k++) G[i * nl + j] += E[i * nj + k] * F[k * nl + j]
    }
  }
}

const benchmark: Benchmark = {
  name: '3mm',
  group: 'polybench',
  kernel: threeMatrixProducts,
  setup(array, size) {
    const [ni, nj, nk, nl, nm] = pick(size, [120, 130, 140, 150, 160], [56, 60, 64, 68, 72])
    const E = array(Float64Array, ni * nj)
    const A = fillMatrix(array(Float64Array, ni * nk), nk, (i, j) => ((i * j + 1) % ni) / (5 * ni))
    const B = fillMatrix(array(Float64Array, nk * nj), nj, (i, j) => ((i * (j + 1) + 2) % nj) / (5 * nj))
    const F = array(Float64Array, nj * nl)
    const C = fillMatrix(array(Float64Array, nj * nm), nm, (i, j) => ((i * (j + 3)) % nl) / (5 * nl))
    const D = fillMatrix(array(Float64Array, nm * nl), nl, (i, j) => ((i * (j + 2) + 2) % nk) / (5 * nk))
    const G = array(Float64Array, ni * nl)
    return [ni, nj, nk, nl, nm, E, A, B, F, C, D, G]
  },
  work: 'G = (A B)(C D), 120 x 140, 140 x 130, 130 x 160, 160 x 150',
}
export default benchmark
