/**
 * Counters whose start may lie outside int32, in i32: `for (let i = n - 1; i >= 0; i--)` starts at an n - 1 that may lie below it, where
 * the loop does not run at all; `for (i += 2; i < n; i++)` above it. Starting at the least or the greatest int32 instead comes to the
 * same, and index arithmetic stays in i32.
 *
 *   loop (i: i64 = n - 1n) while 0n <= i   =>   loop (i: i32 = the i64 start, not below int32) while 0 <= i
 *
 * Only where nobody asks for the counter behind the loop. Requires: narrowed IR. Breaks nothing.
 */
import { usesIn } from '../analyze/flow.ts'
import { int32 } from '../analyze/range.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Func, Loop, Module, Value } from '../ir/types.ts'

export function counters(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Counters(b, ranges).func(func))
}

const LEAST = -(2 ** 31)
const MOST = 2 ** 31 - 1

interface Extent {
  readonly lo: number
  readonly hi: number
}

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
    const at = old.params.findIndex((_, i) => this.isCounter(old, i))
    if (at < 0) return super.loop(old)
    const { b } = this
    const starts = this.values(old.inits)
    const step = stepOf(old, at)!
    const start = starts[at]!
    const nearest = b.const('i64', BigInt(step < 0 ? LEAST : MOST))
    const isBeyond = step < 0 ? b.binary('lt', start, nearest) : b.binary('lt', nearest, start)
    const inits = starts.with(at, b.unary('wrapI64', b.select(isBeyond, nearest, start)))
    const params = old.params.map((p, i) => (i === at ? b.binder('i32', p.imm as string | undefined) : this.bind(p)))
    const counter = params[at]!
    this.map.set(old.params[at]!, b.unary('i32ToI64', counter))
    const cond = this.value(old.cond)
    const { stmts, yields } = this.block(old.body)
    const body = { stmts, yields: yields.with(at, b.binary('add', counter, b.i32(step))) }
    const results = old.results.map((r, i) => (i === at ? b.binder('i32', r.imm as string | undefined) : this.bind(r)))
    this.emit({ ...old, inits, params, cond, body, results })
  }

  /** Whether a parameter counts in i64 to a limit in int32, from what may only be beyond it. */
  private isCounter(loop: Loop, index: number): boolean {
    const param = loop.params[index]!
    const step = param.type === 'i64' ? stepOf(loop, index) : undefined
    if (step === undefined || step === 0 || Math.abs(step) > 2 ** 20 || this.used.has(loop.results[index]!))
      return false
    const { op, args } = loop.cond
    if ((op !== 'lt' && op !== 'le') || args[step < 0 ? 1 : 0] !== param) return false
    const bound = this.extent(args[step < 0 ? 0 : 1]!)
    const start = this.extent(loop.inits[index]!)
    // No trip may take the counter out of int32, nor begin where it would start at the end of that.
    if (step < 0) return bound.lo + step > LEAST && start.hi <= MOST
    const last = op === 'lt' ? bound.hi - 1 : bound.hi
    return last + step <= MOST && start.lo >= LEAST
  }

  /** Ranges are of floats and i32; starts and limits are mostly one of those, and something. */
  private extent(value: Value): Extent {
    const constant = constantOf(value)
    if (constant !== undefined) return { lo: Number(constant), hi: Number(constant) }
    if (value.op === 'i32ToI64') {
      const { lo, hi } = this.ranges(value.args[0]!) ?? int32
      return { lo: Math.max(lo, LEAST), hi: Math.min(hi, MOST) }
    }
    if (value.op !== 'add') return { lo: -Infinity, hi: Infinity }
    const [x, y] = value.args.map((arg) => this.extent(arg)) as [Extent, Extent]
    return { lo: x.lo + y.lo, hi: x.hi + y.hi }
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
