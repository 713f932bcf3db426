/** That the third way sees what it is for: a pass that lies is named, whichever it is; and what it cannot run it leaves alone. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CallPlan } from '../../src/artifact.ts'
import type { Module } from '../../src/ir/types.ts'
import { type CheckOptions, compare, contestants, type Differ, type Found } from '../differential.ts'
import { Declined, Interpreted, stages } from './interpreted.ts'
import { Layout } from './layout.ts'
import { tally } from './tally.ts'
import { functionsFromText } from './text.ts'

const test = suite('the third way')

const scale =
  '(x, out) => { let s = 0; for (let i = 0; i < x.length; i++) { out[i] = x[i] * 0.375; s += out[i] } return s }'
const scaleArgs = [[new Float64Array([1, 2, 3]), new Float64Array(3)]]

/** A copy of the module, each node of which `change` may change; it says whether it did. */
function changed(module: Module, change: (node: Record<string, unknown>) => boolean): Module {
  const copy = structuredClone(module)
  const seen = new Set<object>()
  let count = 0
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    if (change(node as Record<string, unknown>)) count++
    for (const part of Object.values(node)) visit(part)
  }
  visit(copy)
  assert.ok(count > 0, 'there is nothing to change')
  return copy
}

function replaceConstant(module: Module, from: number, to: number): Module {
  return changed(module, (node) => {
    const hit = node.op === 'const' && node.imm === from
    if (hit) node.imm = to
    return hit
  })
}

/** Every store goes to element 5, whatever guards it. */
function storeFar(module: Module): Module {
  return changed(module, (node) => {
    if (node.kind !== 'store') return false
    node.index = { id: -1, op: 'const', type: 'i32', args: [], imm: 5 }
    node.guard = undefined
    return true
  })
}

function run(source: string, args: readonly (readonly unknown[])[], options: CheckOptions = {}): Found {
  const { kernel, env } = functionsFromText(source, options.env)
  return compare(kernel, args, { ...options, env })
}

function differs(found: Found): Differ {
  assert.is(found.kind, 'differ')
  return found as Differ
}

for (const guilty of stages) {
  test(`a lie of ${guilty} is found and named`, () => {
    const tamper = (stage: string, module: Module) =>
      stage === guilty ? replaceConstant(module, 0.375, 0.376) : module
    const { contestant, blame, difference } = differs(run(scale, scaleArgs, { tamper }))
    assert.is(contestant, `interpreted after ${guilty}`)
    assert.is(blame, guilty)
    assert.is(difference.path, 'result')
    assert.is(difference.expected, '2.25')
  })
}

test('of several stages that give the wrong answer, the first is to blame', () => {
  const from = 2
  const tamper = (stage: string, module: Module) =>
    stages.indexOf(stage) >= from ? replaceConstant(module, 0.375, 0.376) : module
  assert.is(differs(run(scale, scaleArgs, { tamper })).blame, stages[2])
})

test('a lie that only the arrays show, and one in an error', () => {
  const fill = '(x) => { for (let i = 0; i < x.length; i++) x[i] = 77 }'
  const tamper = (stage: string, module: Module) => (stage === stages[4] ? replaceConstant(module, 77, 78) : module)
  assert.is(differs(run(fill, [[new Float64Array(2)]], { tamper })).difference.path, 'argument 0[0]')
  const raise = '(a) => { if (a > 0) throw new RangeError(`not ${a + 77}`); return a }'
  const found = differs(run(raise, [[0], [1]], { tamper }))
  assert.is(found.difference.path, 'thrown error')
  assert.is(found.set, 1)
})

test('a stage that leaves its memory, or breaks what the verifier asks for, is named', () => {
  const store = '(x) => { x[1] = 3; return 0.5 }'
  const wild = (stage: string, module: Module) => (stage === stages[3] ? storeFar(module) : module)
  const found = differs(run(store, [[new Float64Array(2)]], { tamper: wild }))
  assert.is(found.blame, stages[3])
  assert.match(found.difference.actual, /Bug: a write to byte/)
  const broken = (stage: string, module: Module) => {
    // In place: the compiler goes on with it.
    if (stage === stages[1]) (module.funcs[0].body as { yields: unknown }).yields = []
    return module
  }
  const unsound = differs(run(scale, scaleArgs, { tamper: broken }))
  assert.is(unsound.blame, stages[2])
  assert.match(unsound.difference.actual, /Bug/)
})

test('a stage whose loop does not end is named, before the compiled code hangs', () => {
  const count = '(n) => { let s = 0; for (let i = 0; i < n; i += 11) s += i; return s }'
  const tamper = (stage: string, module: Module) => (stage === 'narrow' ? replaceConstant(module, 11, 0) : module)
  const { blame, difference } = differs(run(count, [[100]], { tamper }))
  assert.is(blame, 'narrow')
  assert.match(difference.actual, /does not end/)
})

test('where the IR is right and the compiled code is not, emission or the runtime is to blame', () => {
  const list = contestants as { name: string; place: 'heap'; prepare: () => { run(): unknown; refusal(): undefined } }[]
  list.push({ name: 'wrong', place: 'heap', prepare: () => ({ run: () => 42, refusal: () => undefined }) })
  try {
    const { contestant, blame } = differs(run(scale, scaleArgs, { threeWay: 0 }))
    assert.is(contestant, 'wrong')
    assert.match(blame, /^emit or runtime/)
  } finally {
    list.pop()
  }
})

test('argument sets that run three ways are counted, and no more than asked for', () => {
  const count = (threeWay?: number): number => {
    const before = tally.threeWays
    const args = Array.from({ length: 20 }, (_, i) => [i])
    run('(a) => a * 2', args, threeWay === undefined ? {} : { threeWay })
    return tally.threeWays - before
  }
  assert.is(count(0), 0)
  assert.is(count(3), 3)
  assert.is(count(100), 20)
  assert.ok(count() > 0)
})

test('what cannot be interpreted is left alone', () => {
  const declines = (source: string, ...args: unknown[]): void => {
    const { kernel } = functionsFromText(source)
    assert.throws(
      () => {
        const interpreted = new Interpreted(kernel)
        for (const stage of interpreted.stages(args)) interpreted.run(stage, args)
      },
      (error: unknown) => error instanceof Declined,
    )
  }
  declines('(a) => a + "text"', 1)
  declines('(a) => { a[a.length] = 1 }', [1, 2])
  declines('(a) => a[0]', [1, , 3])
  declines('(a) => { a[0] = 1 }', Object.freeze([1, 2]))
  declines('(a) => { a[0] = 1 }', new Float64Array(new SharedArrayBuffer(8)))
  declines('(n) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s }', 1e7)
})

const array = { kind: 'array', element: 'i32', plain: false, read: true, written: true } as const
const planOf = (...params: CallPlan['params']): CallPlan => ({
  params,
  env: [],
  result: { kind: 'undefined' },
  throws: [],
  mayBail: false,
  bails: [],
  imports: [],
})

test('arrays of one buffer are laid out once, and a write next to them is noticed', () => {
  const buffer = new Int32Array([1, 2, 3, 4]).buffer
  const args = [new Int32Array(buffer), new Int32Array(buffer, 8, 1), new Int32Array(1)]
  const layout = new Layout(planOf(array, array, array), args, [], 0)
  const [whole, , part, , other] = layout.params as number[]
  assert.is(part, whole + 8)
  assert.ok(other < whole || other >= whole + 16)
  const memory = new Int32Array(layout.memory)
  memory[part / 4] = 30
  layout.takeBack()
  assert.equal([...args[0]], [1, 2, 30, 4])
  memory[whole / 4 + 4] = 7
  assert.throws(() => layout.takeBack(), /a write to byte/)
})

test.run()
