/**
 * Splits the address of every access into `base + constant offset`, in the shape V8 does not find by itself.
 *
 * `A[i*n + j + 1]` in a loop over j becomes `(A + (i*n << 3)) + (j << 3)`, offset 8: the first part is a row base, which placement
 * hoists out of the loop; the second is one byte index, which hash-consing shares between all arrays of that element size; the third
 * is the immediate of the load. "Varying" means: depends on what the innermost loop around the access defines.
 *
 * Index arithmetic wraps at 2^32, as the index of an access that happens is in bounds: terms may be reordered at will. Offsets are
 * added by the engine without wrapping; they stay below 2^16, and no array lies below HEAP_BASE, so the rest of the address is never
 * negative. Arrays accessed at i-1, i, i+1 share one base: that of the smallest.
 */
import { LinearSum, type SignedSum } from '../analyze/linear.ts'
import { elementSize } from '../artifact.ts'
import type { Builder } from '../ir/build.ts'
import type { Load, Stmt, Store, Value } from '../ir/types.ts'
import { isInside, type Scope, type Scopes } from './scopes.ts'

export interface Address {
  readonly base: Value
  /** In [0, 2^16). */
  readonly offset: number
}

const OFFSET_LIMIT = 65536

/** An address being put together: `row + varying + constant`, in bytes. */
interface Split {
  readonly stmt: Load | Store
  /** What does not change in the innermost loop, with the pointer. */
  readonly row: Value
  readonly varying: SignedSum | undefined
  readonly constant: number
  /** Accesses that can share a base: same row, same loop. */
  readonly group: string
}

export function addresses(scopes: Scopes, b: Builder): Map<Stmt, Address> {
  const splits: Split[] = []
  const lowest = new Map<string, number>()
  for (const scope of scopes.all) {
    const loop = scopes.innermostLoop(scope)
    for (const stmt of scope.block.stmts) {
      if (stmt.kind !== 'load' && stmt.kind !== 'store') continue
      const split = splitAccess(stmt, loop, scopes, b)
      splits.push(split)
      lowest.set(split.group, Math.min(lowest.get(split.group) ?? 0, split.constant))
    }
  }
  const result = new Map<Stmt, Address>()
  for (const { stmt, row, varying, constant, group } of splits) {
    const low = lowest.get(group)!
    const near = constant - low < OFFSET_LIMIT
    const base = b.binary('add', row, b.i32(near ? low : constant))
    result.set(stmt, {
      base: varying === undefined ? base : b.binary(varying.op, base, varying.value),
      offset: near ? constant - low : 0,
    })
  }
  return result
}

function splitAccess(stmt: Load | Store, loop: Scope | undefined, scopes: Scopes, b: Builder): Split {
  const shift = Math.log2(elementSize[stmt.element])
  const sum = new LinearSum(b, (value) => loop !== undefined && isInside(scopes.earliest(value), loop))
  sum.add(stmt.index, 1)
  const toBytes = (value: Value): Value => b.binary('shl', value, b.i32(shift))
  const invariant = sum.invariant()
  const row = invariant === undefined ? stmt.ptr : b.binary(invariant.op, stmt.ptr, toBytes(invariant.value))
  const varying = sum.varying()
  // A constant too large for i32 bytes can only belong to an access that never happens.
  const constant = (sum.constant << shift) | 0
  return {
    stmt,
    row,
    varying: varying && { op: varying.op, value: toBytes(varying.value) },
    constant,
    group: `${row.id} ${loop?.id}`,
  }
}
