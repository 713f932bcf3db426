import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Metropolis sweeps of the two-dimensional Ising model on a torus; returns the magnetisation per spin. */
function ising(spins: Int8Array, n: number, sweeps: number, beta: number, seed: number): number {
  let state = seed | 0
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const up = spins[((i + n - 1) % n) * n + j]
        const down = spins[((i + 1) % n) * n + j]
        const left = spins[i * n + ((j + n - 1) % n)]
        const right = spins[i * n + ((j + 1) % n)]
        const energy = 2 * spins[i * n + j] * (up + down + left + right)
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        if (energy <= 0 || (state >>> 0) / 4294967296 < Math.exp(-beta * energy)) {
          spins[i * n + j] = -spins[i * n + j]
        }
      }
    }
  }
  let sum = 0
  for (let i = 0; i < spins.length; i++) sum += spins[i]
  return sum / (n * n)
}

export default {
  name: 'ising',
  group: 'canon',
  kernel: ising,
  restore: true,
  work: '200 x 200 spins, 20 Metropolis sweeps near the critical temperature',
  setup(array, size) {
    const [n, sweeps] = pick(size, [200, 20], [80, 12])
    const random = randomNumbers(4)
    return [fillWith(array(Int8Array, n * n), () => (random() < 0.5 ? -1 : 1)), n, sweeps, 0.44, 12345]
  },
} satisfies Benchmark
