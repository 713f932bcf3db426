import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ArgType } from '../../src/artifact.ts'
import { classify } from '../../src/runtime/classify.ts'
import { formatSignature, parseSignature } from '../../src/runtime/signature.ts'

const test = suite('signature')

const roundTrips = [
  '()',
  '(f64)',
  '(i32, f64, bool, i64, u64, undefined)',
  '(i8[], u8[], u8c[], i16[], u16[], i32[], u32[], f32[], f64[], i64[], u64[])',
  '(number[], f64[][], number[][])',
  '({x: f64, pos: f64[]}, other)',
  '({"a b": f64, "1": number[], é: bool})',
]

for (const text of roundTrips) {
  test(`${text} survives`, () => {
    const { alternatives, result } = parseSignature(text)
    assert.is(result, undefined)
    assert.equal(alternatives.map(formatSignature), [text])
  })
}

test('spaces, other names of scalars, results', () => {
  const { alternatives, result } = parseSignature(' ( u8 , f32,number , bigint,f64 [] )  ->   [f64,  f64[]] ')
  assert.is(formatSignature(alternatives[0]), '(i32, f64, f64, i64, f64[])')
  assert.is(result, '[f64, f64[]]')
})

test('a question mark stands for two signatures', () => {
  const { alternatives } = parseSignature('(f64, i32?, f64[]?)')
  assert.equal(alternatives.map(formatSignature).sort(), [
    '(f64, i32, f64[])',
    '(f64, i32, undefined)',
    '(f64, undefined, f64[])',
    '(f64, undefined, undefined)',
  ])
})

for (const [text, expected] of [
  ['', /`\(`/],
  ['f64', /`\(`/],
  ['(f64', /`\)`/],
  ['(f64) f64', /`->`/],
  ['(double)', /a type such as `f64`.*character 2/],
  ['(bool[])', /an element type/],
  ['(f64[][][])', /at most/],
  ['({x f64})', /`:`/],
  ['(f64,)', /a name/],
  ['(toString)', /a type/],
] as const) {
  test(`${JSON.stringify(text)} is a SyntaxError`, () => {
    assert.throws(
      () => parseSignature(text),
      (error: Error) => error instanceof SyntaxError && expected.test(error.message),
    )
  })
}

class Vector {
  x = 1
  y = 2
  get length() {
    return Math.hypot(this.x, this.y)
  }
}
class Subclass extends Float64Array {}
const values: readonly (readonly [unknown, wantsInt: boolean, string])[] = [
  [3, false, 'f64'],
  [3, true, 'i32'],
  [-(2 ** 31), true, 'i32'],
  [2 ** 31, true, 'f64'],
  [-0, true, 'f64'],
  [0, true, 'i32'],
  [1.5, true, 'f64'],
  [NaN, true, 'f64'],
  [true, true, 'bool'],
  [undefined, true, 'undefined'],
  [5n, false, 'i64'],
  [-(2n ** 63n), false, 'i64'],
  [2n ** 63n, false, 'u64'],
  [2n ** 64n - 1n, false, 'u64'],
  [2n ** 64n, false, 'other'],
  [new Uint8ClampedArray(2), false, 'u8c[]'],
  [new BigUint64Array(0), false, 'u64[]'],
  [Buffer.from([1]), false, 'u8[]'],
  [new Subclass(2), false, 'other'],
  [Object.create(Float64Array.prototype), false, '{}'],
  [new DataView(new ArrayBuffer(8)), false, 'other'],
  [[1, 2], false, 'number[]'],
  [[], false, 'number[]'],
  [['a'], false, 'other'],
  [new Array(3), false, 'other'],
  [[new Float32Array(1)], false, 'f32[][]'],
  [[[1], [2]], false, 'number[][]'],
  [[[[1]]], false, 'other'],
  [[{}], false, 'other'],
  [
    { x: 1, v: new Float64Array(1), w: [1], ok: true, n: 1n },
    false,
    '{x: f64, v: f64[], w: number[], ok: bool, n: i64}',
  ],
  [{ x: 1, name: 'p', inner: { y: 1 }, f() {} }, false, '{x: f64, name: string, inner: other, f: function}'],
  [new Vector(), false, '{x: f64, y: f64}'],
  [Object.create(null, { x: { value: 1, enumerable: true } }), false, '{x: f64}'],
  [
    {
      x: 1,
      get y() {
        return 1
      },
    },
    false,
    '{x: f64, y: other}',
  ],
  [{}, false, '{}'],
  [{ name: 'p' }, false, '{name: string}'],
  [new Map(), false, 'other'],
  [new Date(0), false, 'other'],
  [null, false, 'null'],
  ['text', false, 'string'],
  [Symbol.iterator, false, 'symbol'],
  [Math.sin, false, 'function'],
]

for (const [value, wantsInt, expected] of values) {
  const name = typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : show(value)
  test(`${name}${wantsInt ? ' as an integer' : ''} is ${expected}`, () => {
    assert.is(formatSignature([classify(value, wantsInt)]), `(${expected})`)
  })
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `${value.constructor?.name} ${Object.keys(value).join()}`
  return String(value)
}

test('a Buffer is refused where its slice would be mistaken', () => {
  const type: ArgType = classify(Buffer.from([1]), false, { refuseBuffers: true })
  assert.equal(type, { kind: 'other', what: 'a Buffer' })
  assert.is(classify(new Uint8Array(1), false, { refuseBuffers: true }).kind, 'array')
})

test('what a value is said to be', () => {
  const what = (value: unknown): string => {
    const type = classify(value, false)
    return type.kind === 'other' ? type.what : type.kind
  }
  assert.is(what('x'), 'a string')
  assert.is(what(null), 'null')
  assert.is(what(new Map()), 'a Map')
  assert.is(what(new Subclass(1)), 'an instance of a Float64Array subclass')
  assert.is(what(['x']), 'an array that holds a string')
  assert.is(what(2n ** 70n), 'a bigint beyond 64 bits')
})

test.run()
