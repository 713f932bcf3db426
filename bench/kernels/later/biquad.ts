import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** An equalizer: samples through one second-order section after the other, with five coefficients each (transposed direct form II). */
function biquad(out: Float32Array, input: Float32Array, coefficients: Float64Array) {
  for (let i = 0; i < input.length; i++) out[i] = input[i]
  for (let s = 0; s < coefficients.length; s += 5) {
    const b0 = coefficients[s]
    const b1 = coefficients[s + 1]
    const b2 = coefficients[s + 2]
    const a1 = coefficients[s + 3]
    const a2 = coefficients[s + 4]
    let z1 = 0
    let z2 = 0
    for (let i = 0; i < out.length; i++) {
      const x = out[i]
      const y = b0 * x + z1
      z1 = b1 * x - a1 * y + z2
      z2 = b2 * x - a2 * y
      out[i] = y
    }
  }
}

const SAMPLE_RATE = 48_000

/** A peaking equalizer after R. Bristow-Johnson. */
function peak(frequency: number, gainDb: number, q: number): number[] {
  const a = 10 ** (gainDb / 40)
  const w = (2 * Math.PI * frequency) / SAMPLE_RATE
  const alpha = Math.sin(w) / (2 * q)
  const a0 = 1 + alpha / a
  return [1 + alpha * a, -2 * Math.cos(w), 1 - alpha * a, -2 * Math.cos(w), 1 - alpha / a].map((c) => c / a0)
}

export default {
  name: 'biquad',
  group: 'later',
  kernel: biquad,
  work: '5 s of sound at 48 kHz through an equalizer of four bands',
  setup(array, size) {
    const n = pick(size, 240_000, 24_000)
    const random = randomNumbers(61)
    const bands = [...peak(120, 6, 0.7), ...peak(900, -4, 1), ...peak(3_500, 3, 1.4), ...peak(9_000, -6, 0.7)]
    return [
      array(Float32Array, n),
      fillWith(array(Float32Array, n), (i) => 0.5 * Math.sin(i / 17) + 0.3 * (random() - 0.5)),
      fillWith(array(Float64Array, bands.length), (i) => bands[i]),
    ]
  },
} satisfies Benchmark
