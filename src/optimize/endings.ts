/**
 * Loops whose end is written in another way become loops that count up, or down, to a limit, as the passes behind expect them.
 *
 *   do { body } while (++i < n)     =>  for (; i < max(n, i0 + 1); i++) body
 *   while (i--) body                =>  if (i >= 0) while (i > 0) { i--; body } else the loop
 *   for (; i !== n; i++) body       =>  if (i <= n) for (; i < n; i++) body else the loop
 *   for (; i + k <= n; i++) body    =>  for (; i <= n - k; i++) body
 *
 * Only for counters that start as an int32, so that no float stands in the way; a loop that counts away from its limit runs as it was.
 *
 * Requires: lowered IR. Breaks nothing.
 */
import { bindersIn, floatStepOf, invariance } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, Exit, If, Label, Loop, Module, Region, Value } from '../ir/types.ts'
import { exitsTo } from '../ir/types.ts'

export function endings(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Ender(b).func(func))
}

class Ender extends Editor {
  protected override loop(old: Loop): void {
    const met = old.exact === true ? undefined : meeting(old, this.b)
    if (met === undefined) return super.loop((old.exact === true ? undefined : apart(old, this.b)) ?? old)
    const guard = this.value(met.guard)
    const towards = new Replacing(this.b, this.map, this.labels, old.cond, met.cond)
    const then = towards.arm(old)
    const original = this.copyOf({ ...old, exact: true })
    const otherwise: Block = { stmts: original.stmts, yields: original.results }
    const results = old.results.map((r) => this.bind(r))
    const { span } = old
    this.emit({ kind: 'if', cond: guard, then, else: otherwise, results, ...(span && { span }) })
  }

  protected override region(old: Region): void {
    super.region(old)
    const region = this.out.pop() as Region
    this.emit(testedAtTop(region, this.b) ?? region)
  }
}

/** Copies a loop with another condition, also where the body refers to it. */
class Replacing extends Rewriter {
  private readonly from: Value
  private readonly to: Value
  constructor(b: Builder, outer: ReadonlyMap<Value, Value>, labels: ReadonlyMap<Label, Label>, from: Value, to: Value) {
    super(b, outer)
    for (const [old, label] of labels) this.labels.set(old, label)
    this.from = from
    this.to = to
  }
  protected override rebuild(old: Value): Value {
    return old === this.from ? super.value(this.to) : super.rebuild(old)
  }
  arm(loop: Loop): Block {
    super.loop(loop)
    return { stmts: this.out, yields: loop.results.map((r) => this.value(r)) }
  }
}

const bare = (value: Value): Value => (value.op === 'assume' ? bare(value.args[0]!) : value)

/** A float that is an int32 by what it is. */
const isInt32 = (value: Value): boolean => {
  const constant = constantOf(value)
  return bare(value).op === 'i32ToF64' || (typeof constant === 'number' && Object.is(constant | 0, constant))
}

const stepOf = (loop: Loop, param: Value): number | undefined => floatStepOf(loop, loop.params.indexOf(param))

/** A loop that runs until its counter meets a limit, step by step: whether it will, and the condition that is the same if it does. */
function meeting(loop: Loop, b: Builder): { guard: Value; cond: Value } | undefined {
  const { cond } = loop
  const isTruth = cond.op === 'lt' && constantOf(cond.args[0]!) === 0 && cond.args[1]!.op === 'abs'
  if (!isTruth && cond.op !== 'ne') return undefined
  const [param, limit] = isTruth ? [cond.args[1]!.args[0]!, cond.args[0]!] : (cond.args as [Value, Value])
  const step = stepOf(loop, param)
  if (step === undefined || Math.abs(step) !== 1 || !isInt32(limit)) return undefined
  const start = loop.inits[loop.params.indexOf(param)]!
  if (!isInt32(start) || !invariance(bindersIn(loop))(limit)) return undefined
  return step > 0
    ? { guard: b.binary('le', start, limit), cond: b.binary('lt', param, limit) }
    : { guard: b.binary('le', limit, start), cond: b.binary('lt', limit, param) }
}

/** A loop whose counter is compared together with what does not change, with that on the other side: neither sum is rounded. */
function apart(loop: Loop, b: Builder): Loop | undefined {
  const { cond } = loop
  const [sum, limit] = cond.args as [Value, Value]
  if ((cond.op !== 'lt' && cond.op !== 'le') || sum.op !== 'add' || !isInt32(limit)) return undefined
  const isInvariant = invariance(bindersIn(loop))
  for (const [counter, offset] of [sum.args, [...sum.args].reverse()] as [Value, Value][]) {
    const index = loop.params.indexOf(counter)
    if (index < 0 || !isInt32(loop.inits[index]!) || bare(offset).op !== 'i32ToF64') continue
    if ((stepOf(loop, counter) ?? -1) < 0 || !isInvariant(offset) || !isInvariant(limit)) continue
    const alone = b.binary(cond.op, counter, b.binary('sub', limit, offset))
    const body = new Rewriter(b, [[counter, b.assume(counter, alone, true)]]).block(loop.body)
    return { ...loop, cond: alone, body }
  }
  return undefined
}

/** `region { for (;;) { body; if (next < limit) {} else exit } }` as a loop with a condition in front of its body. */
function testedAtTop(region: Region, b: Builder): Region | undefined {
  const [loop] = region.body.stmts
  if (loop?.kind !== 'loop' || loop.cond.op !== 'const' || region.body.stmts[1]?.kind !== 'throw') return undefined
  const found = bottomTest(loop, region.label)
  if (found === undefined) return undefined
  const { test, exit } = found
  const param = loop.params.find((p) => stepOf(loop, p) !== undefined && test.args.some((a) => isNext(a, p)))
  if (param === undefined) return undefined
  const cond = entryTest(loop, param, test, b)
  if (cond === undefined) return undefined
  // Behind the last trip what the test told does not hold any more.
  const strip = new Stripped(b, test)
  const yields = loop.body.yields.map((v) => strip.value(v))
  const isInvariant = invariance(bindersIn(loop))
  const values = exit.values.map((v) => {
    const value = strip.value(v)
    const at = yields.indexOf(value)
    return at >= 0 ? loop.results[at]! : isInvariant(value) ? value : undefined
  })
  if (values.some((v) => v === undefined)) return undefined
  const known = new Rewriter(b, [[param, b.assume(param, cond, true)]])
  const body = known.block({ stmts: loop.body.stmts.slice(0, -1), yields })
  return { ...region, body: { stmts: [{ ...loop, cond, body }], yields: values as Value[] } }
}

const isNext = (value: Value, param: Value): boolean => value.op === 'add' && bare(value.args[0]!) === param

/** The last statement of the body, if it leaves where a comparison fails. */
function bottomTest(loop: Loop, label: Label): { test: Value; exit: Exit } | undefined {
  const last = loop.body.stmts.at(-1)
  if (last?.kind !== 'if' || last.results.length > 0 || last.then.stmts.length > 0) return undefined
  const { cond, else: otherwise } = last as If
  const [exit] = otherwise.stmts
  if (exit?.kind !== 'exit' || exit.target !== label || (cond.op !== 'lt' && cond.op !== 'le')) return undefined
  // Further exits would leave with values of their own: they stay, but a label that a loop inside uses is too much.
  const before: Block = { stmts: loop.body.stmts.slice(0, -1), yields: [] }
  return exitsTo(before, label) ? undefined : { test: cond, exit }
}

/** The same comparison of the counter itself, but always true for the first trip. */
function entryTest(loop: Loop, param: Value, test: Value, b: Builder): Value | undefined {
  const [x, y] = test.args as [Value, Value]
  const step = stepOf(loop, param)!
  const isUp = isNext(x, param)
  const limit = isUp ? y : x
  const start = loop.inits[loop.params.indexOf(param)]!
  if (isUp !== step > 0 || !isInt32(start) || !invariance(bindersIn(loop))(limit)) return undefined
  const next = b.binary('add', start, b.f64(step))
  const holds = isUp ? b.binary(test.op, next, limit) : b.binary(test.op, limit, next)
  const end = b.select(holds, limit, test.op === 'lt' ? next : start)
  return isUp ? b.binary(test.op, param, end) : b.binary(test.op, end, param)
}

/** Values without what they were assumed to be by a test. */
class Stripped extends Rewriter {
  private readonly test: Value
  constructor(b: Builder, test: Value) {
    super(b)
    this.test = test
  }
  protected override rebuild(old: Value): Value {
    return old.op === 'assume' && old.args[1] === this.test ? this.value(old.args[0]!) : super.rebuild(old)
  }
}
