import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** Decodes PackBits, as TIFF has it: bytes as they are, or one byte many times, each behind a count; how many came out. */
function unpackBits(out: Uint8Array, packed: Uint8Array): number {
  let to = 0
  let from = 0
  while (from < packed.length) {
    const header = packed[from++]
    if (header < 128) {
      for (let i = 0; i <= header; i++) out[to++] = packed[from++]
    } else if (header > 128) {
      const value = packed[from++]
      for (let i = 0; i < 257 - header; i++) out[to++] = value
    }
  }
  return to
}

export default {
  name: 'run-length',
  group: 'later',
  kernel: unpackBits,
  work: 'PackBits to 2,500,000 bytes',
  setup(array, size) {
    const n = pick(size, 2_500_000, 250_000)
    const random = randomNumbers(67)
    const packed: number[] = []
    let length = 0
    while (length < n) {
      const run = Math.min(n - length, 2 + Math.floor(random() ** 3 * 126))
      if (random() < 0.5) packed.push(257 - run, Math.floor(random() * 256))
      else packed.push(run - 1, ...Array.from({ length: run }, () => Math.floor(random() * 256)))
      length += run
    }
    return [array(Uint8Array, n), fillWith(array(Uint8Array, packed.length), (i) => packed[i])]
  },
} satisfies Benchmark
