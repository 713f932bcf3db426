/**
 * Value ranges: which numbers a value can be, whether all of them are integers, and whether NaN or -0 is among them.
 *
 * Abstract interpretation over intervals (Cousot & Cousot 1976), sparse on the SSA form: `assume` values carry what conditions tell
 * (e-SSA). Loop parameters widen to thresholds after a few rounds, then descending rounds take back what widening overshot.
 * Of vectors nothing is known. Never changes the IR.
 */
import type { Op } from '../ir/ops.ts'
import type { Load, Module, Value } from '../ir/types.ts'
import { isVector } from '../ir/vector.ts'
import { accumulated } from './accumulate.ts'
import { flowOf } from './flow.ts'
import type { Range } from './range.ts'
import { between, full, int32, join } from './range.ts'
import { Readers } from './readers.ts'
import { type Tables, tablesIn } from './tables.ts'
import { refine, transfer } from './transfer.ts'

export type { Range } from './range.ts'

/** Ranges by value; undefined for a value that is never computed (dead code). */
export type Ranges = (value: Value) => Range | undefined

const same = (x: Range | undefined, y: Range | undefined): boolean =>
  x === y ||
  (x !== undefined &&
    y !== undefined &&
    x.lo === y.lo &&
    x.hi === y.hi &&
    x.int === y.int &&
    x.nan === y.nan &&
    x.negZero === y.negZero &&
    x.f32 === y.f32)

const THRESHOLDS: readonly number[] = [
  -Infinity,
  -(2 ** 53),
  -(2 ** 32),
  -(2 ** 31),
  -65536,
  -256,
  -1,
  0,
  1,
  255,
  65535,
  2 ** 24,
  2 ** 29,
  2 ** 31 - 2,
  2 ** 31 - 1,
  2 ** 32 - 1,
  2 ** 53,
  Infinity,
]

/**
 * Bounds that still grow jump to the next threshold. A counter that steps by 1 stays at 2^53, where adding 1 to a float changes nothing;
 * one that got there would have counted for months.
 */
function widen(before: Range | undefined, after: Range | undefined, thresholds: readonly number[]): Range | undefined {
  if (before === undefined || after === undefined) return after
  return {
    ...after,
    lo: after.lo < before.lo ? thresholds.findLast((t) => t <= after.lo)! : after.lo,
    hi: after.hi > before.hi ? thresholds.find((t) => t >= after.hi)! : after.hi,
  }
}

const limiting: ReadonlySet<Op> = new Set(['rem', 'irem', 'urem', 'and', 'min', 'max'])

/** Where what a module computes stops growing by itself: remainders, bits that are taken, limits of what is clamped. */
class Thresholds {
  private sorted = THRESHOLDS
  private readonly seen = new Set<number>()

  get all(): readonly number[] {
    return this.sorted
  }

  learn({ op, args }: Value): void {
    if (!limiting.has(op) || args[1]!.op !== 'const' || typeof args[1]!.imm !== 'number') return
    const limit = op.endsWith('rem') ? Math.abs(args[1]!.imm) - 1 : args[1]!.imm
    if (!Number.isInteger(limit) || this.seen.has(limit)) return
    this.seen.add(limit)
    this.sorted = [...this.sorted, limit, -limit].sort((x, y) => x - y)
  }
}

const ROUNDS_BEFORE_WIDENING = 3
/** One for each level of a deep nest: bounds of outer loops come down first. */
const DESCENDING_ROUNDS = 6

const memoized = new WeakMap<Module, Ranges>()

/** The ranges of a module's values: computed when first asked for, and remembered as long as no pass changes it. */
export function rangesOf(module: Module): Ranges {
  return (value) => {
    let ranges = memoized.get(module)
    if (ranges === undefined) {
      ranges = analyze(module)
      memoized.set(module, ranges)
    }
    return ranges(value)
  }
}

function analyze(module: Module): Ranges {
  const flow = flowOf(module)
  const state = new Map<Value, Range | undefined>()
  const memo = new Map<Value, Range | undefined>()
  const thresholds = new Thresholds()

  const rangeOf = (value: Value): Range | undefined => {
    if (isVector(value.type)) return full
    if (value.op === 'binder') return state.get(value) ?? (state.has(value) ? undefined : source(value))
    let range = memo.get(value)
    if (range === undefined && !memo.has(value)) {
      range = transfer(value, rangeOf)
      memo.set(value, range)
      thresholds.learn(value)
    }
    return range
  }
  const tables: Tables = new Map(module.funcs.flatMap((func) => [...tablesIn(func)]))
  const inTable = ({ ptr }: Load): Range | undefined =>
    [...(tables.get(ptr)?.values() ?? [])].reduce<Range | undefined>(
      (r, { value }) => join(r, rangeOf(value)),
      undefined,
    )
  /** A binder nothing flows into: parameters of the kernel, loads, host calls. */
  const source = (value: Value): Range | undefined => {
    if (flow.incoming.has(value) || flow.loopResults.has(value)) return undefined
    const stmt = flow.definedBy.get(value)
    if (value.range !== undefined) return between(...value.range)
    if (stmt?.kind === 'load') {
      const loaded = elementRange[stmt.element] ?? inTable(stmt) ?? full
      return stmt.otherwise === undefined ? loaded : join(loaded, rangeOf(stmt.otherwise))
    }
    if (stmt?.kind === 'call' && stmt.callee === 'host:Math.random')
      return { ...full, lo: 0, hi: 1, nan: false, negZero: false }
    return value.type === 'i32' ? int32 : value.type === 'bool' ? between(0, 1) : full
  }

  const binders = new Set([...flow.incoming.keys(), ...flow.loopResults.keys()].filter((v) => !isVector(v.type)))
  const readers = new Readers(flow, binders)
  /** What has changed, or is made of what has: to be looked at again. */
  const dirty = new Set<Value>()
  const change = (binder: Value, range: Range | undefined): void => {
    state.set(binder, range)
    readers.each(binder, (reader) => {
      if (binders.has(reader)) dirty.add(reader)
      else memo.delete(reader)
    })
  }
  const next = (binder: Value): Range | undefined => {
    const result = flow.loopResults.get(binder)
    if (result !== undefined) {
      const range = rangeOf(result.param)
      return range && refine(range, result.param, result.loop.cond, false, rangeOf)
    }
    return flow.incoming.get(binder)!.reduce<Range | undefined>((r, v) => join(r, rangeOf(v)), undefined)
  }
  /** Whether anything was left to do. */
  const round = (step: (binder: Value) => Range | undefined): boolean => {
    const isDone = dirty.size === 0
    for (const binder of binders) {
      if (!dirty.delete(binder)) continue
      const range = step(binder)
      if (!same(range, state.get(binder)) || !state.has(binder)) change(binder, range)
    }
    return !isDone
  }

  for (const binder of binders) dirty.add(binder)
  for (let i = 0; i < 60; i++) {
    const grow = (binder: Value): Range | undefined => {
      const joined = join(state.get(binder), next(binder))
      return i >= ROUNDS_BEFORE_WIDENING && flow.incoming.has(binder)
        ? widen(state.get(binder), joined, thresholds.all)
        : joined
    }
    if (!round(grow)) break
    if (i === 59) for (const binder of binders) change(binder, binder.type === 'i32' ? int32 : full)
  }
  for (const param of flow.loopParams) {
    const bound = accumulated(param, flow, rangeOf)
    const range = state.get(param)
    if (bound === undefined || range === undefined) continue
    change(param, { ...range, lo: Math.max(range.lo, bound.lo), hi: Math.min(range.hi, bound.hi), nan: false })
  }
  for (const binder of binders) dirty.add(binder)
  for (let i = 0; i < DESCENDING_ROUNDS; i++) if (!round((binder) => meet(state.get(binder), next(binder)))) break
  return rangeOf
}

/** Both hold: the tighter bounds of each. */
function meet(x: Range | undefined, y: Range | undefined): Range | undefined {
  if (x === undefined || y === undefined) return undefined
  return {
    lo: Math.max(x.lo, y.lo),
    hi: Math.min(x.hi, y.hi),
    int: x.int || y.int,
    nan: x.nan && y.nan,
    negZero: x.negZero && y.negZero,
    f32: x.f32 || y.f32,
  }
}

/** What elements of small integers can be. */
export const elementRange: Readonly<Record<string, Range>> = {
  i8: between(-128, 127),
  u8: between(0, 255),
  u8c: between(0, 255),
  i16: between(-32768, 32767),
  u16: between(0, 65535),
  i32: int32,
  u32: int32,
  f32: { ...full, f32: true },
}
