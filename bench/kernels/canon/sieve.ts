import { type Benchmark, pick } from '../benchmark.ts'

/** Sieve of Eratosthenes; returns the number of primes below the length of `isPrime`. */
function sieve(isPrime: Uint8Array): number {
  const n = isPrime.length
  isPrime.fill(1)
  isPrime[0] = isPrime[1] = 0
  for (let i = 2; i * i < n; i++) {
    if (isPrime[i]) {
      for (let j = i * i; j < n; j += i) isPrime[j] = 0
    }
  }
  let count = 0
  for (let i = 0; i < n; i++) {
    if (isPrime[i]) count++
  }
  return count
}

export default {
  name: 'sieve',
  group: 'canon',
  kernel: sieve,
  work: 'primes below 2,000,000',
  setup(array, size) {
    return [array(Uint8Array, pick(size, 2_000_000, 200_000))]
  },
} satisfies Benchmark
