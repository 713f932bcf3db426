/**
 * Decides where each pure value is computed: global code motion (Click 1995) on a tree of scopes.
 *
 * A value can be computed anywhere between its earliest point (its operands are known) and its latest (the last point before all its
 * uses). Of the scopes between, the least deeply nested in loops wins, and of those the innermost: out of loops, but not out of the
 * arm of an `if`. All ops are total, so that every such place is legal. A value with one use, at that very point, stays part of the
 * user's expression; any other is computed into a local.
 *
 * Trap: the locals of a loop's params change at the back-edge. Nothing is placed later than the yields, and the emitter
 * orders the assignments themselves.
 */

import { ops } from '../ir/ops.ts'
import { operands } from '../ir/rewrite.ts'
import type { Loop, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import type { Address } from './address.ts'
import type { Point, Scope, Scopes } from './scopes.ts'
import { commonPoint, outward, slotOf, yieldSlot } from './scopes.ts'

export interface Placement {
  /** Values to compute into locals just before the slot, operands first. */
  before(scope: Scope, slot: number): readonly Value[]
  /** All of those values: any use of one comes after it has been computed. */
  readonly inLocals: ReadonlySet<Value>
  /** Loops that test at the end of each trip, evaluating the condition as an expression there and once before. */
  readonly bottomTested: ReadonlySet<Loop>
}

interface Uses {
  count: number
  point: Point
}

export function place(scopes: Scopes, addresses: ReadonlyMap<Stmt, Address>): Placement {
  const bottomTested = new Set<Loop>()
  const uses = new Map<Value, Uses>()
  const use = (value: Value, point: Point, count = 1): void => {
    if (value.args.length === 0) return
    const known = uses.get(value)
    if (known === undefined) uses.set(value, { count, point })
    else {
      known.count += count
      known.point = commonPoint(known.point, point)
    }
  }
  for (const scope of scopes.all) {
    for (const [i, stmt] of scope.block.stmts.entries()) {
      const point = { scope, slot: slotOf(i) }
      if (stmt.kind !== 'loop') {
        for (const value of directOperands(stmt, addresses)) use(value, point)
        continue
      }
      for (const init of stmt.inits) use(init, point)
      const body = scopes.of(stmt.body)
      if (canTestAtBottom(stmt, body, scopes, addresses)) {
        bottomTested.add(stmt)
        // Evaluated twice, hence two uses: what does not vary must be in a local.
        for (const value of invariantParts(stmt.cond, body, scopes)) use(value, point, 2)
      } else use(stmt.cond, { scope: body, slot: 0 })
    }
    for (const value of scope.block.yields) use(value, { scope, slot: yieldSlot(scope.block) })
  }

  const inLocals = new Set<Value>()
  const placed = new Map<Scope, Map<number, Value[]>>()
  for (const value of usersFirst([...uses.keys()])) {
    const { count, point } = uses.get(value)!
    const target = bestPoint(scopes.earliest(value), point)
    for (const arg of value.args) use(arg, target)
    if (count === 1 && target === point) continue
    inLocals.add(value)
    const slots = getOrMake(placed, target.scope, () => new Map<number, Value[]>())
    getOrMake(slots, target.slot, () => []).push(value)
  }
  for (const slots of placed.values()) for (const list of slots.values()) list.reverse()
  return { bottomTested, inLocals, before: (scope, slot) => placed.get(scope)?.get(slot) ?? [] }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

/** What a statement evaluates: an access its address. */
function directOperands(stmt: Stmt, addresses: ReadonlyMap<Stmt, Address>): readonly Value[] {
  if (stmt.kind !== 'load' && stmt.kind !== 'store') return operands(stmt)
  const values = [addresses.get(stmt)!.base]
  if (stmt.kind === 'store') values.push(stmt.value)
  if (stmt.guard !== undefined) values.push(stmt.guard)
  if (stmt.kind === 'load' && stmt.otherwise !== undefined) values.push(stmt.otherwise)
  return values
}

function bestPoint(earliest: Point, latest: Point): Point {
  let best = latest
  for (let point = latest; point.scope !== earliest.scope; ) {
    point = outward(point)
    if (point.scope.loopDepth < best.scope.loopDepth) best = point
  }
  return best
}

/** All values below `roots`, each before its operands. */
function usersFirst(roots: readonly Value[]): Value[] {
  const seen = new Set<Value>()
  const order: Value[] = []
  const visit = (value: Value): void => {
    if (value.args.length === 0 || seen.has(value)) return
    seen.add(value)
    for (const arg of value.args) visit(arg)
    order.push(value)
  }
  for (const root of roots) visit(root)
  return order.reverse()
}

const MAX_BOTTOM_OPS = 8
const MAX_BOTTOM_COST = 6

/**
 * Whether a loop's condition may be evaluated as an expression at the bottom (and once before the loop). Not where it is expensive,
 * and not where the body computes part of it too: tested on top, the two share that.
 */
function canTestAtBottom(loop: Loop, body: Scope, scopes: Scopes, addresses: ReadonlyMap<Stmt, Address>): boolean {
  const varying: Value[] = []
  const collect = (value: Value): void => {
    if (value.args.length === 0 || !isInside(scopes.earliest(value), body) || varying.length > MAX_BOTTOM_OPS) return
    varying.push(value)
    for (const arg of value.args) collect(arg)
  }
  collect(loop.cond)
  if (varying.length > MAX_BOTTOM_OPS || varying.some((v) => (ops[v.op].cost ?? 1) > MAX_BOTTOM_COST)) return false
  return !bodyComputes(new Set(varying), body, scopes, addresses)
}

function bodyComputes(
  wanted: ReadonlySet<Value>,
  body: Scope,
  scopes: Scopes,
  addresses: ReadonlyMap<Stmt, Address>,
): boolean {
  const seen = new Set<Value>()
  const finds = (value: Value): boolean => {
    if (value.args.length === 0 || seen.has(value)) return false
    seen.add(value)
    return wanted.has(value) || value.args.some(finds)
  }
  const inScope = (scope: Scope): boolean =>
    scope.block.yields.some(finds) ||
    scope.block.stmts.some(
      (stmt) => directOperands(stmt, addresses).some(finds) || childBlocks(stmt).some((b) => inScope(scopes.of(b))),
    )
  return inScope(body)
}

/** The largest parts of `value` that do not vary within `body`. */
function invariantParts(value: Value, body: Scope, scopes: Scopes): Value[] {
  if (value.args.length === 0) return []
  return isInside(scopes.earliest(value), body)
    ? value.args.flatMap((arg) => invariantParts(arg, body, scopes))
    : [value]
}

/** Whether a value first known at `point`, and used within `body`, varies within `body`. */
export const isInside = (point: Point, body: Scope): boolean => point.scope.depth >= body.depth
