/**
 * The blocks of a function as a tree of scopes, and the earliest point at which each value can be computed.
 *
 * A point is (scope, slot): just before the statement of that slot. Slot 0 of a block is its head, where a loop evaluates its
 * condition; statement i has slot i + 1, and the yields have the slot after the last statement.
 */
import { Bug } from '../diagnostics.ts'
import { defines } from '../ir/rewrite.ts'
import type { Block, Func, Loop, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export interface Scope {
  /** Position in `Scopes.all`. */
  readonly id: number
  readonly block: Block
  readonly parent: Scope | undefined
  /** Slot in the parent of the statement that owns the block. */
  readonly slot: number
  /** Distance from the function's body. */
  readonly depth: number
  /** Number of loops around. */
  readonly loopDepth: number
  /** The loop whose body this is. */
  readonly loop: Loop | undefined
}

export interface Point {
  readonly scope: Scope
  readonly slot: number
}

export class Scopes {
  readonly root: Scope
  /** Outer before inner, in program order. */
  readonly all: Scope[] = []
  private readonly byBlock = new Map<Block, Scope>()
  private readonly points = new Map<Value, Point>()
  private readonly start: Point

  constructor(func: Func) {
    this.root = { id: 0, block: func.body, parent: undefined, slot: 0, depth: 0, loopDepth: 0, loop: undefined }
    this.start = { scope: this.root, slot: 0 }
    for (const param of func.params) this.points.set(param, this.start)
    this.enter(this.root)
  }

  private enter(scope: Scope): void {
    this.all.push(scope)
    this.byBlock.set(scope.block, scope)
    for (const [i, stmt] of scope.block.stmts.entries()) {
      const slot = slotOf(i)
      const loop = stmt.kind === 'loop' ? stmt : undefined
      for (const block of childBlocks(stmt)) {
        const loopDepth = scope.loopDepth + (loop === undefined ? 0 : 1)
        const child = { id: this.all.length, block, parent: scope, slot, depth: scope.depth + 1, loopDepth, loop }
        for (const param of loop?.params ?? []) this.points.set(param, { scope: child, slot: 0 })
        this.enter(child)
      }
      for (const binder of defines(stmt)) this.points.set(binder, { scope, slot: slot + 1 })
    }
  }

  of(block: Block): Scope {
    return this.byBlock.get(block) ?? fail('a block outside the function')
  }

  /** Where `value` can first be computed: where the last of what it is made of is known. */
  earliest(value: Value): Point {
    const known = this.points.get(value)
    if (known !== undefined) return known
    if (value.op === 'binder') fail(`value ${value.id} (${String(value.imm)}) is used but never defined`)
    let point = this.start
    for (const arg of value.args) {
      const other = this.earliest(arg)
      const deeper = other.scope.depth - point.scope.depth
      if (deeper > 0 || (deeper === 0 && other.slot > point.slot)) point = other
    }
    this.points.set(value, point)
    return point
  }

  /** The body of the innermost loop around `scope`. */
  innermostLoop(scope: Scope): Scope | undefined {
    let at: Scope | undefined = scope
    while (at !== undefined && at.loop === undefined) at = at.parent
    return at
  }
}

export const HEAD_SLOT = 0
export const slotOf = (stmtIndex: number): number => stmtIndex + 1
export const yieldSlot = (block: Block): number => block.stmts.length + 1

/** The innermost point from which both are reached, and that runs before both. */
export function commonPoint(a: Point, b: Point): Point {
  while (a.scope !== b.scope) {
    if (a.scope.depth >= b.scope.depth) a = outward(a)
    else b = outward(b)
  }
  return a.slot <= b.slot ? a : b
}

/** The point in the parent scope just before the statement that owns the scope. */
export function outward(point: Point): Point {
  const { parent, slot } = point.scope
  return parent === undefined ? fail('a point outside the function') : { scope: parent, slot }
}

/** Whether a value first known at `point`, and used within `body`, varies within `body`. */
export const isInside = (point: Point, body: Scope): boolean => point.scope.depth >= body.depth

function fail(message: string): never {
  throw new Bug(`emit: ${message}`)
}
