/**
 * Integer sums that loops add up: what a variable can grow to in as many trips as the loop can make.
 *
 * Widening loses them (the sum of a million bytes is far from 2^53). The change of a variable in one trip is followed through the
 * merges and inner loops of the body; a counter among the loop's parameters bounds the trips. Also: what is an integer from trip to trip.
 */
import { constantOf, withoutAssumptions } from '../ir/build.ts'
import type { Loop, Value } from '../ir/types.ts'
import type { Flow } from './flow.ts'
import { int32, isExact, join, type Range } from './range.ts'
import { transfer } from './transfer.ts'

interface Change {
  readonly lo: number
  readonly hi: number
}

type RangeOf = (value: Value) => Range | undefined

/** Bounds of a loop parameter from its start and what its trips add; undefined where they are not known to be exact integers. */
export function accumulated(param: Value, flow: Flow, rangeOf: RangeOf): Change | undefined {
  const incoming = flow.incoming.get(param)
  if (param.type !== 'f64' || incoming?.length !== 2) return undefined
  const [init, next] = incoming as [Value, Value]
  const start = rangeOf(init)
  const loop = loopOf(param, flow)
  if (start === undefined || !start.int || start.nan || loop === undefined) return undefined
  const trips = tripsOf(loop, rangeOf)
  const change = trips === undefined ? undefined : changeOf(next, param, flow, rangeOf, 0)
  if (trips === undefined || change === undefined) return undefined
  const bound = { lo: start.lo + trips * Math.min(0, change.lo), hi: start.hi + trips * Math.max(0, change.hi) }
  return bound.lo >= -(2 ** 52) && bound.hi <= 2 ** 52 ? bound : undefined
}

/** The most that one trip of a loop adds to a parameter, or takes from it: integers all the way; undefined where that is not known. */
export function changeInTrip(loop: Loop, index: number, flow: Flow, rangeOf: RangeOf): number | undefined {
  const next = loop.body.yields[index]
  const change = next && changeOf(next, loop.params[index]!, flow, rangeOf, 0)
  return change && Math.max(-change.lo, change.hi)
}

function loopOf(param: Value, flow: Flow): Loop | undefined {
  for (const { loop, param: p } of flow.loopResults.values()) if (p === param) return loop
  return undefined
}

/** How often the body can run: by a parameter that steps by a constant within known bounds. */
function tripsOf(loop: Loop, rangeOf: RangeOf): number | undefined {
  let best: number | undefined
  loop.params.forEach((param, i) => {
    const next = loop.body.yields[i] && withoutAssumptions(loop.body.yields[i])
    const step =
      next?.op === 'add' && withoutAssumptions(next.args[0]!) === param ? constantOf(next.args[1]!) : undefined
    const range = rangeOf(param)
    // A step must not be lost to rounding.
    if (
      typeof step !== 'number' ||
      step === 0 ||
      !Number.isInteger(step) ||
      range === undefined ||
      !range.int ||
      range.nan
    )
      return
    if (range.hi - range.lo > 2 ** 33 || Math.max(-range.lo, range.hi) + Math.abs(step) > 2 ** 52) return
    const trips = Math.floor((range.hi - range.lo) / Math.abs(step)) + 1
    best = Math.min(best ?? trips, trips)
  })
  return best
}

/** What lies between `param` and a value made from it by adding integers. */
function changeOf(value: Value, param: Value, flow: Flow, rangeOf: RangeOf, depth: number): Change | undefined {
  if (depth > 16) return undefined
  const bare = withoutAssumptions(value)
  if (bare === param) return { lo: 0, hi: 0 }
  const inner = (v: Value) => changeOf(v, param, flow, rangeOf, depth + 1)
  switch (bare.op) {
    case 'add': {
      const [x, y] = bare.args as [Value, Value]
      return plus(inner(x), rangeOf(y)) ?? plus(inner(y), rangeOf(x))
    }
    case 'sub': {
      const by = rangeOf(bare.args[1]!)
      return by && plus(inner(bare.args[0]!), { ...by, lo: -by.hi, hi: -by.lo })
    }
    case 'select':
      return either(inner(bare.args[1]!), inner(bare.args[2]!))
    case 'binder': {
      const result = flow.loopResults.get(bare)
      if (result !== undefined) return overLoop(result.loop, result.param, param, flow, rangeOf, depth)
      const incoming = flow.incoming.get(bare)
      if (incoming === undefined || flow.loopParams.has(bare)) return undefined
      return incoming.map(inner).reduce(either)
    }
    default:
      return undefined
  }
}

/** An inner loop that goes on adding. */
function overLoop(
  loop: Loop,
  inner: Value,
  param: Value,
  flow: Flow,
  rangeOf: RangeOf,
  depth: number,
): Change | undefined {
  const i = loop.params.indexOf(inner)
  const before = changeOf(loop.inits[i]!, param, flow, rangeOf, depth + 1)
  const trips = tripsOf(loop, rangeOf)
  const each = loop.body.yields[i] && changeOf(loop.body.yields[i], inner, flow, rangeOf, depth + 1)
  if (before === undefined || trips === undefined || each === undefined) return undefined
  return { lo: before.lo + trips * Math.min(0, each.lo), hi: before.hi + trips * Math.max(0, each.hi) }
}

function plus(change: Change | undefined, by: Range | undefined): Change | undefined {
  if (change === undefined || by === undefined || !by.int || by.nan || by.lo > by.hi) return undefined
  const sum = { lo: change.lo + by.lo, hi: change.hi + by.hi }
  // With the bound of the variable itself, every intermediate sum stays exact.
  return sum.lo >= -(2 ** 51) && sum.hi <= 2 ** 51 ? sum : undefined
}

function either(x: Change | undefined, y: Change | undefined): Change | undefined {
  return x && y && { lo: Math.min(x.lo, y.lo), hi: Math.max(x.hi, y.hi) }
}

/** Whether a loop's variable that starts a trip as an int32 ends it as an integer. */
export function staysInteger(loop: Loop, at: number, flow: Flow, ranges: RangeOf): boolean {
  const next = loop.body.yields[at]
  if (next === undefined) return false
  const known = new Map<Value, Range | undefined>([[loop.params[at]!, int32]])
  const { incoming, loopParams, loopResults } = flow
  const merges = (value: Value): boolean => incoming.has(value) && !loopParams.has(value) && !loopResults.has(value)
  const made = (value: Value): Range | undefined => {
    // The checks of elements are about to go.
    if (value.op === 'select' && Number.isNaN(value.args[2]!.imm)) return rangeOf(value.args[1]!)
    if (value.op !== 'binder') return transfer(value, rangeOf)
    return merges(value) ? incoming.get(value)!.map(rangeOf).reduce(join) : ranges(value)
  }
  const rangeOf = (value: Value): Range | undefined => {
    if (known.has(value)) return known.get(value)
    // What a recursive function passes to itself is made of itself.
    known.set(value, ranges(value))
    const range = made(value)
    known.set(value, range)
    return range
  }
  return isExact(rangeOf(next))
}
