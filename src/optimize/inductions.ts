/**
 * Induction variables in terms of one counter (LLVM calls it canonicalization): what moves in step with the counter of its loop is computed
 * from it.
 *
 *   for (i = i0; p = p0; i < n) { out[p] = in[i]; i += 1; p += 4 }   =>   for (i = i0; i < n) { out[4 * i + (p0 - 4 * i0)] = in[i]; i += 1 }
 *
 * Subscripts by pointers that are bumped are then sums of counters like any others, which is what tells how far accesses are from each
 * other. In 32 bits, which wrap on both sides alike, it is the same number.
 *
 * Requires: narrowed IR. Breaks nothing.
 */
import { eachStmt } from '../analyze/flow.ts'
import { countedLoop } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Block, Loop, Module, Value } from '../ir/types.ts'

export function inductions(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Canonicalizer(b).func(func))
}

class Canonicalizer extends Editor {
  protected override loop(old: Loop): void {
    const { b } = this
    const counted = old.exact === true ? undefined : countedLoop(old, b)
    const ratios =
      counted && old.params.map((_, i) => (i === counted.index ? undefined : ratioOf(old, i, counted.step)))
    if (counted?.param.type !== 'i32' || ratios?.every((ratio) => ratio === undefined) !== false) return super.loop(old)
    const kept = <T>(list: readonly T[]): T[] => list.filter((_, i) => ratios[i] === undefined)
    const all = this.values(old.inits)
    const params = kept(old.params).map((p) => this.bind(p))
    /** What stands for the variables where the counter is at `counter`. */
    const derive = (variables: readonly Value[], counter: Value): void =>
      variables.forEach((variable, i) => {
        const ratio = ratios[i]
        if (ratio === undefined) return
        const scaled = (x: Value): Value => b.binary('mul', x, b.i32(ratio))
        const origin = b.binary('sub', all[i]!, scaled(all[counted.index]!))
        this.map.set(variable, b.binary('add', scaled(counter), origin))
      })
    derive(old.params, this.value(counted.param))
    const cond = this.value(old.cond)
    const body = this.block({ ...old.body, yields: kept(old.body.yields) })
    const results = kept(old.results).map((r) => this.bind(r))
    this.emit({ ...old, inits: kept(all), params, cond, body, results })
    derive(old.results, this.value(old.results[counted.index]!))
  }
}

/** How many times as far as the counter a parameter moves in each trip, if it does and elements are found by it. */
function ratioOf({ params, body }: Loop, index: number, step: number): number | undefined {
  const param = params[index]!
  const next = body.yields[index]
  if (param.type !== 'i32' || next?.op !== 'add' || next.args[0] !== param) return undefined
  const ratio = Number(constantOf(next.args[1]!) ?? Number.NaN) / step
  return Number.isInteger(ratio) && isPointer(param, body) ? ratio : undefined
}

/** Whether the parameter is a term of a subscript. What else is computed from it is better off with the sum that it is. */
function isPointer(param: Value, body: Block): boolean {
  const isTerm = (value: Value): boolean =>
    value === param || (['add', 'sub', 'mul', 'shl'].includes(value.op) && value.args.some(isTerm))
  let found = false
  eachStmt(body, (stmt) => {
    if (stmt.kind === 'load' || stmt.kind === 'store') found ||= isTerm(stmt.index)
  })
  return found
}
