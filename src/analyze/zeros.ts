/**
 * Where the sign of a zero can be seen. Comparisons, indices and bit operations treat -0 and 0 alike, so a value that only they use
 * may be an integer even if it can be -0.
 */
import type { Module, Value } from '../ir/types.ts'
import { eachStmtOf, flowOf } from './flow.ts'
import type { Ranges } from './ranges.ts'

/** Values whose -0 would be noticed. */
export function signedZeros(module: Module, ranges: Ranges): ReadonlySet<Value> {
  const flow = flowOf(module)
  const seen = new Set<Value>()
  const work: Value[] = []
  const notice = (value: Value): void => {
    if (value.type !== 'f64' || seen.has(value)) return
    seen.add(value)
    work.push(value)
  }
  const visited = new Set<Value>()
  /** Uses inside pure values that notice by themselves, whoever uses the result. */
  const scan = (value: Value): void => {
    if (visited.has(value)) return
    visited.add(value)
    for (const arg of value.args) scan(arg)
    if (value.op === 'host' || value.op === 'f64ToF32' || value.op === 'copysign')
      for (const arg of value.args) notice(arg)
    if (value.op === 'div') notice(value.args[1]!)
  }
  eachStmtOf(module, (stmt) => {
    switch (stmt.kind) {
      case 'store':
        notice(stmt.value)
        for (const v of [stmt.ptr, stmt.index, stmt.value]) scan(v)
        if (stmt.guard) scan(stmt.guard)
        return
      case 'load':
        for (const v of [stmt.ptr, stmt.index]) scan(v)
        if (stmt.guard) scan(stmt.guard)
        return
      case 'throw':
        for (const v of stmt.values) {
          notice(v)
          scan(v)
        }
        return
      case 'call':
        for (const v of stmt.args) scan(v)
        return
      case 'if':
        scan(stmt.cond)
        for (const v of [...stmt.then.yields, ...stmt.else.yields]) scan(v)
        return
      case 'loop':
        for (const v of [...stmt.inits, stmt.cond, ...stmt.body.yields]) scan(v)
        return
      case 'region':
        for (const v of stmt.body.yields) scan(v)
        return
      case 'exit':
        for (const v of stmt.values) scan(v)
        return
      default:
        for (const v of [stmt.target, stmt.bytes]) scan(v)
    }
  })
  for (const value of module.funcs[0]!.body.yields) {
    notice(value)
    scan(value)
  }
  for (const func of module.funcs) for (const value of func.body.yields) scan(value)

  for (let value = work.pop(); value !== undefined; value = work.pop())
    for (const source of sourcesOf(value, flow, ranges)) notice(source)
  return seen
}

/** Operands whose -0 can become a visible difference of `value`. */
function sourcesOf(value: Value, flow: ReturnType<typeof flowOf>, ranges: Ranges): readonly Value[] {
  const [a, b] = value.args
  switch (value.op) {
    case 'binder': {
      const result = flow.loopResults.get(value)
      return result === undefined ? (flow.incoming.get(value) ?? []) : [result.param]
    }
    case 'add': {
      // x + y is -0 only if both are.
      const may = (v: Value) => ranges(v)?.negZero ?? false
      return may(a!) && may(b!) ? [a!, b!] : []
    }
    case 'sub':
      // -0 - 0 is -0, -0 - -0 is 0: only below a -0 do the signs count.
      return ranges(a!)?.negZero === true ? [a!, b!] : []
    case 'mul':
      // The square of either zero is 0.
      return a === b ? [] : [a!, b!]
    case 'assume':
      return [a!]
    case 'select':
      return [a!, b!, value.args[2]!]
    default:
      return value.args
  }
}
