import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

const crcTable = new Uint32Array(256)
for (let i = 0; i < 256; i++) {
  let c = i
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  crcTable[i] = c
}

/** CRC-32 (as in zip and PNG) of a run of bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  }
  return (crc ^ 0xffffffff) >>> 0
}

export default {
  name: 'crc32',
  group: 'canon',
  kernel: crc32,
  env: { crcTable },
  work: '4,000,000 bytes',
  setup(array, size) {
    const n = pick(size, 4_000_000, 400_000)
    const random = randomNumbers(15)
    return [fillWith(array(Uint8Array, n), () => Math.floor(random() * 256))]
  },
} satisfies Benchmark
