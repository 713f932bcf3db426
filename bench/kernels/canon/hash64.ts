import { type Benchmark, pick } from '../benchmark.ts'

/** splitmix64 of every key, and the FNV-1a style combination of all of them, which is returned. */
function hash64(out: BigUint64Array, keys: BigUint64Array): bigint {
  let combined = 0xcbf29ce484222325n
  for (let i = 0; i < keys.length; i++) {
    let z = BigInt.asUintN(64, keys[i] + 0x9e3779b97f4a7c15n)
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    z = z ^ (z >> 31n)
    out[i] = z
    combined = BigInt.asUintN(64, (combined ^ z) * 0x100000001b3n)
  }
  return combined
}

export default {
  name: 'hash64',
  group: 'canon',
  kernel: hash64,
  work: 'splitmix64 and FNV-1a over 200,000 keys of 64 bits',
  setup(array, size) {
    const n = pick(size, 200_000, 20_000)
    const keys = array(BigUint64Array, n)
    for (let i = 0; i < n; i++) keys[i] = BigInt(i) * 0x1234567n
    return [array(BigUint64Array, n), keys]
  },
} satisfies Benchmark
