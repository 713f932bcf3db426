/**
 * Is one integer below another, whatever the run? Proofs from conditions that hold, and by induction over what merges values.
 *
 * ABCD (Bodik, Gupta & Sarkar 2000): `x <= y + c` is shown by following what bounds x from above - conditions on an `assume` or around
 * the question, sums with constants, minima, halves - until y, or a constant, is reached. A variable that merges values is bounded if
 * all of them are; one that a loop carries may be taken to be bounded in its own proof, as its start is, and each trip keeps it so.
 *
 * All arithmetic is on the mathematical integers: steps through sums that may be rounded or wrap are not taken. Never changes the IR.
 */
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import type { Block, Label, Loop, Module, Stmt, Value } from '../ir/types.ts'
import { leaves } from '../ir/types.ts'
import type { Fact } from './form.ts'
import { bindersIn, split } from './loops.ts'
import { isExact } from './range.ts'
import type { Ranges } from './ranges.ts'
import { Terms } from './terms.ts'

/** The values that flow into a binder within one function, each with what holds where it does; `loop` where they come round. */
interface Merge {
  readonly values: { readonly value: Value; readonly facts: readonly Fact[] }[]
  readonly loop?: Loop
}

/** `p <= q + k`. */
interface Bound {
  readonly p: Value
  readonly q: Value
  readonly k: number
}

/** What is being proved: `... <= y + c`, where y is known to be at least `least`. */
interface Goal {
  readonly y: Value
  readonly least: number
}

/** Steps that a proof may take. */
const BUDGET = 120

export class Order {
  private readonly ranges: Ranges
  private readonly terms: Terms
  private readonly merges = new Map<Value, Merge>()
  /** What holds where a statement stands. */
  private readonly facts = new Map<Stmt, readonly Fact[]>()
  private readonly inner = new Map<Loop, ReadonlySet<Value>>()
  /** Loop variables in whose proof this is, with the c that is to be proved for them. */
  private readonly assumed = new Map<Value, number>()
  private steps = 0

  constructor(module: Module, ranges: Ranges) {
    this.ranges = ranges
    this.terms = new Terms(ranges)
    for (const func of module.funcs) this.visit(func.body, [], new Map())
  }

  /** Whether an integer `index` is less than the integer `length` in `stmt`, one of the module. */
  isBelow(index: Value, length: Value, stmt: Stmt): boolean {
    const bounds = this.boundsOfAll(this.facts.get(stmt) ?? [])
    const [y, offset] = this.terms.peel(length)
    let least = this.ranges(y)?.lo ?? -Infinity
    for (const { p, q, k } of bounds) {
      const [base, more] = this.terms.peel(q)
      if (base === y) least = Math.max(least, (this.ranges(p)?.lo ?? -Infinity) - k - more)
    }
    this.steps = BUDGET
    return this.atMost(index, { y, least }, offset - 1, bounds)
  }

  /** Whether `x <= goal.y + c`. */
  private atMost(old: Value, goal: Goal, c: number, bounds: readonly Bound[]): boolean {
    if (this.steps-- <= 0) return false
    const range = this.ranges(old)
    if (range === undefined) return true // never computed
    if (range.nan) return false
    if (range.hi <= goal.least + c) return true
    if (old.op === 'assume') {
      const own = this.boundsOfAll(split(old.args[1]!, old.imm as boolean))
      return this.byBounds(old.args[0]!, goal, c, own, bounds) || this.atMost(old.args[0]!, goal, c, bounds)
    }
    const [x, offset] = this.terms.peelOnce(old)
    if (x !== old) return this.byBounds(old, goal, c, bounds, bounds) || this.atMost(x, goal, c - offset, bounds)
    if (x === goal.y) return c >= 0
    return this.byBounds(x, goal, c, bounds, bounds) || this.byOperation(x, goal, c, bounds)
  }

  /** By one of `usable`: p <= q + k where x is p and at most so much. */
  private byBounds(x: Value, goal: Goal, c: number, usable: readonly Bound[], bounds: readonly Bound[]): boolean {
    return usable.some((bound) => {
      const ahead = this.difference(x, bound.p)
      if (ahead === undefined) return false
      const rest = bounds.filter((other) => other !== bound)
      return this.atMost(bound.q, goal, c - bound.k - ahead, rest)
    })
  }

  private byOperation(x: Value, goal: Goal, c: number, bounds: readonly Bound[]): boolean {
    const [a, b] = x.args as [Value, Value]
    const least = (v: Value): number => this.ranges(v)?.lo ?? -Infinity
    const most = (v: Value): number => this.ranges(v)?.hi ?? Infinity
    const isWhole = (v: Value): boolean => this.ranges(v)?.int === true
    const is = (v: Value, limit: number): boolean => this.atMost(v, goal, limit, bounds)
    switch (x.op) {
      case 'binder':
        return this.merged(x, goal, c, bounds)
      case 'add':
        return this.terms.isTrue(x) && (is(a, c - most(b)) || is(b, c - most(a)))
      case 'sub':
        return this.terms.isTrue(x) && is(a, c + least(b))
      case 'min':
        return is(a, c) || is(b, c)
      case 'max':
        return is(a, c) && is(b, c)
      case 'select':
        return is(b, c) && is(x.args[2]!, c)
      case 'and':
        return (least(a) >= 0 && is(a, c)) || (least(b) >= 0 && is(b, c))
      case 'rem':
        return least(a) >= 0 && (is(a, c) || (least(b) > 0 && isWhole(a) && isWhole(b) && is(b, c + 1)))
      case 'shr':
      case 'ushr':
        return constantOf(b) === 1 && this.isHalfAtMost(a, x.op === 'ushr', goal, c, bounds)
      case 'floor':
      case 'trunc':
        return a.op === 'mul' && constantOf(a.args[1]!) === 0.5 && this.isHalfAtMost(a.args[0]!, false, goal, c, bounds)
      default:
        return false
    }
  }

  /** Whether half of a sum is: no more than the larger part, and less if the smaller one is. */
  private isHalfAtMost(old: Value, isUnsigned: boolean, goal: Goal, c: number, bounds: readonly Bound[]): boolean {
    const [x] = old.args
    const inside = isUnsigned && old.op === 'toInt32' ? this.ranges(x!) : undefined
    const isUint32 = isExact(inside) && inside!.lo >= 0 && inside!.hi < 2 ** 32
    if (!isUint32 && (this.ranges(old)?.lo ?? -1) < 0) return false
    const sum = isUint32 ? x! : this.terms.stripped(withoutAssumptions(old))
    const parts = sum.op === 'add' && this.terms.isTrue(sum) ? (sum.args as [Value, Value]) : undefined
    if (parts === undefined) return this.atMost(sum, goal, c, bounds)
    const [p, q] = parts
    // 2x <= p + q: with one at most y + c, and the other at most y + c + 1
    const both = (u: Value, v: Value): boolean => this.atMost(u, goal, c, bounds) && this.atMost(v, goal, c + 1, bounds)
    return both(p, q) || both(q, p)
  }

  private merged(x: Value, goal: Goal, c: number, bounds: readonly Bound[]): boolean {
    const merge = this.merges.get(x)
    if (merge === undefined) return false
    const { loop, values } = merge
    if (loop === undefined)
      return values.every(({ value, facts }) => this.atMost(value, goal, c, [...this.boundsOfAll(facts), ...bounds]))
    // y must mean the same in all trips; what holds now need not have held before.
    if (!this.isInvariant(goal.y, loop)) return false
    const known = this.assumed.get(x)
    if (known !== undefined) return c >= known
    this.assumed.set(x, c)
    const all = values.every(({ value, facts }) => this.atMost(value, goal, c, this.boundsOfAll(facts)))
    this.assumed.delete(x)
    return all
  }

  private isInvariant(value: Value, loop: Loop): boolean {
    let inner = this.inner.get(loop)
    if (inner === undefined) this.inner.set(loop, (inner = bindersIn(loop)))
    if (value.op === 'binder') return !inner.has(value)
    return value.args.every((arg) => this.isInvariant(arg, loop))
  }

  /** How much larger than p x can be; undefined where they have nothing in common. */
  private difference(x: Value, p: Value): number | undefined {
    const [left, right] = [this.terms.linear(x), this.terms.linear(p)]
    if (left === undefined || right === undefined) return undefined
    const related = left.terms.size === 0 || [...left.terms.keys()].some((atom) => right.terms.has(atom))
    if (!related) return undefined
    let ahead = left.constant - right.constant
    for (const atom of new Set([...left.terms.keys(), ...right.terms.keys()])) {
      const coefficient = (left.terms.get(atom) ?? 0) - (right.terms.get(atom) ?? 0)
      if (coefficient === 0) continue
      const range = this.ranges(atom)
      if (range === undefined || range.nan || !range.int) return undefined
      ahead += coefficient * (coefficient > 0 ? range.hi : range.lo)
    }
    return Number.isInteger(ahead) ? ahead : undefined
  }

  private readonly known = new Map<readonly Fact[], Bound[]>()
  private boundsOfAll(facts: readonly Fact[]): Bound[] {
    let bounds = this.known.get(facts)
    if (bounds === undefined) this.known.set(facts, (bounds = facts.flatMap((fact) => this.boundsOf(fact))))
    return bounds
  }

  /** What a condition says of the order of integers. */
  private boundsOf({ cond, truth }: Fact): Bound[] {
    const [p, q] = cond.args as [Value, Value]
    const bound = (from: Value, to: Value, strict: boolean): Bound => ({ p: from, q: to, k: strict ? -1 : 0 })
    const isInteger = (v: Value): boolean => v.type === 'i32' || this.ranges(v)?.int === true
    switch (cond.op) {
      case 'lt':
      case 'le': {
        const strict = (cond.op === 'lt') === truth && isInteger(p) && isInteger(q)
        if (truth) return [bound(p, q, strict)]
        const nan = (v: Value): boolean => v.type !== 'i32' && (this.ranges(v)?.nan ?? true)
        return nan(p) || nan(q) ? [] : [bound(q, p, strict)]
      }
      case 'ult':
      case 'ule':
        return truth && q.type === 'i32' && (this.ranges(q)?.lo ?? -1) >= 0 ? [bound(p, q, cond.op === 'ult')] : []
      case 'inBounds':
        return truth ? [bound(p, q, true)] : []
      case 'eq':
        return truth && isInteger(p) && isInteger(q) ? [bound(p, q, false), bound(q, p, false)] : []
      default:
        return []
    }
  }

  /** Takes note of merges and facts in a block; returns what holds at its end. */
  private visit(
    block: Block,
    entering: readonly Fact[],
    targets: ReadonlyMap<Label, readonly Value[]>,
  ): readonly Fact[] {
    let facts = entering
    const inner = (body: Block, here: readonly Fact[], into: readonly Value[], loop?: Loop): void => {
      const end = this.visit(body, here, targets)
      if (!leaves(body)) this.flow(into, body.yields, end, loop)
    }
    for (const stmt of block.stmts) {
      this.facts.set(stmt, facts)
      switch (stmt.kind) {
        case 'if': {
          const [taken, not] = [true, false].map((truth) => [...facts, ...split(stmt.cond, truth)])
          inner(stmt.then, taken!, stmt.results)
          inner(stmt.else, not!, stmt.results)
          if (leaves(stmt.then)) facts = not!
          if (leaves(stmt.else)) facts = taken!
          break
        }
        case 'loop':
          this.flow(stmt.params, stmt.inits, facts, stmt)
          inner(stmt.body, [...facts, ...split(stmt.cond, true)], stmt.params, stmt)
          this.flow(stmt.results, stmt.params, [])
          break
        case 'region': {
          const end = this.visit(stmt.body, facts, new Map([...targets, [stmt.label, stmt.results]]))
          if (!leaves(stmt.body)) this.flow(stmt.results, stmt.body.yields, end)
          break
        }
        case 'exit':
          this.flow(targets.get(stmt.target)!, stmt.values, facts)
          break
        default:
      }
    }
    return facts
  }

  private flow(into: readonly Value[], values: readonly Value[], facts: readonly Fact[], loop?: Loop): void {
    into.forEach((binder, i) => {
      const merge = this.merges.get(binder)
      const from = { value: values[i]!, facts }
      if (merge === undefined) this.merges.set(binder, { values: [from], ...(loop && { loop }) })
      else merge.values.push(from)
    })
  }
}
