/** Integers that are followed as such while they are small: started below, at and beyond the limit, and crossing it in mid-loop. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { type AnyFunction, check } from '../differential.ts'

const test = suite('speculate')
type Numbers = Int32Array

const kernels: Readonly<Record<string, AnyFunction>> = {
  merged(out: Numbers, a: Numbers, start: number, gap: number) {
    let best = 0
    let run = start * 2 ** 20
    for (let i = 0; i < a.length; i++) {
      run = Math.max(run - gap, a[i]!)
      out[i] = run
      if (run > best) best = run
    }
    return best + run
  },
  'from one loop to the next': (out: Numbers, a: Numbers, start: number, gap: number) => {
    let best = start * 2 ** 20
    let at = 0
    for (let k = 0; k < 3; k++) {
      let run = -k * start
      for (let i = 1; i < a.length; i++) {
        run = Math.max(run + gap, a[i]! - a[i - 1]!, 0)
        out[i] = Math.min(run, best)
        if (run >= best) {
          best = run + gap
          at = i
        }
      }
      best -= start * 2 ** 19
    }
    return best / 2 + at
  },
  'the larger of sums': (out: Numbers, a: Numbers, start: number, gap: number) => {
    let up = start * 2 ** 19
    let down = -up
    for (let i = 0; i < a.length; i++) {
      const next = Math.max(up, down - gap)
      down = Math.max(down, up + a[i]! * gap)
      up = next
      out[i] = up - down
    }
    return up
  },
}

const ends = [0, 1, -1, 2 ** 20, -(2 ** 30), 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1, -(2 ** 31)]
const lengths = [0, 1, 2, 7, 40]
const series = (n: number): Numbers => Int32Array.from({ length: n }, (_, i) => Math.sin(3 * i) * 10 ** (i % 10))

for (const [name, fn] of Object.entries(kernels)) {
  test(name, () => {
    const argSets = lengths.flatMap((n) =>
      ends.flatMap((start) => ends.map((gap) => [new Int32Array(n), series(n), start, gap] as const)),
    )
    check(name, fn, argSets)
    // Beside arrays of integers alone, what is added to their elements is an integer.
    const kernel = jit(fn, { tier: 'compiled', strict: true })
    kernel(new Int32Array(9), series(9), 5, 3)
    assert.match(kernel.signatures[0]!, /^\(i32\[\], i32\[\], i32, i32\)/)
  })
}

test.run()
