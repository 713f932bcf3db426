import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Cumulative normal distribution after Abramowitz and Stegun 26.2.17. */
function cnd(d: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(d))
  const poly = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
  const value = 0.3989422804014327 * Math.exp(-0.5 * d * d) * poly
  return d > 0 ? 1 - value : value
}

/** European call and put prices of many options. */
function blackScholes(
  call: Float64Array,
  put: Float64Array,
  spot: Float64Array,
  strike: Float64Array,
  years: Float64Array,
  rate: number,
  volatility: number,
) {
  for (let i = 0; i < spot.length; i++) {
    const s = spot[i]
    const k = strike[i]
    const t = years[i]
    const sqrtT = Math.sqrt(t)
    const d1 = (Math.log(s / k) + (rate + 0.5 * volatility * volatility) * t) / (volatility * sqrtT)
    const d2 = d1 - volatility * sqrtT
    const discounted = k * Math.exp(-rate * t)
    call[i] = s * cnd(d1) - discounted * cnd(d2)
    put[i] = discounted * cnd(-d2) - s * cnd(-d1)
  }
}

export default {
  name: 'black-scholes',
  group: 'canon',
  kernel: blackScholes,
  env: { cnd },
  work: 'call and put prices of 100,000 options',
  setup(array, size) {
    const n = pick(size, 100_000, 8_000)
    const random = randomNumbers(2)
    return [
      array(Float64Array, n),
      array(Float64Array, n),
      fillWith(array(Float64Array, n), () => 5 + 25 * random()),
      fillWith(array(Float64Array, n), () => 1 + 99 * random()),
      fillWith(array(Float64Array, n), () => 0.25 + 9.75 * random()),
      0.02,
      0.3,
    ]
  },
} satisfies Benchmark
