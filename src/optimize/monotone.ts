/**
 * A minimum or maximum that a loop keeps in 32 bits, of values that may be wider: in 64 bits while the loop runs.
 *
 *   for (...) best = wrapI64(max(i32ToI64(best), x))
 *   =>  for (...) wide = max(wide, x)
 *       if (wide <= 2147483647) best = wrapI64(wide) else for (...) best = wrapI64(max(i32ToI64(best), x))
 *
 * A maximum only grows: if the last one fits into 32 bits, so did all before it, and nothing was ever cut off. A trip then waits for one
 * comparison, not for the way to 32 bits and back. Only for loops that do nothing but load, so that they can be run again.
 *
 * Requires: narrowed IR, behind `promote`, which keeps elements in such variables. Breaks nothing.
 */
import { type Extreme, extremeOf } from '../analyze/extreme.ts'
import { usesIn } from '../analyze/flow.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, Loop, Module, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

const LEAST = -(2n ** 31n)
const GREATEST = 2n ** 31n - 1n

export function monotone(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Monotone(b).func(func))
}

class Monotone extends Editor {
  protected override loop(old: Loop): void {
    const at = old.exact === true || !onlyLoads(old.body) ? -1 : old.params.findIndex((_, i) => isExtreme(old, i))
    if (at < 0) return super.loop(old)
    const { b } = this
    const { op } = extremeOf(old.body.yields[at]!.args[0]!)!
    const { loop, wide } = new Widened(b, this.map).widened(old, at)
    const again = this.copyOf(old)
    const fits =
      op === 'max' ? b.binary('le', wide, b.const('i64', GREATEST)) : b.binary('le', b.const('i64', LEAST), wide)
    const yields = loop.results.map((r) => (r === wide ? b.unary('wrapI64', wide) : r))
    this.emit(loop)
    this.emit({
      kind: 'if',
      cond: fits,
      then: { stmts: [], yields },
      else: { stmts: again.stmts, yields: again.results },
      results: old.results.map((r) => this.bind(r)),
      ...(old.span && { span: old.span }),
    })
  }
}

/** The loop with one of its parameters in 64 bits. */
class Widened extends Rewriter {
  widened(old: Loop, at: number): { loop: Loop; wide: Value } {
    const { b } = this
    const own = old.params[at]!
    const inits = old.inits.map((v, i) => (i === at ? b.unary('i32ToI64', this.value(v)) : this.value(v)))
    const params = old.params.map((p, i) => (i === at ? b.binder('i64', p.imm as string | undefined) : this.bind(p)))
    const cond = this.value(old.cond)
    const { stmts, yields } = this.block({ stmts: old.body.stmts, yields: old.body.yields.filter((_, i) => i !== at) })
    const next = this.chain(old.body.yields[at]!.args[0]!, own, params[at]!)
    const results = old.results.map((r, i) => (i === at ? b.binder('i64', r.imm as string | undefined) : this.bind(r)))
    const body = { stmts, yields: yields.toSpliced(at, 0, next) }
    return { loop: { ...old, inits, params, cond, body, results }, wide: results[at]! }
  }

  /** What is chosen between, without the ways to 32 bits and back. */
  private chain(value: Value, own: Value, wide: Value): Value {
    const inner = widenedFrom(value)
    if (inner === own) return wide
    if (inner?.op === 'wrapI64' && reaches(inner, own)) return this.chain(inner.args[0]!, own, wide)
    if (!reaches(value, own)) return this.value(value)
    const { args, combine } = extremeOf(value)!
    return combine(this.b, this.chain(args[0], own, wide), this.chain(args[1], own, wide))
  }
}

/** Whether a parameter is only carried to have one and the same extreme taken of it. */
function isExtreme({ params, body, cond }: Loop, at: number): boolean {
  const [own, next] = [params[at]!, body.yields[at]!]
  if (own.type !== 'i32' || next.op !== 'wrapI64') return false
  const op = extremeOf(next.args[0]!)?.op
  if (op === undefined || !isChain(next.args[0]!, own, op)) return false
  const others = body.yields.filter((_, i) => i !== at)
  return !reaches(cond, own) && !usesIn({ stmts: body.stmts, yields: others }).has(own)
}

/** Whether the value is made of the parameter once, by nothing but extremes of this kind. */
function isChain(value: Value, own: Value, op: Extreme['op']): boolean {
  const inner = widenedFrom(value)
  if (inner === own) return true
  if (inner?.op === 'wrapI64') return isChain(inner.args[0]!, own, op)
  const extreme = extremeOf(value)
  if (extreme?.op !== op) return false
  const [x, y] = extreme.args.map((v) => reaches(v, own))
  return x !== y && isChain(extreme.args[x ? 0 : 1], own, op)
}

const widenedFrom = ({ op, args }: Value): Value | undefined => (op === 'i32ToI64' ? args[0] : undefined)

function reaches(value: Value, own: Value, seen = new Set<Value>()): boolean {
  if (value === own) return true
  if (seen.has(value)) return false
  seen.add(value)
  return value.args.some((arg) => reaches(arg, own, seen))
}

const onlyLoads = (block: Block): boolean =>
  block.stmts.every((s) => (s.kind === 'load' || s.kind === 'if') && childBlocks(s).every(onlyLoads))
