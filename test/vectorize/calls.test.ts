/** Calls of the host in lanes: dear, so that only lanes make them that need their results. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'

const test = suite('calls in lanes')

test('an arm that only yields is under its mask as well, where it calls', () => {
  const levels = (out: Float64Array, a: Float64Array): void => {
    for (let i = 0; i < a.length; i++) {
      let x = a[i]!
      for (let k = 0; k < 99; k++) x = x * x - 0.5
      out[i] = x > -0.3 ? Math.log(x) : x
    }
  }
  const kernel = jit(levels, { tier: 'compiled' })
  const a = Float64Array.from({ length: 37 }, (_, i) => Math.sin(i) * 1.4)
  const [found, expected] = [new Float64Array(37), new Float64Array(37)]
  kernel(found, a)
  levels(expected, a)
  assert.equal(found, expected)
  const lines = kernel.inspectIR('vectorize').split('\n')
  const calls = lines.flatMap((line, i) => (line.includes('Math.log(lane(') ? [lines[i - 1]!.trim()] : []))
  assert.ok(calls.length > 1, 'the loop is not vectorized')
  for (const before of calls) assert.match(before, /^if %\d+ \{$|^if lane/)
})

test.run()
