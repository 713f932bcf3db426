import type { FuzzCase } from '../case.ts'

/** Lanes that took the first arm and not the second must keep what they had: they got what the first arm had chosen. */
export default {
  source: `(a, b, out, aux) => {
  for (let i = 0; i < a.length; i++) {
    const x = a[i]
    let r = x
    if (a[i] > 0.5) r = aux[i] * 2 + b[i]
    let s = x
    if (b[i] > 0.5) {
      aux[i] = r + 1
      s = r
    }
    out[i] = s
  }
}`,
  args() {
    const numbers = (step: number) => Float64Array.from({ length: 40 }, (_, i) => ((i * step) % 101) / 101)
    return [[numbers(37), numbers(59), numbers(71), numbers(83)]]
  },
} satisfies FuzzCase
