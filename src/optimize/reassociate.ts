/**
 * Reassociation: what a trip waits for comes last.
 *
 *   left = min(min(up + 1, left + 1), diagonal + cost)   =>   left = min(min(up + 1, diagonal + cost), left + 1)
 *
 * A loop whose trips need what the trip before has computed is as slow as the way from there to where the next trip gets it. In a chain of one
 * operation that any order gives the same bits for, what arrives early is combined first. Integers wrap, so that their sums,
 * products and bit operations are such chains; minima and maxima are too, those of floats included, as NaN wins over everything and -0 over 0.
 * Sums of floats are not. Operands are combined in the order in which they arrive, the earliest two first (Huffman's way to build a tree).
 *
 * Of the last two, one may still have a constant to be added: the comparison need not wait for that.
 *
 *   left = early < left + 1 ? early : left + 1   =>   left = early - 1 < left ? early : left + 1
 *
 * Requires: narrowed IR, behind vectorization. Breaks nothing.
 */
import { extremeOf } from '../analyze/extreme.ts'
import { eachStmt, type Flow, flowOf } from '../analyze/flow.ts'
import { bindersIn, invariance } from '../analyze/loops.ts'
import { int32 } from '../analyze/range.ts'
import { type Ranges, rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Op } from '../ir/ops.ts'
import { ops } from '../ir/ops.ts'
import { operands } from '../ir/rewrite.ts'
import type { Func, Loop, Module, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export function reassociate(module: Module, b: Builder): Module {
  let flow: Flow | undefined
  return Editor.each(module, (func) => {
    const users = usersIn(func)
    if (users === undefined) return func
    flow ??= flowOf(module)
    return new Reassociator(b, users, flow, rangesOf(module)).func(func)
  })
}

/** When a value is there, in cycles from when the trip before has handed on what it computed; -Infinity if it does not wait for that. */
type Arrival = (value: Value) => number

const EARLY = Number.NEGATIVE_INFINITY
const CYCLES_OF_LOAD = 4

class Reassociator extends Editor {
  private readonly users: Users
  private readonly flow: Flow
  private readonly ranges: Ranges
  private arrival: Arrival = () => EARLY

  constructor(b: Builder, users: Users, flow: Flow, ranges: Ranges) {
    super(b)
    this.users = users
    this.flow = flow
    this.ranges = ranges
  }

  protected override loop(old: Loop): void {
    const outer = this.arrival
    this.arrival = arrivalIn(old, this.flow)
    super.loop(old)
    this.arrival = outer
  }

  protected override rebuild(old: Value): Value {
    const link = linkOf(old)
    const now = link === undefined ? EARLY : this.arrival(old)
    if (link === undefined || now === EARLY) return super.rebuild(old)
    const parts: Part[] = this.partsOf(old, link).map((value) => ({
      value: this.value(value),
      at: this.arrival(value),
    }))
    while (parts.length > 1) {
      parts.sort((x, y) => (x.at === y.at ? 0 : x.at - y.at))
      const [x, y] = parts.splice(0, 2) as [Part, Part]
      parts.push(
        (link.isSelection ? this.aheadOfSum(link, x, y) : undefined) ?? {
          value: link.combine(this.b, x.value, y.value),
          at: y.at + link.cycles,
        },
      )
    }
    return parts[0]!.at < now ? parts[0]!.value : super.rebuild(old)
  }

  /** Which of two is less is known before the later one, a sum with a constant, is there: `x - c < y` for `x < y + c`. */
  private aheadOfSum({ op, cycles }: Link, x: Part, y: Part): Part | undefined {
    const { b } = this
    const [late, constant] = y.value.args
    if (y.value.op !== 'add' || constant!.op !== 'const' || y.at === EARLY) return undefined
    const early = b.binary('sub', x.value, constant!)
    if (!this.fits(x.value, Number(constant!.imm))) return undefined
    const isLess = b.binary('lt', early, late!)
    const value = op === 'min' ? b.select(isLess, x.value, y.value) : b.select(isLess, y.value, x.value)
    return { value, at: Math.max(x.at + 1, y.at - 1) + cycles }
  }

  /** Whether `value - by` does not overflow. */
  private fits(value: Value, by: number): boolean {
    if (value.type === 'i64') return magnitude(value) + Math.abs(by) < 2 ** 53
    const range = this.ranges(value)
    return range !== undefined && range.lo - by >= int32.lo && range.hi - by <= int32.hi
  }

  /** What the chain that ends with `value` combines. A part of the chain that is used besides stays what it is. */
  private partsOf(value: Value, link: Link): Value[] {
    return link.args.flatMap((arg) => {
      const inner = linkOf(arg)
      const isPart = inner !== undefined && inner.op === link.op && arg.type === value.type
      return isPart && this.isOnlyUser(value, arg) ? this.partsOf(arg, inner) : [arg]
    })
  }

  /** A selection has its operands compared besides. */
  private isOnlyUser(value: Value, arg: Value): boolean {
    for (const user of this.users.get(arg)!) {
      const isComparison = value.op === 'select' && user === value.args[0] && this.users.get(user as Value)!.size === 1
      if (user !== value && !isComparison) return false
    }
    return true
  }
}

/** An operand of a chain, or several that are combined; and when that is there. */
interface Part {
  readonly value: Value
  readonly at: number
}

/** An operation of a chain. */
interface Link {
  readonly op: Op
  readonly args: readonly [Value, Value]
  readonly cycles: number
  /** A comparison of integers that selects one of them. */
  readonly isSelection: boolean
  combine(b: Builder, x: Value, y: Value): Value
}

/** The largest absolute value of an i64 that comes from integers of 32 bits by few operations. */
function magnitude({ op, args, imm }: Value, depth = 0): number {
  const of = (value: Value): number => (depth < 6 ? magnitude(value, depth + 1) : Number.POSITIVE_INFINITY)
  switch (op) {
    case 'const':
      return Math.abs(Number(imm))
    case 'i32ToI64':
    case 'u32ToI64':
      return 2 ** 32
    case 'add':
    case 'sub':
      return of(args[0]!) + of(args[1]!)
    case 'select':
      return Math.max(of(args[1]!), of(args[2]!))
    default:
      return Number.POSITIVE_INFINITY
  }
}

const ofIntegers: ReadonlySet<Op> = new Set(['add', 'mul', 'and', 'or', 'xor'])
const ofAll: ReadonlySet<Op> = new Set(['min', 'max'])

function linkOf(value: Value): Link | undefined {
  const { op, type, args } = value
  if (op === 'select') {
    const extreme = extremeOf(value)
    if (extreme === undefined) return undefined
    const { combine } = extreme
    return { op: extreme.op, args: extreme.args, cycles: 2, isSelection: true, combine }
  }
  if (!ofAll.has(op) && !(ofIntegers.has(op) && type.startsWith('i'))) return undefined
  const [x, y] = args as [Value, Value]
  // Constants fold into addresses where they stand at the end.
  if (y.op === 'const') return undefined
  const isSelection = ofAll.has(op) && type === 'i32'
  return { op, args: [x, y], cycles: ops[op].cost ?? 1, isSelection, combine: (b, p, q) => b.binary(op, p, q) }
}

/** Who uses a value: values and statements. */
type Users = ReadonlyMap<Value, ReadonlySet<unknown>>

/** Undefined if there is no chain of two operations, nor a selection of a sum. */
function usersIn(func: Func): Users | undefined {
  const users = new Map<Value, Set<unknown>>()
  let hasChain = false
  const use = (value: Value, user: unknown): void => {
    const known = users.get(value)
    if (known !== undefined) {
      known.add(user)
      return
    }
    users.set(value, new Set([user]))
    const link = linkOf(value)
    for (const arg of value.args) {
      hasChain ||= link !== undefined && (linkOf(arg)?.op === link.op || (link.isSelection && arg.op === 'add'))
      use(arg, value)
    }
  }
  eachStmt(func.body, (stmt) => {
    for (const value of operands(stmt)) use(value, stmt)
    for (const child of childBlocks(stmt)) for (const value of child.yields) use(value, child)
  })
  for (const value of func.body.yields) use(value, func)
  return hasChain ? users : undefined
}

function arrivalIn(loop: Loop, { incoming, definedBy }: Flow): Arrival {
  const known = new Map<Value, number>()
  const latest = (values: readonly Value[]): number => Math.max(EARLY, ...values.map(arrival))
  const arrival = (value: Value): number => {
    let at = known.get(value)
    if (at === undefined) {
      known.set(value, EARLY)
      const stmt = definedBy.get(value)
      if (value.op !== 'binder') at = latest(value.args) + (ops[value.op].cost ?? 1)
      else if (stmt?.kind === 'load') at = latest(operands(stmt)) + CYCLES_OF_LOAD
      else at = latest(incoming.get(value) ?? []) + 1
      known.set(value, at)
    }
    return at
  }
  for (const param of waitingParams(loop, incoming)) known.set(param, 0)
  for (const param of loop.params) if (!known.has(param)) known.set(param, EARLY)
  return arrival
}

/** Parameters that depend on what they were a trip before, but for those that only move on. */
function waitingParams(loop: Loop, incoming: Flow['incoming']): Value[] {
  const { params } = loop
  const { yields } = loop.body
  const inner = bindersIn(loop)
  const isInvariant = invariance(inner)
  const isStep = (param: Value, next: Value | undefined): boolean =>
    (next?.op === 'add' || next?.op === 'sub') && next.args[0] === param && isInvariant(next.args[1]!)
  return params.filter((param, i) => {
    if (yields[i] === undefined || isStep(param, yields[i])) return false
    const seen = new Set<Value>()
    const work = [yields[i]!]
    for (let value = work.pop(); value !== undefined; value = work.pop()) {
      if (value === param) return true
      if (seen.has(value)) continue
      seen.add(value)
      work.push(...value.args)
      if (value.op !== 'binder' || !inner.has(value)) continue
      const at = params.indexOf(value)
      work.push(...(at >= 0 ? [yields[at]!] : (incoming.get(value) ?? [])))
    }
    return false
  })
}
