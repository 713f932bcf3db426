/**
 * Which floats are only seen modulo 2^32: every use is `x | 0` or another bit operation, at once or through variables and exact
 * sums. They can be kept as i32 however large they are; variables even where they are no integers.
 *
 * A greatest fixpoint: all candidates are taken to qualify, and those with a use that shows more are removed with all that flows into
 * them. The backward half of V8's representation selection.
 */

import { operands } from '../ir/rewrite.ts'
import type { Module, Value } from '../ir/types.ts'
import { eachStmtOf, flowOf } from './flow.ts'
import { isExact } from './range.ts'
import type { Ranges } from './ranges.ts'

/** Tells those values; analysed when first asked. */
export function truncationOf(module: Module, ranges: Ranges): (value: Value) => boolean {
  let found: ReadonlySet<Value> | undefined
  return (value) => (found ??= truncatedOnly(module, ranges)).has(value)
}

export function truncatedOnly(module: Module, ranges: Ranges): ReadonlySet<Value> {
  const flow = flowOf(module)
  const shown = new Set<Value>()
  const work: Value[] = []
  const show = (value: Value): void => {
    if (value.type !== 'f64' || shown.has(value)) return
    shown.add(value)
    work.push(value)
  }
  const candidates = new Set<Value>()
  const visited = new Set<Value>()
  const scan = (value: Value): void => {
    if (visited.has(value)) return
    visited.add(value)
    if (value.type === 'f64') candidates.add(value)
    value.args.forEach((arg, i) => {
      scan(arg)
      if (arg.type === 'f64' && !passes(value, i, ranges)) show(arg)
    })
    // What merges or chooses has the low bits of what it takes, whatever that is.
    if (value.type === 'f64' && !/^(binder|select|assume)$/.test(value.op) && !isExact(ranges(value))) show(value)
  }
  eachStmtOf(module, (stmt) => {
    const flows =
      stmt.kind === 'loop' || stmt.kind === 'exit' || (stmt.kind === 'call' && !stmt.callee.startsWith('host:'))
    for (const value of operands(stmt)) {
      scan(value)
      if (!flows || (stmt.kind === 'loop' && value === stmt.cond)) show(value)
    }
    if (stmt.kind === 'if') for (const v of [...stmt.then.yields, ...stmt.else.yields]) scan(v)
    if (stmt.kind === 'loop' || stmt.kind === 'region') for (const v of stmt.body.yields) scan(v)
  })
  module.funcs.forEach((func, i) => {
    for (const value of func.body.yields) {
      scan(value)
      if (i === 0) show(value)
    }
  })
  for (const binder of [...flow.incoming.keys(), ...flow.loopResults.keys()]) {
    if (binder.type === 'f64') candidates.add(binder)
  }

  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    if (value.op === 'binder') {
      for (const source of flow.incoming.get(value) ?? []) show(source)
      const result = flow.loopResults.get(value)
      if (result !== undefined) show(result.param)
    } else {
      for (const arg of value.args) show(arg)
    }
  }
  for (const value of shown) candidates.delete(value)
  return candidates
}

/** Whether operand `i` of `user` is seen no better than `user` itself. */
function passes(user: Value, i: number, ranges: Ranges): boolean {
  switch (user.op) {
    case 'toInt32':
      return true
    case 'assume':
      return i === 0
    case 'select':
      return i > 0
    case 'add':
    case 'sub':
    case 'mul':
    case 'neg':
      return user.type === 'f64' && isExact(ranges(user)) && user.args.every((arg) => isExact(ranges(arg)))
    default:
      return false
  }
}
