/** What `explain()` says of loops that did not run as fast as they can. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'

const double = (a: Float64Array, b: Float64Array, n: number): void => {
  for (let i = 0; i < n; i++) b[i] = a[i]! * 2
}

test('a guard that fails is counted: of checks, and of lanes', () => {
  const kernel = jit(double, { tier: 'compiled' })
  const missesNow = () => kernel.explain().signatures[0]!.loops[0]!.misses
  kernel(new Float64Array(20), new Float64Array(20), 20)
  assert.equal(missesNow(), { checks: 0, lanes: 0 })
  assert.not.match(String(kernel.explain()), 'failed')
  kernel(new Float64Array(10), new Float64Array(10), 11)
  kernel(new Float64Array(10), new Float64Array(10), 12)
  assert.equal(missesNow(), { checks: 2, lanes: 0 })
  assert.match(String(kernel.explain()), 'the test before it failed 2 times, and it ran with its checks')
  const both = new Float64Array(40)
  kernel(both.subarray(0, 20), both.subarray(5, 25), 20)
  assert.equal(missesNow(), { checks: 2, lanes: 1 })
  assert.match(String(kernel.explain()), 'the test for lanes failed 1 time, and it ran without')
})

test('a scalar loop says what stopped it, and where', () => {
  const kernel = jit(
    (a: Float64Array, n: number) => {
      let sum = 0
      for (let i = 0; i < n; i++) sum += a[i]!
      return sum
    },
    { tier: 'compiled', name: 'total' },
  )
  kernel(new Float64Array(3), 3)
  const { obstacle, vector } = kernel.explain().signatures[0]!.loops[0]!
  assert.is(vector, 'scalar')
  assert.match(obstacle!.why, 'order of the additions')
  assert.match(String(kernel.explain()), /the order of the additions to sum is kept .* \(total:\d+:\d+\)/)
})

test.run()
