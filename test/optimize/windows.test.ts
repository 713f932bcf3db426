/**
 * Windows that slide with a loop around them, whole and cut off at the edges: for every length around that of the lanes, and for windows
 * that are empty, as long as the array, longer, or of a negative or huge radius.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { type AnyFunction, check } from '../differential.ts'

const test = suite('windows')
type Numbers = Float64Array

const lengths = [0, 1, 2, 7, 8, 9, 17, 40]
const radii = [-3, -1, 0, 1, 2, 5, 16, 17, 39, 40, 41, 100, 1.5, NaN]
/** Where the plain function does not count as far as that. */
const huge = [2 ** 30, 2 ** 31 - 1, -(2 ** 31)]
const series = (n: number): Numbers => Float64Array.from({ length: n }, (_, i) => Math.sin(3 * i) * 10 ** (i % 5))
const argSets = (more: readonly number[]) =>
  lengths.flatMap((n) => [...radii, ...more].map((r) => [new Float64Array(n), series(n), r] as const))

const kernels: Readonly<Record<string, AnyFunction>> = {
  trailing(out: Numbers, a: Numbers, w: number) {
    for (let i = w - 1; i < a.length && i < 100; i++) {
      let sum = 0
      for (let j = i - w + 1; j <= i; j++) sum += a[j]!
      out[i] = sum
    }
  },
  leading(out: Numbers, a: Numbers, w: number) {
    const n = a.length
    for (let i = 0; i + w <= n && i < 100; i++) {
      let sum = 0
      for (let j = i; j < i + w && j < 200; j++) sum += a[j]!
      out[i] = sum
    }
  },
  whole(out: Numbers, a: Numbers, w: number) {
    if (w < 0) return
    for (let i = 0; i + w <= a.length; i++) {
      let sum = 0
      for (let j = i; j < i + w; j++) sum += a[j]!
      out[i] = sum / w
    }
  },
  clamped(out: Numbers, a: Numbers, r: number) {
    const n = a.length
    for (let i = 0; i < n; i++) {
      const from = Math.max(0, i - r)
      const to = Math.min(n - 1, i + r)
      let sum = 0
      for (let j = from; j <= to; j++) sum += a[j]!
      out[i] = sum / (to - from + 1)
    }
  },
  'cut off below, step by two': (out: Numbers, a: Numbers, r: number) => {
    const n = a.length
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = Math.max(0, i - r); j < i; j += 2) sum += a[j]! * (i - j)
      out[i] = sum
    }
  },
  'all pairs': (out: Numbers, a: Numbers, m: number) => {
    const n = a.length
    if (!(m >= 0 && m <= n)) return
    for (let i = 0; i < n + m - 1 && i < out.length; i++) {
      let sum = 0
      for (let j = Math.max(0, i - m + 1); j <= Math.min(i, n - 1); j++) sum += a[j]! * a[i - j]!
      out[i] = sum
    }
  },
  'tested at the edges': (out: Numbers, a: Numbers, r: number) => {
    const n = a.length
    if (!(r < 100)) return
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let d = -r; d <= r; d++) {
        const at = i + d
        if (at < 0 || at >= n) continue
        sum += a[at]! * (d * d + 1)
      }
      out[i] = sum
    }
  },
  // Where the subscript is used the start is small; elsewhere it need not be.
  'counts from far away': (out: Numbers, a: Numbers, w: number) => {
    let sum = 0
    for (let i = 0; i < a.length; i++)
      for (let j = i + w; j < i + w + 3; j++) {
        if (i + w < a.length && i + w >= 0) out[j] = a[i]!
        else sum += j
      }
    return sum
  },
  'left early': (out: Numbers, a: Numbers, r: number) => {
    const n = a.length
    for (let i = 0; i < n; i++) {
      let j = Math.max(0, i - r)
      for (; j <= Math.min(n - 1, i + r); j++) if (a[j]! > 900) break
      out[i] = j
    }
  },
}

for (const [name, fn] of Object.entries(kernels))
  test(name, () => check(name, fn, argSets(name.startsWith('c') ? huge : []), { mayRefuse: true }))

test('whose loop around runs in lanes', () => {
  for (const name of ['whole', 'clamped', 'tested at the edges']) {
    const kernel = jit(kernels[name]!, { tier: 'compiled', strict: true })
    kernel(new Float64Array(40), series(40), 3)
    assert.match(String(kernel.explain()), /vectorized, \d+ iterations side by side[\s\S]*in order in each lane/, name)
  }
})

test('in two dimensions', () => {
  const dilate = (out: Uint8Array, image: Uint8Array, w: number, h: number, r: number): void => {
    for (let y = 0; y < h; y++) {
      const [top, bottom] = [Math.max(0, y - r), Math.min(h - 1, y + r)]
      for (let x = 0; x < w; x++) {
        let most = 0
        for (let v = top; v <= bottom; v++)
          for (let u = Math.max(0, x - r); u <= Math.min(w - 1, x + r); u++) most = Math.max(most, image[v * w + u]!)
        out[y * w + x] = most
      }
    }
  }
  const image = (w: number, h: number): Uint8Array => Uint8Array.from({ length: w * h }, (_, i) => (i * 89) % 256)
  const sizes = [0, 1, 2, 5, 16, 21, 37].flatMap((w) => [1, 3, 6].map((h) => [w, h] as const))
  const sets = sizes.flatMap(([w, h]) =>
    [-1, 0, 1, 2, 7, 20, 2 ** 31 - 1].map((r) => [new Uint8Array(w * h), image(w, h), w, h, r] as const),
  )
  check('dilate', dilate, sets)
})

test.run()
