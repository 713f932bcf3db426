import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Edit distance of two texts given as UTF-16 codes, by two rows of the table. */
function levenshtein(a: Uint16Array, b: Uint16Array): number {
  if (a.length === 0) return b.length
  if (b.length === 0) return a.length
  let previous = new Int32Array(b.length + 1)
  let current = new Int32Array(b.length + 1)
  for (let j = 0; j <= b.length; j++) previous[j] = j
  for (let i = 1; i <= a.length; i++) {
    current[0] = i
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
    }
    const t = previous
    previous = current
    current = t
  }
  return previous[b.length]
}

export default {
  name: 'levenshtein',
  group: 'canon',
  kernel: levenshtein,
  work: 'edit distance of two texts of 2,000 letters',
  setup(array, size) {
    const n = pick(size, 2_000, 600)
    const random = randomNumbers(12)
    const a = fillWith(array(Uint16Array, n), () => 97 + Math.floor(random() * 6))
    const b = fillWith(array(Uint16Array, n), (i) => (random() < 0.7 ? a[(i + 3) % n] : 97 + Math.floor(random() * 6)))
    return [a, b]
  },
} satisfies Benchmark
