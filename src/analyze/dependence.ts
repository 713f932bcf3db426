/**
 * Dependence: may trips of a loop run side by side, one a lane, statement by statement?
 *
 * They may if no two lanes touch the same memory with one of them writing it, or if where they do, the order of the statements keeps
 * the order of the trips. Subscripts are affine sums (Allen & Kennedy 2002, chapter 3), but their coefficients and distances are often
 * only known at run time: what cannot be decided here becomes a condition, computed before the loop, under which the answer is yes.
 */

import { elementSize } from '../artifact.ts'
import type { Span } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { substitute } from '../ir/rewrite.ts'
import type { Load, Stmt, Store, Value } from '../ir/types.ts'
import { Nest } from './affine.ts'
import type { Divergence } from './divergence.ts'
import { type Access, type Apart, Extents, type Question } from './extents.ts'
import { LinearSum } from './linear.ts'
import type { Ranges } from './ranges.ts'

/** The trips are independent wherever `guard`, a bool computed before the loop, holds, for bundles of at most `lanes` trips. */
export interface Independent {
  readonly guard: Value
  readonly lanes: number
  /** Under the guard no trip's `store` touches what `other` does, in whichever trip. */
  readonly apart: Apart
  /** Pairs for which that is not so: in the order of the trips, unless it is known that they never meet. */
  readonly conflicts: readonly Conflict[]
  /** Trips, by the loop's counter in i32, that must not run beside others: they write what all trips use. */
  readonly alone: readonly Value[]
}

export interface Conflict {
  readonly why: string
  readonly span?: Span
  /** Numbers of the statements of the loop's body that both accesses are in. */
  readonly within: readonly [number, number]
}
/** Elements between accesses of one array that are as good as far apart for a few trips of small steps. */
const NEAR = 16

interface Bounds {
  readonly lo: Value
  readonly hi: Value
}

/** `constant * factor`; `value` is the same as f64. */
interface LaneTerm {
  readonly constant: number
  readonly factor?: Value
  readonly value: Value
}

export function independence(question: Question, b: Builder, ranges: Ranges): Independent {
  return new Tester(question, b, ranges).answer()
}

/**
 * A bool before the loop under which a store never touches what another access does in the same trip or one close by; undefined where
 * there is none. For innermost loops.
 */
export function accessesApart(
  question: Omit<Question, 'divergence'>,
  store: Store,
  other: Load | Store,
  b: Builder,
  ranges: Ranges,
): Value | undefined {
  const divergence: Divergence = { varies: () => true }
  return new Tester({ ...question, divergence }, b, ranges).apart(store, other)
}

type Verdict =
  | { readonly kind: 'apart'; readonly guard?: Value }
  /** The same element in the same trip, and in no other. */
  | { readonly kind: 'same'; readonly guard?: Value }
  | { readonly kind: 'ordered'; readonly guard?: Value; readonly lanes?: number }
  /** The same element in one trip, which runs alone. */
  | { readonly kind: 'alone'; readonly at: Value }
  | { readonly kind: 'conflict'; readonly why: string }

class Tester extends Extents {
  answer(): Independent {
    const { b } = this
    const wide = new Set<Value>()
    let lanes = 16
    const conflicts: Conflict[] = []
    const alone = new Set<Value>()
    const apart = new Map<Stmt, Set<Stmt>>()
    for (const store of this.accesses) {
      if (store.stmt.kind !== 'store') continue
      const others = new Set<Stmt>()
      apart.set(store.stmt, others)
      for (const other of this.accesses) {
        if (other.stmt.kind === 'store' && other.order < store.order) continue
        const verdict = this.compare(store, other)
        const isNever = 'guard' in verdict && verdict.guard?.op === 'const' && verdict.guard.imm === 0
        if (verdict.kind === 'conflict' || isNever) {
          const { span } = store.stmt
          const why = verdict.kind === 'conflict' ? verdict.why : 'iterations write what others use'
          conflicts.push({ why, within: [store.within, other.within], ...(span && { span }) })
          continue
        }
        if (verdict.kind === 'alone') {
          alone.add(verdict.at)
          continue
        }
        if (verdict.kind === 'ordered') lanes = Math.min(lanes, verdict.lanes ?? lanes)
        if (verdict.kind === 'apart') others.add(other.stmt)
        if (verdict.guard !== undefined) wide.add(verdict.guard)
      }
    }
    for (const { nest } of this.levels) for (const check of nest.checks) wide.add(check)
    const guard = [...wide].reduce((x, y) => b.and(x, y), b.bool(true))
    const isApart = (store: Store, other: Load | Store): boolean =>
      apart.get(store)?.has(other) === true || (other.kind === 'store' && apart.get(other)?.has(store) === true)
    return { guard, lanes, apart: isApart, conflicts, alone: [...alone] }
  }

  apart(s: Store, x: Load | Store): Value | undefined {
    const { b } = this
    const { step } = this.question.counted
    const [store, other] = [s, x].map((stmt) => this.accesses.find((a) => a.stmt === stmt)!) as [Access, Access]
    if (s.ptr === x.ptr && elementSize[s.element] === elementSize[x.element]) {
      const difference = new LinearSum(b, (v) => this.varies(v))
      difference.add(x.index, 1)
      difference.add(s.index, -1)
      if ([...difference.terms.values()].some((t) => t.coefficient !== 0 && this.varies(t.atom))) return undefined
      const total = difference.invariant()
      if (total === undefined) return undefined
      const sum = b.binary('add', total.value, b.i32(total.op === 'add' ? difference.constant : -difference.constant))
      return b.binary('lt', b.f64(NEAR + Math.abs(step)), b.unary('abs', b.unary('i32ToF64', sum)))
    }
    const { nest } = this.levels.at(-1)!
    const guard = this.disjoint(store, other, nest)
    return guard && [...nest.checks].reduce((p, q) => b.and(p, q), guard)
  }

  private compare(store: Access, other: Access): Verdict {
    const { stmt: s } = store
    const { stmt: x } = other
    if (this.question.around.apart?.(s as Store, x)) return { kind: 'apart' }
    const isSameArray = s.ptr === x.ptr && elementSize[s.element] === elementSize[x.element]
    const verdict = isSameArray ? this.distance(store, other) : undefined
    if (verdict !== undefined) return verdict
    const guard = s.ptr === x.ptr ? this.disjoint(store, other, this.levels.at(-1)!.nest) : this.elsewhere(store, other)
    if (guard !== undefined) return { kind: 'apart', guard }
    const what = s === x ? 'which element it writes' : 'whether it writes what another iteration uses'
    return { kind: 'conflict', why: `${what} is not known before the loop` }
  }

  private readonly separate = new Map<Value, Map<Value, Value | undefined>>()
  /** Different arrays by the ranges touched: over as many loops as possible, so that the test is made once for all of them. */
  private elsewhere(store: Access, other: Access): Value | undefined {
    const [p, q] = [store.stmt.ptr, other.stmt.ptr]
    let known = this.separate.get(p)
    if (known === undefined) this.separate.set(p, (known = new Map()))
    if (!known.has(q))
      known.set(
        q,
        this.firstLevel((nest) => this.arraysDisjoint(p, q, nest)),
      )
    return known.get(q) ?? this.firstLevel((nest) => this.disjoint(store, other, nest))
  }

  private firstLevel(test: (nest: Nest) => Value | undefined): Value | undefined {
    for (const { nest } of this.levels) {
      const guard = test(nest)
      if (guard !== undefined) return guard
    }
    return undefined
  }

  /** Two accesses to one array by the difference of their subscripts. */
  private distance(store: Access, other: Access): Verdict | undefined {
    const { b } = this
    const { counted, divergence } = this.question
    const isInner = (value: Value): boolean => this.varies(value)
    const sumOf = (index: Value): LinearSum => {
      const sum = new LinearSum(b, isInner)
      sum.add(index, 1)
      return sum
    }
    const [s, x] = [sumOf(store.stmt.index), sumOf(other.stmt.index)]
    const lane = this.laneTerms(s)
    if (lane === undefined) return undefined
    const difference = sumOf(other.stmt.index)
    difference.add(store.stmt.index, -1)
    const rest = [...difference.terms.values()].filter((t) => t.coefficient !== 0)
    if (rest.some((t) => divergence.varies(t.atom) || isInner(t.atom)))
      return this.sameLane(s, x)
        ? this.sameStep(store, other, s, x, lane)
        : (this.sameRow(rest, difference) ?? this.oneElement(s, x) ?? this.fan(store, other, s, x))
    // Whole trips apart: some trips on, the other access is where the store was.
    const [term, ...more] = rest
    const isTripsApart =
      term !== undefined && more.length === 0 && difference.constant === 0 && term.atom === lane.factor
    if (isTripsApart && term.coefficient % lane.constant === 0 && (this.hasInnerTerms(s) || this.question.everywhere))
      return { kind: 'conflict', why: 'an iteration needs what another one wrote' }
    if (this.hasInnerTerms(s))
      return (
        this.sameStep(store, other, s, x, lane) ?? {
          kind: 'conflict',
          why: 'an iteration needs what another one wrote',
        }
      )
    const constant = rest.length === 0 ? difference.constant : undefined
    if (lane.constant === 0 && lane.factor === undefined)
      return constant === 0 ? { kind: 'conflict', why: `every iteration writes the same element` } : undefined
    if (lane.factor !== undefined) {
      // c = factor * constant: not 0, and larger than the distance.
      const size = b.unary('abs', lane.value)
      if (constant === 0) return { kind: 'same', guard: b.binary('lt', b.f64(0), size) }
      return constant === undefined
        ? undefined
        : { kind: 'apart', guard: b.binary('lt', b.f64(Math.abs(constant)), size) }
    }
    const step = lane.constant * counted.step
    if (constant !== undefined) return this.constantDistance(store, other, constant, step)
    if (this.question.everywhere === true) return undefined
    // In the order of the trips: is the other access ahead of the store, or behind?
    const total = difference.invariant()
    if (total === undefined) return undefined
    const sum = b.binary(
      'add',
      total.op === 'add' ? total.value : b.binary('sub', b.i32(0), total.value),
      b.i32(difference.constant),
    )
    const ahead = b.binary('mul', b.unary('i32ToF64', sum), b.f64(Math.sign(step)))
    const far = b.f64(16 * Math.abs(step))
    const mayBeAhead = this.isOrdered(other, store)
    const mayBeBehind = this.isOrdered(store, other)
    const zero = b.f64(0)
    const fine = b.or(
      mayBeAhead ? b.binary('le', zero, ahead) : b.or(b.binary('eq', ahead, zero), b.binary('le', far, ahead)),
      mayBeBehind ? b.binary('le', ahead, zero) : b.binary('le', ahead, b.unary('neg', far)),
    )
    return { kind: 'ordered', guard: fine }
  }

  private constantDistance(store: Access, other: Access, constant: number, step: number): Verdict {
    if (constant === 0) return { kind: 'same' }
    if (this.question.everywhere === true) return { kind: 'conflict', why: 'an iteration needs what another one wrote' }
    const trips = constant / step
    if (!Number.isInteger(trips)) return { kind: 'apart' }
    const isOrdered = trips > 0 ? this.isOrdered(other, store) : this.isOrdered(store, other)
    if (isOrdered) return { kind: 'ordered' }
    if (Math.abs(trips) >= 2) return { kind: 'ordered', lanes: Math.abs(trips) }
    return { kind: 'conflict', why: 'an iteration needs what the one before it wrote' }
  }

  /** Whether all lanes run `first` before any of them runs `second`. */
  private isOrdered(first: Access, second: Access): boolean {
    return first.inner.length === 0 && second.inner.length === 0 && first.order < second.order
  }

  /** The coefficient of the loop's counter: a constant, times a value that does not change in the loop. */
  private laneTerms(sum: LinearSum): LaneTerm | undefined {
    const { b } = this
    const { param } = this.question.counted
    let found: LaneTerm = { constant: 0, value: b.f64(0) }
    for (const { atom, coefficient } of sum.terms.values()) {
      if (coefficient === 0 || !this.mentions(atom, param)) continue
      const factor = atom === param ? undefined : otherFactor(atom, param)
      if (found.constant !== 0 || (atom !== param && (factor === undefined || this.varies(factor)))) return undefined
      const size = b.f64(coefficient)
      found =
        factor === undefined
          ? { constant: coefficient, value: size }
          : { constant: coefficient, factor, value: b.binary('mul', b.unary('i32ToF64', factor), size) }
    }
    return found
  }

  private hasInnerTerms(sum: LinearSum): boolean {
    const { param } = this.question.counted
    return [...sum.terms.values()].some(
      (t) => t.coefficient !== 0 && this.varies(t.atom) && t.atom !== param && otherFactor(t.atom, param) === undefined,
    )
  }

  private sameLane(s: LinearSum, x: LinearSum): boolean {
    const [p, q] = [this.laneTerms(s), this.laneTerms(x)]
    return p !== undefined && q !== undefined && p.constant === q.constant && p.factor === q.factor
  }

  /** `a[i]` beside `a[k]` for an inner k that starts where i does: what one trip writes, another reads. */
  private sameRow(rest: readonly { atom: Value; coefficient: number }[], { constant }: LinearSum): Verdict | undefined {
    const { param, start } = this.question.counted
    const own = rest.find((t) => t.atom === param)
    const inner = rest.find((t) => t.atom !== param)
    if (rest.length !== 2 || constant !== 0 || own === undefined || inner?.coefficient !== -own.coefficient)
      return undefined
    const loop = this.accesses.flatMap((a) => a.inner).find((l) => l.params.includes(inner.atom))
    return loop?.inits[loop.params.indexOf(inner.atom)] === start
      ? { kind: 'conflict', why: 'an iteration needs what those before it wrote' }
      : undefined
  }

  /** An element that all trips use and one of them writes: that one is found by its subscript. */
  private oneElement(s: LinearSum, x: LinearSum): Verdict | undefined {
    const { b } = this
    const { param, step } = this.question.counted
    const own = [...s.terms.values()].filter((t) => t.coefficient !== 0 && this.varies(t.atom))
    if (own.length !== 1 || own[0]!.atom !== param || own[0]!.coefficient !== 1 || Math.abs(step) !== 1)
      return undefined
    if ([...x.terms.values()].some((t) => t.coefficient !== 0 && this.varies(t.atom))) return undefined
    if (this.question.everywhere === true) return undefined
    const [from, at] = [s.invariant(), x.invariant()]
    const signed = (sum: typeof from): Value =>
      sum === undefined ? b.i32(0) : sum.op === 'add' ? sum.value : b.binary('sub', b.i32(0), sum.value)
    return {
      kind: 'alone',
      at: b.binary('add', b.binary('sub', signed(at), signed(from)), b.i32(x.constant - s.constant)),
    }
  }

  /** A row and a column of one array that start at the same element and meet nowhere else: each step of one leaves the other behind. */
  private fan(store: Access, other: Access, s: LinearSum, x: LinearSum): Verdict | undefined {
    const { b } = this
    const [p, q] = [this.laneTerms(s), this.laneTerms(x)]
    if (p === undefined || q === undefined || this.hasInnerTerms(s) || this.hasInnerTerms(x)) return undefined
    if (p.constant === 0 || q.constant === 0) return undefined
    const { nest } = this.levels.at(-1)!
    const apart = this.disjoint(store, other, nest)
    const [one, two] = [nest.bounds(store.stmt.index, store.facts), nest.bounds(other.stmt.index, other.facts)]
    if (apart === undefined || one === undefined || two === undefined) return undefined
    const isShort = (x: { lo: Value; hi: Value }, step: Value): Value =>
      b.binary('lt', b.binary('sub', x.hi, x.lo), b.unary('abs', step))
    // In one direction, so that they meet in the trip that both start or end with.
    const isParallel = b.binary('lt', b.f64(0), b.binary('mul', p.value, q.value))
    const meets = b.and(
      b.and(isParallel, b.binary('eq', one.lo, two.lo)),
      b.or(isShort(one, q.value), isShort(two, p.value)),
    )
    return { kind: 'ordered', guard: b.or(apart, meets) }
  }

  /** Subscripts `c * i + r` and `c * i + r'`, where r and r' change in inner loops. */
  private sameStep(store: Access, other: Access, s: LinearSum, x: LinearSum, lane: LaneTerm): Verdict | undefined {
    const { b } = this
    if (lane.constant === 0) return undefined
    const rests = this.rests(store, other, s, x)
    // One element after the other is never further apart than inner loops reach.
    const isWide = lane.factor !== undefined || Math.abs(lane.constant) > 3
    const [rows, grid] = [rests && isWide ? this.rows(rests, lane) : undefined, this.grid(store, s, x, lane)]
    const lanesApart = rows && grid ? b.or(rows, grid) : (rows ?? grid)
    if (lanesApart === undefined) return undefined
    // One element a trip beside many: mostly these are elsewhere, and then the one may be kept in a variable.
    if (rests !== undefined && !rests.meet && this.hasInnerTerms(s) !== this.hasInnerTerms(x)) {
      const isElsewhere = b.or(b.binary('lt', rests.s.hi, rests.x.lo), b.binary('lt', rests.x.hi, rests.s.lo))
      return { kind: 'apart', guard: b.and(b.and(lanesApart, isElsewhere), rests.checks) }
    }
    return { kind: 'ordered', guard: rows && rests ? b.and(lanesApart, rests.checks) : lanesApart }
  }

  /** Bounds of r and r' within a trip, where they are the same for all trips; whether it is known that these overlap. */
  private rests(
    store: Access,
    other: Access,
    one: LinearSum,
    two: LinearSum,
  ): { s: Bounds; x: Bounds; meet: boolean; checks: Value } | undefined {
    const { b } = this
    const { param } = this.question.counted
    const nest = new Nest(b, this.ranges, new Set([...this.inner].filter((v) => v !== param)))
    for (const { inner } of [store, other]) inner.forEach((loop, depth) => nest.enter(loop, depth))
    const boundsOf = (access: Access): Bounds | undefined => {
      const index = substitute(b, access.stmt.index, [param], [b.i32(0)])
      const bounds = nest.bounds(index, access.facts)
      return bounds && !this.mentions(bounds.lo, param) && !this.mentions(bounds.hi, param) ? bounds : undefined
    }
    const [s, x] = [boundsOf(store), boundsOf(other)]
    const checks = [...nest.checks]
    if (s === undefined || x === undefined || checks.some((c) => this.mentions(c, param))) return undefined
    // The difference of both, where constants bound it.
    let [lo, hi] = [two.constant - one.constant, two.constant - one.constant]
    const outer = new Map<Value, number>()
    const addTerms = (sum: LinearSum, sign: number, { facts }: Access): void => {
      for (const { atom, coefficient } of sum.terms.values()) {
        const bounds = this.inner.has(atom) && atom !== param ? nest.bounds(atom, facts) : undefined
        const ends = [bounds?.lo, bounds?.hi].map((end) => sign * coefficient * Number(end && constantOf(end)))
        if (bounds === undefined) outer.set(atom, (outer.get(atom) ?? 0) + sign * coefficient)
        else [lo, hi] = [lo + Math.min(...ends), hi + Math.max(...ends)]
      }
    }
    addTerms(one, -1, store)
    addTerms(two, 1, other)
    const meet = lo <= 0 && 0 <= hi && [...outer.values()].every((coefficient) => coefficient === 0)
    return { s, x, meet, checks: checks.reduce((p, q) => b.and(p, q), b.bool(true)) }
  }

  /** Rows next to each other: c is larger than r - r' can be. */
  private rows({ s, x }: { s: Bounds; x: Bounds }, lane: LaneTerm): Value {
    const { b } = this
    const size = b.unary('abs', b.binary('mul', lane.value, b.f64(this.question.counted.step)))
    return b.and(b.binary('lt', b.binary('sub', x.hi, s.lo), size), b.binary('lt', b.binary('sub', s.hi, x.lo), size))
  }

  /** Columns of rows: r - r' is a multiple of the length of a row, which all trips together do not reach. */
  private grid(store: Access, s: LinearSum, x: LinearSum, lane: LaneTerm): Value | undefined {
    const { b } = this
    const { param } = this.question.counted
    if (lane.factor !== undefined) return undefined
    const terms = [...s.terms.values(), ...x.terms.values()].filter((t) => t.coefficient !== 0 && t.atom !== param)
    if (terms.length === 0) return undefined
    // A distance of its own would be covered by other lanes.
    if ((x.constant - s.constant) % lane.constant === 0 && x.constant !== s.constant) return undefined
    const factors = terms.map(({ atom }) => (atom.op === 'mul' ? [atom, ...atom.args] : [atom]))
    const shared = factors[0]!.find((f) => !this.varies(f) && factors.every((list) => list.includes(f)))
    const divisor = terms.reduce((g, t) => gcd(g, Math.abs(t.coefficient)), 0)
    const row = shared === undefined ? b.f64(divisor) : b.unary('abs', b.unary('i32ToF64', shared))
    const { nest } = this.levels.at(-1)!
    const counter = nest.bounds(param, store.facts)
    if (counter === undefined || (shared === undefined && divisor < 2)) return undefined
    const span = b.binary('mul', b.binary('sub', counter.hi, counter.lo), b.f64(Math.abs(lane.constant)))
    return b.binary('lt', b.binary('add', span, b.f64(Math.abs(x.constant - s.constant))), row)
  }
}

const gcd = (x: number, y: number): number => (y === 0 ? x : gcd(y, x % y))

/** f in `param * f`. */
function otherFactor(atom: Value, param: Value): Value | undefined {
  if (atom.op !== 'mul') return undefined
  const [x, y] = atom.args as [Value, Value]
  return x === param ? y : y === param ? x : undefined
}
