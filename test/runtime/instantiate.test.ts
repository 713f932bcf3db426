import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CallPlan } from '../../src/artifact.ts'
import { Bug } from '../../src/diagnostics.ts'
import { allocIn } from '../../src/runtime/alloc.ts'
import { builtinFunction, builtinPath, patchedBuiltin } from '../../src/runtime/builtins.ts'
import { instantiate, withoutShared } from '../../src/runtime/instantiate.ts'
import { KernelMemory } from '../../src/runtime/memory.ts'
import { createStore } from '../../src/runtime/store.ts'
import { copyingPays, tooSmall } from '../../src/runtime/tier.ts'
import { isA } from './errors.ts'
import { assemble } from './hand.ts'

const test = suite('instantiate')

const plan = (...imports: string[]): CallPlan => ({
  params: [],
  env: [],
  result: { kind: 'undefined' },
  throws: [],
  mayBail: false,
  bails: [],
  imports,
})
const load = '(func (export "kernel") (param i32) (result f64) (f64.load (local.get 0)))'

for (const shared of [true, false]) {
  test(`a module runs on ${shared ? 'shared' : 'unshared'} memory`, () => {
    const store = createStore(new KernelMemory({ shared }))
    const { entry } = instantiate(assemble(load), plan('memory'), store)
    const array = allocIn(store, Float64Array, [1.5, 2.5])
    assert.is(entry(array.byteOffset + 8), 2.5)
  })
}

test('only the memory import is rewritten', () => {
  const bytes = assemble(`(import "host" "Math.sin" (func $sin (param f64) (result f64)))
    (func (export "kernel") (param f64) (result f64) (f64.add (f64.const 3) (call $sin (local.get 0))))`)
  const unshared = withoutShared(bytes)
  assert.is(bytes.filter((byte, i) => byte !== unshared[i]).length, 1)
  const { entry } = instantiate(bytes, plan('memory', 'Math.sin'), createStore(new KernelMemory({ shared: false })))
  assert.is(entry(1), 3 + Math.sin(1))
})

test('what the host does not have is a fault of ours', () => {
  const bytes = assemble('(import "host" "Math.nothing" (func (param f64)))')
  assert.throws(() => instantiate(bytes, plan('memory', 'Math.nothing'), createStore(new KernelMemory())), isA(Bug))
  assert.throws(() => instantiate(assemble(''), plan('memory'), createStore(new KernelMemory())), isA(Bug))
})

test('a replaced Math.random is honoured at every call', () => {
  const bytes = assemble(`(import "host" "Math.random" (func $random (result f64)))
    (func (export "kernel") (result f64) (call $random))`)
  const { entry } = instantiate(bytes, plan('memory', 'Math.random'), createStore(new KernelMemory()))
  const { random } = Math
  try {
    Math.random = () => 0.125
    assert.is(entry(), 0.125)
  } finally {
    Math.random = random
  }
  const value = entry() as number
  assert.ok(value >= 0 && value < 1)
})

test('built-ins are known by identity', () => {
  assert.is(builtinPath(Math.floor), 'Math.floor')
  assert.is(builtinPath(Math), 'Math')
  assert.is(builtinPath(Float64Array), 'Float64Array')
  assert.is(builtinPath(Number.isNaN), 'Number.isNaN')
  assert.is(builtinPath(isNaN), 'isNaN')
  assert.is(builtinPath(BigInt.asIntN), 'BigInt.asIntN')
  assert.is(
    builtinPath(() => 1),
    undefined,
  )
  assert.is(builtinPath(3), undefined)
  assert.is(builtinFunction('Math.sin'), Math.sin)
  assert.is(builtinFunction('Math.PI'), undefined)
})

test('constants that nobody replaced are no replaced built-ins, NaN included', () => {
  assert.is(patchedBuiltin(['(x) => Number.isNaN(x) ? Number.NaN : Math.PI * Number.MAX_VALUE']), undefined)
})

test('replaced built-ins are found where a source mentions them', () => {
  const { fill } = Float64Array.prototype
  const { isInteger } = Number
  assert.is(patchedBuiltin(['(x) => x.fill(Math.sin(1))']), undefined)
  try {
    Float64Array.prototype.fill = function () {
      return this
    }
    Number.isInteger = () => true
    assert.is(patchedBuiltin(['(x) => x.fill(1)']), 'Float64Array.prototype.fill')
    assert.is(patchedBuiltin(['(x) => x[0]', '(y) => Number.isInteger(y)']), 'Number.isInteger')
    assert.is(patchedBuiltin(['(x) => x.isInteger + 1']), undefined)
  } finally {
    Float64Array.prototype.fill = fill
    // An own property where there was none.
    delete (Float64Array.prototype as Partial<Float64Array>).fill
    Number.isInteger = isInteger
  }
  assert.is(patchedBuiltin(['(x) => x.fill(Number.isInteger(1))']), undefined)
})

test('the static choice of tier', () => {
  assert.match(tooSmall({ loopDepth: 0, operations: 5 }, false)!, /no loop/)
  assert.is(tooSmall({ loopDepth: 0, operations: 5 }, true), undefined)
  assert.is(tooSmall({ loopDepth: 1, operations: 5 }, false), undefined)
  assert.is(tooSmall({ loopDepth: 0, operations: 1000 }, false), undefined)
  const flat = (n: number) => ({ arrays: 3, bytes: 32 * n, plainBytes: 0, largest: n })
  assert.not(copyingPays({ loopDepth: 1, operations: 5 }, flat(1_000_000)), 'daxpy from memory')
  assert.ok(copyingPays({ loopDepth: 1, operations: 50 }, flat(1_000_000)), 'much work an element')
  assert.ok(copyingPays({ loopDepth: 3, operations: 5 }, flat(256 * 256)), 'a matrix product')
  assert.not(copyingPays({ loopDepth: 3, operations: 5 }, flat(9)), 'a small matrix product')
  const plain = { arrays: 1, bytes: 80_000, plainBytes: 80_000, largest: 10_000 }
  assert.not(copyingPays({ loopDepth: 1, operations: 5 }, plain), 'a plain array')
})

test.run()
