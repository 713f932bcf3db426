/** The 30 kernels of PolyBench/C 4.2.1, with the suite's loops, data and parameter order; matrices are flat and row-major. */
import type { Benchmark } from '../benchmark.ts'
import twoMatrixProducts from './2mm.ts'
import threeMatrixProducts from './3mm.ts'
import adi from './adi.ts'
import atax from './atax.ts'
import bicg from './bicg.ts'
import cholesky from './cholesky.ts'
import correlation from './correlation.ts'
import covariance from './covariance.ts'
import deriche from './deriche.ts'
import doitgen from './doitgen.ts'
import durbin from './durbin.ts'
import fdtd2d from './fdtd-2d.ts'
import floydWarshall from './floyd-warshall.ts'
import gemm from './gemm.ts'
import gemver from './gemver.ts'
import gesummv from './gesummv.ts'
import gramschmidt from './gramschmidt.ts'
import heat3d from './heat-3d.ts'
import jacobi1d from './jacobi-1d.ts'
import jacobi2d from './jacobi-2d.ts'
import lu from './lu.ts'
import ludcmp from './ludcmp.ts'
import mvt from './mvt.ts'
import nussinov from './nussinov.ts'
import seidel2d from './seidel-2d.ts'
import symm from './symm.ts'
import syr2k from './syr2k.ts'
import syrk from './syrk.ts'
import trisolv from './trisolv.ts'
import trmm from './trmm.ts'

export const polybench: readonly Benchmark[] = [
  twoMatrixProducts,
  threeMatrixProducts,
  adi,
  atax,
  bicg,
  cholesky,
  correlation,
  covariance,
  deriche,
  doitgen,
  durbin,
  fdtd2d,
  floydWarshall,
  gemm,
  gemver,
  gesummv,
  gramschmidt,
  heat3d,
  jacobi1d,
  jacobi2d,
  lu,
  ludcmp,
  mvt,
  nussinov,
  seidel2d,
  symm,
  syr2k,
  syrk,
  trisolv,
  trmm,
]
