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
import { operands } from '../ir/rewrite.ts'
import type { Stmt, Value } from '../ir/types.ts'
import type { Address } from './address.ts'
import type { Point, Scope, Scopes } from './scopes.ts'
import { commonPoint, HEAD_SLOT, outward, slotOf, yieldSlot } from './scopes.ts'

export interface Placement {
  /** Values to compute into locals just before the slot, operands first. */
  before(scope: Scope, slot: number): readonly Value[]
  /** All of those values: any use of one comes after it has been computed. */
  readonly inLocals: ReadonlySet<Value>
}

interface Uses {
  count: number
  point: Point
}

export function place(scopes: Scopes, addresses: ReadonlyMap<Stmt, Address>): Placement {
  const uses = new Map<Value, Uses>()
  const use = (value: Value, point: Point): void => {
    if (value.args.length === 0) return
    const known = uses.get(value)
    if (known === undefined) uses.set(value, { count: 1, point })
    else {
      known.count++
      known.point = commonPoint(known.point, point)
    }
  }
  for (const scope of scopes.all) {
    for (const [i, stmt] of scope.block.stmts.entries()) {
      const point = { scope, slot: slotOf(i) }
      for (const value of directOperands(stmt, addresses)) use(value, point)
      if (stmt.kind === 'loop') use(stmt.cond, { scope: scopes.of(stmt.body), slot: HEAD_SLOT })
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
  return { inLocals, before: (scope, slot) => placed.get(scope)?.get(slot) ?? [] }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

/** What a statement evaluates where it stands: an access its address, a loop not its condition. */
function directOperands(stmt: Stmt, addresses: ReadonlyMap<Stmt, Address>): readonly Value[] {
  if (stmt.kind === 'loop') return stmt.inits
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
