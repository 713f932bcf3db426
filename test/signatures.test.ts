/** One kernel, many signatures: what is compiled for each never depends on which came first, and a refusal stops nobody else. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../src/index.ts'
import { cloneArgs } from './differential/clone.ts'
import { difference } from './differential/compare.ts'
import { functionsFromText } from './differential/text.ts'
import { type AnyFunction, check } from './differential.ts'
import { f32, f64, i32, i64, u8, u8c, u32 } from './semantics/table.ts'

const test = suite('signatures')

const sum = '(x, k) => { let s = 0; for (let i = 0; i < x.length; i++) { s += x[i] * k; x[i] = s } return s }'
const sumSets: unknown[][] = [
  [f64(1, 2, 3), 2],
  [f64(1, 2, 3), 0.5],
  [i32(1, 2, 3), 2],
  [u8(100, 200), -1],
  [u8c(100, 200), 1.5],
  [f32(0.1, 0.2), 3],
  [[1, 2.5], 4],
  [f64(1), -0],
  [u32(2 ** 32 - 1), 2 ** 31],
  [f64(), NaN],
]
const scalars = '(a, n) => { let s = a; for (let i = 0; i < n; i++) s = s * a + i; return s }'
const scalarSets: unknown[][] = [
  [1, 3],
  [1.5, 3],
  [1, 3.5],
  [-0, 2],
  [2 ** 31, 2],
  [NaN, NaN],
  [3, -0],
  [1],
  [],
  [2, 2, 2],
  [1, undefined],
  [0.1, 2 ** 5],
]

function orders<T>(list: readonly T[]): T[][] {
  const rotated = list.map((_, k) => [...list.slice(k), ...list.slice(0, k)])
  return [[...list], [...list].reverse(), ...rotated, [...list, ...list], list.flatMap((item) => [item, list[0], item])]
}

interface Trace {
  readonly signatures: string[]
  readonly fallbacks: string[]
}

/** Calls in the given order; every answer is checked against the plain function. */
function run(kernel: AnyFunction, sets: readonly unknown[][]): Trace {
  const compiled = jit(kernel, { tier: 'compiled' })
  for (const set of sets) {
    const [plainArgs, args] = [cloneArgs(set), cloneArgs(set)]
    const found = difference(
      { outcome: { kind: 'return', value: kernel(...plainArgs) }, args: plainArgs, env: {} },
      { outcome: { kind: 'return', value: (compiled as AnyFunction)(...args) }, args, env: {} },
      true,
    )
    if (found) assert.unreachable(`${found.path}: ${found.expected} became ${found.actual}`)
  }
  return {
    signatures: [...compiled.signatures].sort(),
    fallbacks: compiled.stats.fallbacks
      .map((each: { signature: string; reason: string }) => `${each.signature}: ${each.reason}`)
      .sort(),
  }
}

for (const [name, source, sets] of [
  ['arrays', sum, sumSets],
  ['scalars', scalars, scalarSets],
] as const) {
  test(`the order of calls changes nothing: ${name}`, () => {
    const { kernel } = functionsFromText(source)
    const first = run(kernel, sets)
    assert.ok(first.signatures.length > 1, 'several variants')
    for (const order of orders(sets)) assert.equal(run(kernel, order), first)
  })
}

test('every combination compiles', () => {
  check('sum', functionsFromText(sum).kernel, sumSets)
  check('scalars', functionsFromText(scalars).kernel, scalarSets)
})

test('a signature that is refused leaves the others alone', () => {
  const { kernel } = functionsFromText('(a, b) => { if (typeof b === "undefined") return a * 2; return a + b }')
  const compiled = jit(kernel, { tier: 'compiled' }) as AnyFunction & {
    stats: { compiled: number; fallbacks: readonly { reason: string }[] }
  }
  assert.is(compiled(1, 'text'), '1text')
  assert.is(compiled(1, 2), 3)
  assert.is(compiled(1), 2)
  assert.is(compiled(2, 'text'), '2text')
  assert.is(compiled(1.5, 2), 3.5)
  assert.is(compiled.stats.compiled, 3)
  assert.ok(compiled.stats.fallbacks.length > 0)
  assert.ok(compiled.stats.fallbacks.every((each) => each.reason !== ''))
})

test('numbers and bigints through one function', () => {
  const { kernel } = functionsFromText('(a, b) => (a < b ? a : b)')
  check(
    'minimum',
    kernel,
    [
      [1, 2],
      [1.5, 0.5],
      [5n, 3n],
      [-1n, 2n ** 64n - 1n],
      [2n ** 63n, 2n ** 63n + 5n],
      [true, false],
      [1, 2],
    ],
    { mayRefuse: true },
  )
  check('minimum of numbers', kernel, [
    [1, 2],
    [1.5, 0.5],
    [5, 0.5],
    [NaN, 1],
  ])
})

test('arrays of bigint and of numbers', () => {
  const { kernel } = functionsFromText('(x, y) => { for (let i = 0; i < x.length; i++) y[i] = x[i] }')
  check('copy', kernel, [
    [f64(1.5, -2), i32(0, 0)],
    [i32(1), f64(0)],
    [i64(1n, -2n), i64(0n, 0n)],
    [i64(-1n), new BigUint64Array(1)],
    [u8(7), [0]],
  ])
})

test('more signatures than variants are kept still give the right answers', () => {
  const classes = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ]
  const sets = classes.flatMap((A) => classes.map((B) => [new A([1, 2, 100]), new B([3, 4, 100])]))
  const { kernel } = functionsFromText(
    '(x, y) => { let s = 0; for (let i = 0; i < x.length; i++) { x[i] += y[i]; s += x[i] } return s }',
  )
  const compiled = jit(kernel, { tier: 'compiled' })
  for (const set of sets) {
    const [plainArgs, args] = [cloneArgs(set), cloneArgs(set)]
    assert.is((compiled as AnyFunction)(...args), kernel(...plainArgs))
    assert.equal(args, plainArgs)
  }
  assert.is(compiled.signatures.length, 16)
  assert.ok(compiled.stats.fallbacks.length > 0)
})

test('a signature compiled ahead is used by the first call', async () => {
  const { kernel } = functionsFromText(sum)
  const compiled = jit(kernel, { tier: 'compiled' }) as ReturnType<typeof jit<AnyFunction>>
  await compiled.compile('(f64[], i32)')
  const before = [...compiled.signatures]
  assert.is(before.length, 1)
  assert.match(before[0], /^\(f64\[\], (i32|f64)\)/)
  assert.is(compiled(f64(1, 2, 3), 2), 12)
  assert.equal([...compiled.signatures], before)
})

test('what is printed as a signature can be compiled again', async () => {
  const { kernel } = functionsFromText(sum)
  const compiled = jit(kernel, { tier: 'compiled' }) as ReturnType<typeof jit<AnyFunction>>
  for (const set of sumSets) compiled(...cloneArgs(set))
  const again = jit(functionsFromText(sum).kernel, { tier: 'compiled' })
  for (const signature of compiled.signatures) await again.compile(signature)
  assert.equal([...again.signatures].sort(), [...compiled.signatures].sort())
})

test('kernels of equal source do not disturb one another', () => {
  const make = (scale: number) =>
    jit(functionsFromText('(x) => x * scale', { scale }).kernel, { env: { scale }, tier: 'compiled' }) as AnyFunction
  const [two, three, half] = [make(2), make(3), make(0.5)]
  for (const x of [1, 1.5, -0, NaN]) {
    assert.ok(Object.is(two(x), x * 2))
    assert.ok(Object.is(three(x), x * 3))
    assert.ok(Object.is(half(x), x * 0.5))
  }
})

test('kernels of equal source over env arrays of their own', () => {
  const make = (values: Float64Array) =>
    jit(functionsFromText('(i) => values[i]++', { values }).kernel, {
      env: { values },
      tier: 'compiled',
    }) as AnyFunction
  const [a, b] = [f64(1, 2), f64(10, 20, 30)]
  const [first, second] = [make(a), make(b)]
  assert.equal([first(0), second(0), first(0), second(2), first(2)], [1, 10, 2, 30, NaN])
  assert.equal([...a, ...b], [3, 2, 11, 20, 31])
})

test.run()
