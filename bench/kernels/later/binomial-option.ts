import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith } from '../canon/data.ts'

/** American puts by the binomial tree of Cox, Ross and Rubinstein: from expiry backwards, exercised early where that is worth more. */
function binomialPuts(
  prices: Float64Array,
  strikes: Float64Array,
  spot: number,
  rate: number,
  volatility: number,
  years: number,
  steps: number,
) {
  const dt = years / steps
  const up = Math.exp(volatility * Math.sqrt(dt))
  const discount = Math.exp(-rate * dt)
  const p = (Math.exp(rate * dt) - 1 / up) / (up - 1 / up)
  const spots = new Float64Array(2 * steps + 1)
  for (let k = 0; k <= 2 * steps; k++) spots[k] = spot * Math.pow(up, k - steps)
  const values = new Float64Array(steps + 1)
  for (let s = 0; s < strikes.length; s++) {
    const strike = strikes[s]
    for (let j = 0; j <= steps; j++) values[j] = Math.max(0, strike - spots[2 * j])
    for (let i = steps - 1; i >= 0; i--) {
      for (let j = 0; j <= i; j++) {
        const hold = discount * (p * values[j + 1] + (1 - p) * values[j])
        const exercise = strike - spots[steps + 2 * j - i]
        values[j] = Math.max(hold, exercise)
      }
    }
    prices[s] = values[0]
  }
}

export default {
  name: 'binomial-option',
  group: 'later',
  kernel: binomialPuts,
  work: '40 American puts, 500 steps each',
  setup(array, size) {
    const [n, steps] = pick(size, [40, 500], [16, 250])
    return [
      array(Float64Array, n),
      fillWith(array(Float64Array, n), (i) => 80 + (40 * i) / n),
      100,
      0.05,
      0.25,
      1,
      steps,
    ]
  },
} satisfies Benchmark
