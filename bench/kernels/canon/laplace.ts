import { type Benchmark, pick } from '../benchmark.ts'

/** Jacobi iteration for the Laplace equation on a plate, until the largest change is below a tolerance; returns the iterations. */
function laplace(grid: Float64Array, next: Float64Array, n: number, tolerance: number, maxIterations: number): number {
  let error = Infinity
  let iterations = 0
  while (error > tolerance && iterations < maxIterations) {
    error = 0
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        const c = i * n + j
        next[c] = 0.25 * (grid[c - 1] + grid[c + 1] + grid[c - n] + grid[c + n])
        error = Math.max(error, Math.abs(next[c] - grid[c]))
      }
    }
    for (let i = 1; i < n - 1; i++) {
      for (let j = 1; j < n - 1; j++) {
        grid[i * n + j] = next[i * n + j]
      }
    }
    iterations++
  }
  return iterations
}

export default {
  name: 'laplace',
  group: 'canon',
  kernel: laplace,
  restore: true,
  work: 'Jacobi with error reduction on a 256 x 256 plate, one hot edge, to a change below 0.2',
  setup(array, size) {
    const n = pick(size, 256, 96)
    const grid = array(Float64Array, n * n)
    for (let j = 0; j < n; j++) grid[j] = 100
    return [grid, array(Float64Array, n * n), n, size === 'full' ? 0.2 : 0.4, 10_000]
  },
} satisfies Benchmark
