/**
 * Pure values float; whoever writes them down in order has to place them. Here for print.ts: a value that is used once stays inside
 * its user; one that is shared, or long, gets a line before the first statement that needs it, in the innermost block around all
 * its uses.
 */
import { operands } from './rewrite.ts'
import type { Block, Func, Value } from './types.ts'
import { childBlocks, leaves } from './types.ts'

/** Which pure values get a line, and where, for every block of `func`. */
export function place(func: Func): ReadonlyMap<Block, Scope> {
  return new Placement(func).scopes
}

/** A longer expression is split, even where it is used once. */
const MAX_OPERATIONS = 8

/** A block and the pure values that get a line in it, by the number of the statement that they come before. */
export interface Scope {
  readonly parent: Place | undefined
  readonly depth: number
  readonly lines: Map<number, Value[]>
}

/** Before statement `index`; past the last one come the yields. The condition of a loop counts as statement -1 of its body. */
interface Place {
  readonly scope: Scope
  readonly index: number
}

/** The latest place that comes before both. */
function before(p: Place, q: Place): Place {
  while (p.scope !== q.scope) {
    if (p.scope.depth > q.scope.depth) p = p.scope.parent!
    else q = q.scope.parent!
  }
  return p.index <= q.index ? p : q
}

class Placement {
  readonly scopes = new Map<Block, Scope>()
  private readonly places = new Map<Value, Place>()
  private readonly uses = new Map<Value, number>()
  /** Operands come before what they are used in. */
  private readonly order: Value[] = []

  constructor(func: Func) {
    this.block(func.body, undefined)
    const lines = this.choose()
    for (const value of this.order.toReversed()) {
      for (const arg of value.args) this.reach(arg, this.places.get(value)!)
    }
    for (const value of this.order) {
      if (!lines.has(value)) continue
      const { scope, index } = this.places.get(value)!
      const list = scope.lines.get(index)
      if (list === undefined) scope.lines.set(index, [value])
      else list.push(value)
    }
  }

  private choose(): Set<Value> {
    const lines = new Set<Value>()
    const sizes = new Map<Value, number>()
    for (const value of this.order) {
      const size = value.args.reduce((sum, arg) => sum + (lines.has(arg) ? 0 : (sizes.get(arg) ?? 0)), 1)
      sizes.set(value, size)
      if (this.uses.get(value)! > 1 || size > MAX_OPERATIONS) lines.add(value)
    }
    return lines
  }

  private block(block: Block, parent: Place | undefined, cond?: Value): void {
    const scope: Scope = { parent, depth: parent === undefined ? 0 : parent.scope.depth + 1, lines: new Map() }
    this.scopes.set(block, scope)
    if (cond !== undefined) this.use([cond], { scope, index: -1 })
    for (const [index, stmt] of block.stmts.entries()) {
      const place = { scope, index }
      this.use(stmt.kind === 'loop' ? stmt.inits : operands(stmt), place)
      for (const child of childBlocks(stmt)) this.block(child, place, stmt.kind === 'loop' ? stmt.cond : undefined)
    }
    if (!leaves(block)) this.use(block.yields, { scope, index: block.stmts.length })
  }

  private use(values: readonly Value[], place: Place): void {
    for (const value of values) {
      this.count(value)
      this.reach(value, place)
    }
  }

  private count(value: Value): void {
    const uses = this.uses.get(value) ?? 0
    this.uses.set(value, uses + 1)
    if (uses > 0 || value.args.length === 0) return
    for (const arg of value.args) this.count(arg)
    this.order.push(value)
  }

  private reach(value: Value, place: Place): void {
    const known = this.places.get(value)
    this.places.set(value, known === undefined ? place : before(known, place))
  }
}
