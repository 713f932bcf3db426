import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Fractional parts of a root of the first primes, as FIPS 180-4 defines its constants. */
function primeRoots(count: number, root: (p: number) => number): Int32Array {
  const primes: number[] = []
  for (let p = 2; primes.length < count; p++) {
    if (primes.every((q) => p % q !== 0)) primes.push(p)
  }
  return Int32Array.from(primes, (p) => ((root(p) % 1) * 4294967296) | 0)
}

const K = primeRoots(64, Math.cbrt)
const H = primeRoots(8, Math.sqrt)

function rotr(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n))
}

/** SHA-256 of a message of bytes; the digest's 32 bytes go to `digest`. */
function sha256(digest: Uint8Array, message: Uint8Array) {
  const n = message.length
  const padded = new Uint8Array(((n + 8) >> 6) * 64 + 64)
  padded.set(message)
  padded[n] = 0x80
  const bits = n * 8
  for (let i = 0; i < 4; i++) padded[padded.length - 1 - i] = bits >>> (8 * i)
  padded[padded.length - 5] = Math.floor(bits / 4294967296)

  const h = new Int32Array(8)
  for (let i = 0; i < 8; i++) h[i] = H[i]
  const w = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) {
      const at = block + i * 4
      w[i] = (padded[at] << 24) | (padded[at + 1] << 16) | (padded[at + 2] << 8) | padded[at + 3]
    }
    for (let i = 16; i < 64; i++) {
      const s0 = rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ (w[i - 15] >>> 3)
      const s1 = rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ (w[i - 2] >>> 10)
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0
    }
    let a = h[0]
    let b = h[1]
    let c = h[2]
    let d = h[3]
    let e = h[4]
    let f = h[5]
    let g = h[6]
    let k = h[7]
    for (let i = 0; i < 64; i++) {
      const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0
      const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      k = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    h[0] += a
    h[1] += b
    h[2] += c
    h[3] += d
    h[4] += e
    h[5] += f
    h[6] += g
    h[7] += k
  }
  for (let i = 0; i < 32; i++) digest[i] = h[i >> 2] >>> (24 - 8 * (i & 3))
}

export default {
  name: 'sha256',
  group: 'canon',
  kernel: sha256,
  env: { K, H, rotr },
  work: 'digest of 1,000,000 bytes',
  setup(array, size) {
    const n = pick(size, 1_000_000, 100_000)
    const random = randomNumbers(14)
    return [array(Uint8Array, 32), fillWith(array(Uint8Array, n), () => Math.floor(random() * 256))]
  },
} satisfies Benchmark
