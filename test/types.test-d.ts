/** The types of the public API, as a user sees them. Checked by `tsc` alone: a wrong type here does not compile. */
import { expectTypeOf } from 'expect-type'
import {
  alloc,
  type Explanation,
  type Fallback,
  type FastmathFlag,
  JitError,
  type JitOptions,
  jit,
  type Kernel,
  type Stats,
} from '../src/index.ts'

// A kernel is called as its function is.
const dot = jit((a: Float64Array, b: Float64Array): number => a[0] * b[0])
expectTypeOf(dot).toBeCallableWith(new Float64Array(1), new Float64Array(1))
expectTypeOf(dot).parameters.toEqualTypeOf<[a: Float64Array, b: Float64Array]>()
expectTypeOf(dot).returns.toEqualTypeOf<number>()
expectTypeOf(dot).toMatchTypeOf<(a: Float64Array, b: Float64Array) => number>()
expectTypeOf(dot.original).toEqualTypeOf<(a: Float64Array, b: Float64Array) => number>()
// @ts-expect-error the second argument is missing
dot(new Float64Array(1))
// @ts-expect-error no string
dot('a', new Float64Array(1))

// Optional parameters, tuples, objects and `this` stay as they are.
const tuple = jit((x: number, scale = 2): [number, number] => [x, scale])
expectTypeOf(tuple).returns.toEqualTypeOf<[number, number]>()
expectTypeOf(tuple).toBeCallableWith(1)
const method = jit(function (this: { factor: number }, x: number) {
  return this.factor * x
})
expectTypeOf(method).thisParameter.toEqualTypeOf<{ factor: number }>()

// Overloads and type parameters survive.
function first(x: number): number
function first(x: bigint): bigint
function first(x: number | bigint): number | bigint {
  return x
}
const kernel = jit(first)
expectTypeOf(kernel(1)).toEqualTypeOf<number>()
expectTypeOf(kernel(1n)).toEqualTypeOf<bigint>()
const identity = jit(<T extends Float64Array>(x: T): T => x)
expectTypeOf(identity(new Float64Array(1))).toEqualTypeOf<Float64Array<ArrayBuffer>>()

// Members.
expectTypeOf(dot.signatures).toEqualTypeOf<readonly string[]>()
expectTypeOf(dot.stats).toEqualTypeOf<Stats>()
expectTypeOf(dot.stats.fallbacks).toEqualTypeOf<readonly Fallback[]>()
expectTypeOf(dot.compile).parameters.toEqualTypeOf<[signature: string]>()
expectTypeOf(dot.compile('()')).resolves.toEqualTypeOf<Explanation>()
expectTypeOf(dot.explain()).toEqualTypeOf<Explanation>()
expectTypeOf(dot.inspectTypes()).toEqualTypeOf<string>()
expectTypeOf(dot.inspectIR('lower', '(f64)')).toEqualTypeOf<string>()
expectTypeOf(dot.inspectWat()).toEqualTypeOf<string>()
expectTypeOf(dot.wasm()).toEqualTypeOf<Uint8Array | undefined>()
// @ts-expect-error a snapshot, not a counter to set
dot.stats.calls = 0

// jit(options)(fn), and a kernel of a kernel.
expectTypeOf(jit({ strict: true })((x: number) => x > 0)).returns.toEqualTypeOf<boolean>()
expectTypeOf(jit(dot)).toBeCallableWith(new Float64Array(1), new Float64Array(1))
expectTypeOf<Kernel<(x: number) => number>>().toBeCallableWith(1)

// Options.
expectTypeOf<JitOptions['tier']>().toEqualTypeOf<'auto' | 'compiled' | 'plain' | undefined>()
const flags: JitOptions = { fastmath: new Set<FastmathFlag>(['reassoc']), env: { n: 1, floor: Math.floor }, name: 'f' }
jit((x: number) => x, flags)
jit((x: number) => x, { fastmath: true })
// @ts-expect-error no such flag
jit((x: number) => x, { fastmath: ['fast'] })
// @ts-expect-error no such tier
jit((x: number) => x, { tier: 'fast' })
// @ts-expect-error no such option
jit((x: number) => x, { turbo: true })
// @ts-expect-error not a function
jit(5)

// alloc gives the class it is asked for, with elements of its kind.
expectTypeOf(alloc(Float64Array, 3)).toMatchTypeOf<Float64Array>()
expectTypeOf(alloc(Float64Array, 3)[0]).toEqualTypeOf<number>()
expectTypeOf(alloc(Uint8ClampedArray, [1, 2])).toMatchTypeOf<Uint8ClampedArray>()
expectTypeOf(alloc(BigInt64Array, [1n])[0]).toEqualTypeOf<bigint>()
expectTypeOf(dot).toBeCallableWith(alloc(Float64Array, 1), alloc(Float64Array, 1))
// @ts-expect-error numbers are no bigints
alloc(BigInt64Array, [1])
// @ts-expect-error no typed-array class
alloc(Array, 3)

expectTypeOf<JitError>().toMatchTypeOf<Error>()
expectTypeOf(new JitError('x').signature).toEqualTypeOf<string | undefined>()

// Decorators of methods, static and not.
class Filters {
  @jit
  static scale(x: number): number {
    return x * 2
  }

  @jit({ fastmath: true })
  shift(x: number, by: number): number {
    return x + by
  }
}
expectTypeOf(Filters.scale).parameters.toEqualTypeOf<[x: number]>()
expectTypeOf(new Filters().shift).parameters.toEqualTypeOf<[x: number, by: number]>()
