/** What passes ask about loops: what they define, how they count, how large they are. Never changes the IR. */
import type { Builder } from '../ir/build.ts'
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import { defines, substitute } from '../ir/rewrite.ts'
import type { Block, Loop, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import type { Fact } from './form.ts'

/** Every binder that a loop, or anything inside it, defines for its body: not its results. */
export function bindersIn(loop: Loop): Set<Value> {
  const found = new Set<Value>(loop.params)
  const visit = (block: Block): void => {
    for (const stmt of block.stmts) {
      for (const v of defines(stmt)) found.add(v)
      if (stmt.kind === 'loop') for (const p of stmt.params) found.add(p)
      for (const child of childBlocks(stmt)) visit(child)
    }
  }
  visit(loop.body)
  return found
}

export const hasLoop = (block: Block): boolean =>
  block.stmts.some((stmt) => stmt.kind === 'loop' || childBlocks(stmt).some(hasLoop))

/** A loop's condition before its first trip: whether there is one. */
export const atEntry = (loop: Loop, b: Builder): Value => substitute(b, loop.cond, loop.params, loop.inits)

/** Number of statements. */
export const sizeOf = (block: Block): number =>
  block.stmts.reduce((n: number, stmt: Stmt) => n + 1 + childBlocks(stmt).reduce((m, c) => m + sizeOf(c), 0), 0)

/** A condition's conjuncts, each with the truth it has where the condition has `truth`. */
export function split(cond: Value, truth: boolean): Fact[] {
  if (cond.op === 'not') return split(cond.args[0]!, !truth)
  if ((cond.op === 'and' && truth) || (cond.op === 'or' && !truth)) return cond.args.flatMap((c) => split(c, truth))
  return [{ cond, truth }]
}

/** Whether a value is made of nothing that `inner` defines. Remembers what it found. */
export function invariance(inner: ReadonlySet<Value>): (value: Value) => boolean {
  const known = new Map<Value, boolean>()
  const isInvariant = (value: Value): boolean => {
    if (value.op === 'binder') return !inner.has(value)
    if (value.args.length === 0) return true
    let result = known.get(value)
    if (result === undefined) known.set(value, (result = value.args.every(isInvariant)))
    return result
  }
  return isInvariant
}

/** A loop `for (i = start; i < limit; i += step)`, or downwards with a negative step and `i > limit`. */
export interface Counted {
  readonly param: Value
  /** Which parameter of the loop it is. */
  readonly index: number
  readonly start: Value
  readonly step: number
  /** Whether the counter is to be read as unsigned. */
  readonly unsigned: boolean
  /** i64; the first value not taken any more. Does not change in the loop. */
  readonly limit: Value
}

/** Recognizes a loop that only a counter in i32 ends. */
export function countedLoop(loop: Loop, b: Builder): Counted | undefined {
  const isInvariant = invariance(bindersIn(loop))
  const { cond } = loop
  if (!(cond.op in comparisons)) return undefined
  const [x, y] = cond.args as [Value, Value]
  const isUnsigned = cond.op === 'ult' || cond.op === 'ule'
  for (const [counter, other, isUp] of [
    [x, y, true],
    [y, x, false],
  ] as const) {
    const found = counterOf(counter)
    if (found === undefined || !isInvariant(other)) continue
    const unsigned = found.unsigned || (isUnsigned && counter.type === 'i32')
    if (isUnsigned && !unsigned) return undefined
    const index = loop.params.indexOf(found.param)
    const step = index < 0 ? undefined : stepOf(loop, index)
    if (step === undefined || step > 0 !== isUp) return undefined
    // The next counter, as `++i < n` compares it, must not wrap: each test bounds the one behind it.
    const isNext = Math.abs(step) === 1 && found.offset === BigInt(step) && !unsigned
    if (counter.op === 'add' && counter.type === 'i32' && !isNext) continue
    const inclusive = cond.op === 'le' || cond.op === 'ule'
    const limit = limitOf(other, isUp, inclusive, isUnsigned, b)
    if (limit === undefined) return undefined
    const shifted = found.offset === 0n ? limit : b.binary('add', limit, b.const('i64', -found.offset))
    return { param: found.param, index, start: loop.inits[index]!, step, unsigned, limit: shifted }
  }
  return undefined
}

const comparisons = { lt: true, le: true, ult: true, ule: true }

/** `i`, or `i + c`: in i64, where that cannot wrap, or in i32. */
function counterOf(value: Value): { param: Value; offset: bigint; unsigned: boolean } | undefined {
  if (value.op === 'binder' && value.type === 'i32') return { param: value, offset: 0n, unsigned: false }
  const unsigned = value.op === 'u32ToI64' || value.op === 'u32ToF64'
  if (unsigned || value.op === 'i32ToI64' || value.op === 'i32ToF64') {
    const [inner] = value.args as [Value]
    return inner.op === 'binder' ? { param: inner, offset: 0n, unsigned } : undefined
  }
  if (value.op === 'add' && (value.type === 'i64' || value.type === 'i32')) {
    const offset = constantOf(value.args[1]!)
    if (offset === undefined) return undefined
    const found = counterOf(value.args[0]!)
    return found && { ...found, offset: found.offset + BigInt(offset) }
  }
  return undefined
}

/** The constant that each trip adds to an i32 parameter. */
export function stepOf(loop: Loop, index: number): number | undefined {
  const next = loop.body.yields[index]
  if (next?.op !== 'add' || next.args[0] !== loop.params[index] || next.type !== 'i32') return undefined
  const step = constantOf(next.args[1]!)
  return typeof step === 'number' && step !== 0 ? step : undefined
}

/** The same of an f64 parameter, where it is a small integer. */
export function floatStepOf(loop: Loop, index: number): number | undefined {
  const next = loop.body.yields[index] && withoutAssumptions(loop.body.yields[index])
  if (next?.op !== 'add' || next.type !== 'f64' || withoutAssumptions(next.args[0]!) !== loop.params[index])
    return undefined
  const step = constantOf(next.args[1]!)
  return typeof step === 'number' && Number.isInteger(step) && step !== 0 && Math.abs(step) < 2 ** 16 ? step : undefined
}

/** The first integer beyond the condition, as i64. */
function limitOf(bound: Value, isUp: boolean, inclusive: boolean, unsigned: boolean, b: Builder): Value | undefined {
  const beyond = b.const('i64', inclusive ? (isUp ? 1n : -1n) : 0n)
  switch (bound.type) {
    case 'i32':
      return b.binary('add', b.unary(unsigned ? 'u32ToI64' : 'i32ToI64', bound), beyond)
    case 'i64':
      return b.binary('add', bound, beyond)
    case 'f64': {
      // The integers below h are those below ceil(h), and those up to h those up to floor(h). Nothing is below NaN.
      const whole = b.unary(isUp === inclusive ? 'floor' : 'ceil', bound)
      const far = b.f64(2 ** 40)
      const near = b.unary('truncSat64', b.binary('min', b.binary('max', whole, b.unary('neg', far)), far))
      const never = b.const('i64', isUp ? -(2n ** 40n) : 2n ** 40n)
      return b.select(b.binary('eq', bound, bound), b.binary('add', near, beyond), never)
    }
    default:
      return undefined
  }
}

/** The counter from which on there are less than `count` trips before the limit (i64), in i32. */
export function stopOf(limit: Value, { step, unsigned }: Counted, count: number, b: Builder): Value {
  const last = b.binary('sub', limit, b.const('i64', BigInt((count - 1) * step)))
  const low = b.const('i64', unsigned ? 0n : -(2n ** 31n))
  const high = b.const('i64', unsigned ? 2n ** 32n - 1n : 2n ** 31n - 1n)
  const atLeast = b.select(b.binary('lt', last, low), low, last)
  return b.unary('wrapI64', b.select(b.binary('lt', high, atLeast), high, atLeast))
}
