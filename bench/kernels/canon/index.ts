/** The kernels beyond PolyBench, written as a JavaScript programmer writes them. */
import type { Benchmark } from '../benchmark.ts'
import alphaBlend from './alpha-blend.ts'
import binarySearch from './binary-search.ts'
import blackScholes from './black-scholes.ts'
import collatz from './collatz.ts'
import convolution5x5 from './convolution-5x5.ts'
import crc32 from './crc32.ts'
import daxpy from './daxpy.ts'
import dot from './dot.ts'
import fft from './fft.ts'
import gameOfLife from './game-of-life.ts'
import gaussianBlur from './gaussian-blur.ts'
import grayscale from './grayscale.ts'
import hash64 from './hash64.ts'
import heapsort from './heapsort.ts'
import histogram from './histogram.ts'
import ising from './ising.ts'
import julia from './julia.ts'
import kMeans from './k-means.ts'
import knapsack from './knapsack.ts'
import laplace from './laplace.ts'
import levenshtein from './levenshtein.ts'
import lorenz from './lorenz.ts'
import mandelbrot from './mandelbrot.ts'
import matmul from './matmul.ts'
import matrixRows from './matrix-rows.ts'
import matvecF32 from './matvec-f32.ts'
import monteCarloPi from './monte-carlo-pi.ts'
import nbody from './nbody.ts'
import prefixSum from './prefix-sum.ts'
import resize from './resize.ts'
import sha256 from './sha256.ts'
import sieve from './sieve.ts'
import sobel from './sobel.ts'
import softmax from './softmax.ts'
import sort from './sort.ts'
import sphereTracing from './sphere-tracing.ts'
import spmv from './spmv.ts'
import sum from './sum.ts'
import vec3 from './vec3.ts'
import wave2d from './wave-2d.ts'

export const canon: readonly Benchmark[] = [
  alphaBlend,
  binarySearch,
  blackScholes,
  collatz,
  convolution5x5,
  crc32,
  daxpy,
  dot,
  fft,
  gameOfLife,
  gaussianBlur,
  grayscale,
  hash64,
  heapsort,
  histogram,
  ising,
  julia,
  kMeans,
  knapsack,
  laplace,
  levenshtein,
  lorenz,
  mandelbrot,
  matmul,
  matrixRows,
  matvecF32,
  monteCarloPi,
  nbody,
  prefixSum,
  resize,
  sha256,
  sieve,
  sobel,
  softmax,
  sort,
  sphereTracing,
  spmv,
  sum,
  vec3,
  wave2d,
]
