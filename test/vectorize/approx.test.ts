/**
 * `fastmath: approx`: operands of every kind against the host's functions, and errors against those that docs/FASTMATH.md states. That
 * nothing is approximated without the flag.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { measure } from '../../bench/fastmath/errors.ts'
import { jit } from '../../src/index.ts'
import { Builder } from '../../src/ir/build.ts'
import { interpreter } from '../../src/ir/interpret.ts'
import type { Value } from '../../src/ir/types.ts'
import { approximable, approximate } from '../../src/vectorize/approx.ts'
import { block, run as emitted, func, moduleOf } from '../emit/harness.ts'

const test = suite('approx')

type Kernel = (x: Float64Array, y: Float64Array, result: Float64Array) => void

const hasTwo = (path: string): boolean => path === 'Math.pow' || path === 'Math.atan2'

/** `result[i] = f(x[i])` or `f(x[i], y[i])`. */
function mapOf(path: string): Kernel {
  const call = hasTwo(path) ? `${path}(x[i], y[i])` : `${path}(x[i])`
  return new Function('x', 'y', 'result', `for (let i = 0; i < result.length; i++) result[i] = ${call}`) as Kernel
}

function run(kernel: Kernel, x: readonly number[], y: readonly number[]): Float64Array {
  const result = new Float64Array(x.length)
  kernel(Float64Array.from(x), Float64Array.from(y), result)
  return result
}

const bits = new DataView(new ArrayBuffer(8))
/** Numbers in order, neighbours one apart. */
function ordinal(x: number): bigint {
  bits.setFloat64(0, x)
  const n = bits.getBigInt64(0)
  return n < 0n ? -(n & 0x7fffffffffffffffn) : n
}
function distance(x: number, y: number): number {
  if (Object.is(x, y)) return 0
  // NaN, and zeros of different signs.
  if (x !== x || y !== y || (x === 0 && y === 0)) return Number.POSITIVE_INFINITY
  return Math.abs(Number(ordinal(x) - ordinal(y)))
}

const signed = (values: readonly number[]): number[] => values.flatMap((v) => [v, -v])
const operands = [
  NaN,
  ...signed([0, Infinity, 5e-324, 1e-310, 2 ** -1022, 1e-300, 1e-20, 2 ** -27, 0.1, 0.5, 0.75, 1, 1.0000000000000002]),
  ...signed([0.9999999999999999, 1.5, 2, 3, 4, 10, 22, 40, 100, 708.3, 709.7, 709.79, 710.4, 710.5, 745.1, 745.2, 746]),
  ...signed([
    1023,
    1024,
    1074,
    1075,
    1e4,
    2 ** 26,
    1e154,
    1e155,
    2 ** 52 + 1,
    2 ** 53,
    2 ** 53 + 2,
    1e300,
    Number.MAX_VALUE,
  ]),
  ...signed([Math.PI, Math.PI / 2, Math.PI / 4, 100 * Math.PI, Math.E]),
]

for (const path of approximable) {
  const plain = mapOf(path)
  const compiled = (fastmath: boolean | 'approx'[]): ReturnType<typeof jit<Kernel>> =>
    jit(plain, { fastmath, tier: 'compiled', strict: true })

  test(`${path}: operands of every kind`, () => {
    const kernel = compiled(['approx'])
    const isFar = /sin$|cos$|tan$/.test(path) && !path.startsWith('Math.a')
    const own = isFar ? operands.filter((x) => !(Math.abs(x) > 2 ** 27 && Number.isFinite(x))) : operands
    const x = hasTwo(path) ? own.flatMap((a) => own.map(() => a)) : own
    const y = hasTwo(path) ? own.flatMap(() => own) : own
    const [found, expected] = [run(kernel, x, y), run(plain, x, y)]
    assert.match(String(kernel.explain()), 'iterations side by side')
    found.forEach((result, i) => {
      const off = distance(result, expected[i]!)
      // Both may be off, in opposite directions.
      assert.ok(off <= 5, `${path}(${x[i]}, ${y[i]}): ${result} for ${expected[i]}`)
    })
  })

  test(`${path}: bits of the host without the flag`, () => {
    const x = Array.from({ length: 64 }, (_, i) => i / 32 + 0.013)
    const [found, expected] = [run(compiled(false), x, x), run(plain, x, x)]
    found.forEach((result, i) => {
      assert.ok(Object.is(result, expected[i]), `${path}(${x[i]}): ${result} for ${expected[i]}`)
    })
  })
}

test('errors are at most those of docs/FASTMATH.md', () => {
  const text = readFileSync(new URL('../../docs/FASTMATH.md', import.meta.url), 'utf8')
  const stated = new Map(
    [...text.matchAll(/^\| `(\w+)` \| ([\d.]+) \|/gm)].map(([, name, ulp]) => [name!, Number(ulp)]),
  )
  assert.equal([...stated.keys()].sort(), approximable.map((path) => path.slice('Math.'.length)).sort())
  for (const [name, most] of stated) {
    const { worst, at } = measure(name, 20_000)
    assert.ok(worst <= most, `${name}(${at}): off by ${worst} ulp, ${most} stated`)
    // The rounding of the result alone may take half of one.
    assert.ok(worst > 0.5, `${name}: nothing has been measured`)
  }
})

test('sin, cos and tan of great numbers: those of a number next to it', () => {
  const x = Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 2 ** (27 + i / 16) * 1.1)
  for (const f of ['sin', 'cos'] as const) {
    const found = run(jit(mapOf(`Math.${f}`), { fastmath: ['approx'], tier: 'compiled' }), x, x)
    found.forEach((result, i) => {
      assert.ok(Math.abs(result) <= 1, `${f}(${x[i]}) is ${result}`)
      if (Math.abs(x[i]!) > 2 ** 50) return
      const neighbours = 2 * Math.abs(x[i]!) * 2 ** -52
      assert.ok(Math.abs(result - Math[f](x[i]!)) <= neighbours, `${f}(${x[i]}) is ${result}, not ${Math[f](x[i]!)}`)
    })
  }
})

test('bit by bit what the interpreter gives, in both lanes', () => {
  const noHost = {
    call: () => assert.unreachable() as never,
    throw: () => assert.unreachable() as never,
    allocate: () => assert.unreachable() as never,
  }
  for (const path of approximable) {
    const b = new Builder()
    const [x, y, lane] = [b.binder('f64', 'x'), b.binder('f64', 'y'), b.binder('bool', 'lane')]
    const lanes = (first: Value, second: Value): Value => b.withLane(b.splat('f64x2', first), 1, second)
    const vector = approximate(b, path, [lanes(x, y), lanes(y, x)])!
    const result = b.select(lane, b.lane(vector, 1), b.lane(vector, 0))
    const module = moduleOf(func('main', [x, y, lane], ['f64'], block([], [result])))
    const { main } = emitted(module, b)
    const { run: interpret } = interpreter(module)
    const memory = new ArrayBuffer(1024)
    for (const [i, first] of operands.entries()) {
      const second = operands[(i * 7 + 3) % operands.length]!
      for (const lane of [0, 1]) {
        const [expected] = interpret(memory, [first, second, lane], noHost)
        const found = main(first, second, lane)
        assert.ok(Object.is(found, expected), `${path}(${first}, ${second}), lane ${lane}: ${found}, not ${expected}`)
      }
    }
  }
})

test.run()
