import { type Benchmark, pick } from '../benchmark.ts'

/** Pi from random points in the unit square, with the mulberry32 integer generator. */
function monteCarloPi(samples: number, seed: number): number {
  let state = seed >>> 0
  let inside = 0
  for (let i = 0; i < samples; i++) {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    const x = ((t ^ (t >>> 14)) >>> 0) / 4294967296
    state = (state + 0x6d2b79f5) >>> 0
    t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    const y = ((t ^ (t >>> 14)) >>> 0) / 4294967296
    if (x * x + y * y <= 1) inside++
  }
  return (4 * inside) / samples
}

export default {
  name: 'monte-carlo-pi',
  group: 'canon',
  kernel: monteCarloPi,
  work: '2,000,000 points from mulberry32',
  setup(_array, size) {
    return [pick(size, 2_000_000, 200_000), 20260101]
  },
} satisfies Benchmark
