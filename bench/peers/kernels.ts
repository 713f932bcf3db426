/**
 * Which kernels of the suite have a source in C and in Python, and what these get besides the JavaScript function's own arguments.
 * The sources are `c/<name>.c` and `numba/<name>.py`.
 */
import type { Benchmark } from '../kernels/benchmark.ts'
import { benchmarks } from '../kernels/index.ts'

/** How a kernel is called from elsewhere. */
export interface PeerKernel {
  readonly benchmark: Benchmark
  /** Positions of the arrays whose lengths C gets as well, behind all other arguments: its pointers do not know them. */
  readonly lengths: readonly number[]
  /** Arrays of `env` that become arguments, behind the JavaScript function's own. */
  readonly tables: readonly string[]
  /** Nothing but integers: fast-math has nothing to do. */
  readonly integers: boolean
}

interface Extras {
  readonly lengths?: readonly number[]
  readonly tables?: readonly string[]
  readonly integers?: boolean
}

const integers = true

/** PolyBench kernels get their sizes as arguments; their C has the same ones. */
const polybench: Readonly<Record<string, Extras>> = { 'floyd-warshall': { integers }, nussinov: { integers } }

const canon: Readonly<Record<string, Extras>> = {
  'alpha-blend': { lengths: [0], integers },
  'binary-search': { lengths: [1, 2], integers },
  'black-scholes': { lengths: [2] },
  collatz: { integers },
  'convolution-5x5': {},
  crc32: { lengths: [0], tables: ['crcTable'], integers },
  daxpy: { lengths: [0] },
  dot: { lengths: [0] },
  fft: { lengths: [0] },
  'game-of-life': { integers },
  'gaussian-blur': { lengths: [3] },
  grayscale: { lengths: [1] },
  heapsort: { lengths: [0], integers },
  histogram: { lengths: [1], integers },
  julia: {},
  'k-means': { lengths: [0, 2] },
  knapsack: { lengths: [1], integers },
  laplace: {},
  levenshtein: { lengths: [0, 1], integers },
  mandelbrot: {},
  matmul: {},
  'matvec-f32': { lengths: [0, 2] },
  'monte-carlo-pi': {},
  nbody: { lengths: [0] },
  'prefix-sum': { lengths: [1], integers },
  sieve: { lengths: [0], integers },
  sobel: {},
  softmax: {},
  'sphere-tracing': {},
  spmv: { lengths: [0] },
  sum: { lengths: [0] },
  'wave-2d': {},
}

const later: Readonly<Record<string, Extras>> = {
  biquad: { lengths: [0, 2] },
  'binomial-option': { lengths: [1] },
  boids: { lengths: [2] },
  dilate: { integers },
  hough: { lengths: [0, 4] },
  kalman: {},
  'perlin-noise': {},
  'point-in-polygon': { lengths: [1, 3] },
  'run-length': { lengths: [1], integers },
  'yuv-to-rgb': {},
}

const extrasOf = { polybench, canon, later }

function withExtras(benchmark: Benchmark): PeerKernel[] {
  const { name, group } = benchmark
  const extras = extrasOf[group][name] ?? (group === 'polybench' ? {} : undefined)
  if (extras === undefined) return []
  return [{ benchmark, lengths: [], tables: [], integers: false, ...extras }]
}

export const peerKernels: readonly PeerKernel[] = benchmarks.flatMap(withExtras)
