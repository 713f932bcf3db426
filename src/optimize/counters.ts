/**
 * Counters that run downwards, in i32: `for (let i = n - 1; i >= 0; i--)` starts at an n - 1 that may lie below int32, where the loop does
 * not run at all. Starting at the least int32 instead comes to the same, and index arithmetic stays in i32.
 *
 *   loop (i: i64 = n - 1n) while 0n <= i   =>   loop (i: i32 = the i64 start, not below int32) while 0 <= i
 *
 * Only where nobody asks for the counter behind the loop. Requires: narrowed IR. Breaks nothing.
 */
import { usesIn } from '../analyze/flow.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Func, Loop, Module, Value } from '../ir/types.ts'

export function counters(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Counters(b, ranges).func(func))
}

const LEAST = -(2n ** 31n)
const MOST = 2n ** 31n - 1n

class Counters extends Editor {
  private readonly ranges: Ranges
  private used: ReadonlySet<Value> = new Set()
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  override func(func: Func): Func {
    this.used = usesIn(func.body)
    return super.func(func)
  }

  protected override loop(old: Loop): void {
    const at = old.params.findIndex((_, i) => this.isDownward(old, i))
    if (at < 0) return super.loop(old)
    const { b } = this
    const inits = this.values(old.inits)
    const least = b.const('i64', LEAST)
    const start = inits[at]!
    inits[at] = b.unary('wrapI64', b.select(b.binary('lt', start, least), least, start))
    const params = old.params.map((p, i) => (i === at ? b.binder('i32', p.imm as string | undefined) : this.bind(p)))
    const counter = params[at]!
    this.map.set(old.params[at]!, b.unary('i32ToI64', counter))
    const cond = this.value(old.cond)
    const { stmts, yields } = this.block(old.body)
    const step = stepOf(old, at)!
    const body = { stmts, yields: yields.with(at, b.binary('add', counter, b.i32(step))) }
    const results = old.results.map((r, i) => (i === at ? b.binder('i32', r.imm as string | undefined) : this.bind(r)))
    this.emit({ ...old, inits, params, cond, body, results })
  }

  /** Whether a parameter counts down in i64, to a constant, from what may only be too low for i32. */
  private isDownward(loop: Loop, index: number): boolean {
    const param = loop.params[index]!
    const step = param.type === 'i64' ? stepOf(loop, index) : undefined
    if (step === undefined || step >= 0 || step < -(2 ** 20) || this.used.has(loop.results[index]!)) return false
    const { op, args } = loop.cond
    if ((op !== 'lt' && op !== 'le') || args[1] !== param) return false
    const bound = constantOf(args[0]!)
    if (typeof bound !== 'bigint' || bound + BigInt(step) <= LEAST || bound > MOST) return false
    return this.most(loop.inits[index]!) <= 2 ** 31 - 1
  }

  /** Ranges are of floats and i32; the start is mostly one of those, less something. */
  private most(value: Value): number {
    const constant = constantOf(value)
    if (constant !== undefined) return Number(constant)
    if (value.op === 'i32ToI64') return Math.min(this.ranges(value.args[0]!)?.hi ?? Infinity, 2 ** 31 - 1)
    return value.op === 'add' ? this.most(value.args[0]!) + this.most(value.args[1]!) : Infinity
  }
}

/** What each trip adds to an i64 counter; narrowing may have made the sum in i32. */
function stepOf(loop: Loop, index: number): number | undefined {
  const param = loop.params[index]!
  const next = loop.body.yields[index]
  if (next === undefined) return undefined
  const sum = next.op === 'i32ToI64' ? next.args[0]! : next
  if (sum.op !== 'add') return undefined
  const [x, y] = sum.args as [Value, Value]
  const isOwn = x === param || (x.op === 'wrapI64' && x.args[0] === param)
  const step = isOwn ? constantOf(y) : undefined
  return step === undefined ? undefined : Number(step)
}
