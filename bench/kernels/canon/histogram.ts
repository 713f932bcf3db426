import { type Benchmark, pick } from '../benchmark.ts'
import { paintImage } from './data.ts'

/** How often each byte value occurs; returns the most frequent one. */
function histogram(counts: Uint32Array, bytes: Uint8Array): number {
  counts.fill(0)
  for (const value of bytes) counts[value]++
  let mode = 0
  for (let i = 1; i < counts.length; i++) {
    if (counts[i] > counts[mode]) mode = i
  }
  return mode
}

export default {
  name: 'histogram',
  group: 'canon',
  kernel: histogram,
  work: '3,000,000 bytes of an image',
  setup(array, size) {
    const n = pick(size, 3_000_000, 300_000)
    return [array(Uint32Array, 256), paintImage(array(Uint8Array, n), 2000, 1)]
  },
} satisfies Benchmark
