/** Medians, spreads and means of measured samples; what the `benchmark` package does not offer by itself. */
import Benchmark from 'benchmark'

/** The value below which the fraction `q` of the samples lies, linear between neighbours. NaN for no samples. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) return Number.NaN
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const below = sorted[Math.floor(at)]
  return below + (sorted[Math.ceil(at)] - below) * (at % 1)
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

/** NaN for no values. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** How many times faster than plain: the median of the per-round ratios, and their quartiles. */
export interface Ratio {
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** Round by round, so that a slow phase of the machine, which meets all contestants of a round, cancels out. */
export function ratioOf(plain: readonly number[], other: readonly number[]): Ratio {
  const ratios = plain.map((ms, round) => ms / other[round])
  return { ratio: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) }
}

/** -1 where `a` is slower than `b`, 1 where it is faster, 0 where the samples do not tell (Mann-Whitney, 5 %). */
export function compareSamples(a: readonly number[], b: readonly number[]): -1 | 0 | 1 {
  const [first, second] = [a, b].map((sample) => {
    const bench = new Benchmark(() => {})
    bench.stats.sample = [...sample]
    return bench
  })
  return first.compare(second) as -1 | 0 | 1
}
