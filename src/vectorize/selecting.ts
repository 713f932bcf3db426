/**
 * Selections in lanes (analyze/selection.ts): each lane remembers a trip of its own, and behind the loop the right one of them is taken.
 *
 * Where lanes remember equals, the order of their trips decides. It is told by a member that is a counter, as in `at = i`, or else by one
 * that is added: the counter of the trip that is remembered, or a number before all of them. A float alone needs none: only zeros are
 * equal and differ, and where lanes end with both of them, the loop as it was runs from the start.
 */
import { bindersIn, type Counted, invariance, stepOf } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { type Selection, selectionsOf } from '../analyze/selection.ts'
import type { Builder } from '../ir/build.ts'
import { accessesIn } from '../ir/cells.ts'
import { defines } from '../ir/rewrite.ts'
import type { Loop, Value } from '../ir/types.ts'
import type { VectorType } from '../ir/vector.ts'
import { type Bundle, type Bundles, widthOf } from './bundle.ts'

export interface Selecting extends Selection {
  /** Among the parameters of the loop, the one that tells the order of trips; undefined where order does not matter. */
  readonly order?: { readonly index: number; readonly ascends: boolean }
}

/** Selections among some parameters, in a loop that carries their order, too. */
export function withOrder(
  loop: Loop,
  among: ReadonlySet<Value>,
  counter: Counted,
  b: Builder,
  ranges: Ranges,
): { loop: Loop; selections: Selecting[] } {
  const ascends = counter.step > 0
  let widened = loop
  const selections = selectionsOf(loop, among).flatMap((selection): Selecting[] => {
    const told = orderOf(loop, selection)
    if (told === 'none') return [selection]
    if (told !== undefined) return [{ ...selection, order: told }]
    const range = ranges(counter.start)
    const before = ascends ? -(2 ** 31) : 2 ** 31 - 1
    const isBefore = range !== undefined && (ascends ? range.lo > before : range.hi < before)
    if (!isBefore || counter.unsigned || !isAtTop(loop, selection)) return []
    const order = b.binder('i32', 'order')
    const cond = selection.conditions.reduce(
      (all, { cond: c, truth }) => b.and(all, truth ? c : b.not(c)),
      b.bool(true),
    )
    const next = b.select(cond, counter.param, order)
    widened = {
      ...widened,
      params: [...widened.params, order],
      inits: [...widened.inits, b.i32(before)],
      body: { ...widened.body, yields: [...widened.body.yields, next] },
      results: [...widened.results, b.binder('i32', 'order')],
    }
    const index = widened.params.length - 1
    const members = [...selection.members, { index, by: counter.param }]
    return [{ ...selection, members, order: { index, ascends } }]
  })
  return { loop: widened, selections }
}

/** What tells the order of trips, if something does already; `none` where it does not matter. */
function orderOf(loop: Loop, { members, key }: Selection): Selecting['order'] | 'none' {
  const isInvariant = invariance(bindersIn(loop))
  const others = members.filter(({ index }) => index !== key?.index)
  const isFloat = (index: number): boolean => /^f/.test(loop.params[index]!.type)
  // What they are replaced by is always the same: it is enough to know whether they have been.
  const areFixed = others.every(({ index, by }) => isInvariant(by) && !isFloat(index))
  const mayRunAgain = [...accessesIn(loop.body)].every(({ kind }) => kind === 'load')
  if (areFixed && (key === undefined || !isFloat(key.index) || mayRunAgain)) return 'none'
  if (key?.first !== true) return undefined
  for (const { index, by } of others) {
    const at = loop.params.indexOf(by)
    const step = at < 0 ? undefined : stepOf(loop, at)
    if (step !== undefined) return { index, ascends: step > 0 }
  }
  return undefined
}

/** Whether the conditions are known in the body itself, not only inside an `if`. */
function isAtTop(loop: Loop, { conditions }: Selection): boolean {
  const inside = new Set<Value>()
  const visit = (stmts: Loop['body']['stmts'], top: boolean): void => {
    for (const stmt of stmts) {
      if (!top) for (const v of defines(stmt)) inside.add(v)
      if (stmt.kind === 'if') for (const arm of [stmt.then, stmt.else]) visit(arm.stmts, false)
    }
  }
  visit(loop.body.stmts, true)
  const isKnown = invariance(inside)
  return conditions.every(({ cond }) => isKnown(cond))
}

export interface Selected {
  readonly values: ReadonlyMap<Value, Value>
  /** Bool: which of the values it is cannot be told; the loop has to run again. */
  readonly unclear?: Value
}

/** What lanes need not remember: that the key has become less, or greater, tells that it was replaced. */
export const isDerived = ({ key, order }: Selecting, index: number): boolean =>
  order === undefined && key?.first === true && key.index !== index

/** Of what lanes have remembered, what the loop would have. `value` gives what stands for a value in front of the loop. */
export function selected(
  b: Builder,
  bundles: Bundles,
  { params }: Loop,
  { members, key, order }: Selecting,
  carried: ReadonlyMap<Value, Bundle>,
  inits: readonly Value[],
  value: (old: Value) => Value,
): Selected {
  const bundleOf = (index: number): Bundle => carried.get(params[index]!)!
  if (order === undefined) {
    const found = key && extreme(b, bundles, bundleOf(key.index), key.least)
    const isReplaced = (index: number): Value => {
      if (key?.first !== true) return differs(b, bundles, bundleOf(index), inits[index]!)
      const [x, y] = key.least ? [found!.value, inits[key.index]!] : [inits[key.index]!, found!.value]
      return b.binary('lt', x, y)
    }
    const values = members.map(({ index, by }): [Value, Value] => [
      params[index]!,
      index === key?.index ? found!.value : b.select(isReplaced(index), value(by), inits[index]!),
    ])
    return { values: new Map(values), ...(found?.unclear && { unclear: found.unclear }) }
  }
  const lane = (k: number): Map<number, Value> =>
    new Map(members.map(({ index }) => [index, bundles.lane(bundleOf(index), k)]))
  let best = lane(0)
  for (let k = 1; k < bundles.lanes; k++) {
    const other = lane(k)
    const [ours, theirs] = [best.get(order.index)!, other.get(order.index)!]
    const [early, late] = order.ascends ? [theirs, ours] : [ours, theirs]
    let isBetter = key?.first === true ? b.binary('lt', early, late) : b.binary('lt', late, early)
    if (key !== undefined) {
      const [p, q] = [best.get(key.index)!, other.get(key.index)!]
      const isBeyond = key.least ? b.binary('lt', q, p) : b.binary('lt', p, q)
      isBetter = b.or(isBeyond, b.and(b.binary('eq', p, q), isBetter))
    }
    best = new Map(members.map(({ index }) => [index, b.select(isBetter, other.get(index)!, best.get(index)!)]))
  }
  return { values: new Map(members.map(({ index }) => [params[index]!, best.get(index)!])) }
}

/** Whether any lane has something else than it started with. */
function differs(b: Builder, bundles: Bundles, bundle: Bundle, init: Value): Value {
  const start = bundles.splat(init, widthOf(bundle))
  const op = bundle.type === 'bool' ? 'xor' : 'ne'
  const parts = bundle.parts.map((p, i) => b.make(op, p.type, [p, start.parts[i]!]))
  return bundles.any({ type: 'bool', parts })
}

function extreme(b: Builder, bundles: Bundles, bundle: Bundle, least: boolean): { value: Value; unclear?: Value } {
  const lanes = Array.from({ length: bundles.lanes }, (_, k) => bundles.lane(bundle, k))
  const value = lanes.reduce((p, q) => b.select(least ? b.binary('lt', q, p) : b.binary('lt', p, q), q, p))
  if (bundle.type !== 'f64' && bundle.type !== 'f32') return { value }
  const zero = b.const(bundle.type, 0)
  const isNegative = bundle.parts.map((part) => {
    const vector = part.type as VectorType
    const one = b.splat(vector, b.const(bundle.type, 1))
    return b.make('lt', bundle.type === 'f64' ? 'i64x2' : 'i32x4', [
      b.make('copysign', vector, [one, part]),
      b.splat(vector, zero),
    ])
  })
  const isZero = bundle.parts.map((part) =>
    b.make('eq', bundle.type === 'f64' ? 'i64x2' : 'i32x4', [part, b.splat(part.type as VectorType, zero)]),
  )
  const both = [isNegative, isNegative.map((p) => b.make('not', p.type, [p]))].map((signs) =>
    bundles.any({ type: 'bool', parts: signs.map((p, i) => b.make('and', p.type, [p, isZero[i]!])) }),
  )
  return { value, unclear: b.and(b.binary('eq', value, zero), b.and(both[0]!, both[1]!)) }
}
