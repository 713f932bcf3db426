/**
 * Scalar promotion: an element that every trip of an innermost loop updates is kept in a variable while the loop runs.
 *
 *   for (k) C[ij] = C[ij] + A[k] * B[k]
 *   =>  if (C[ij] is apart from what A and B are read at) { c = C[ij]; for (k) c = c + A[k] * B[k]; C[ij] = c } else the loop
 *
 * The same operations in the same order: only the trips through memory are gone, which cost more than the addition. Arrays may
 * overlap, so the addresses that the other accesses can reach are compared with the element's before the loop.
 *
 * Requires: lowered IR, best after versioning, as a checked access has no known bounds. Breaks nothing.
 */

import { Nest } from '../analyze/affine.ts'
import type { Fact } from '../analyze/form.ts'
import { atEntry, bindersIn, split } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import { elementSize } from '../artifact.ts'
import type { Builder } from '../ir/build.ts'
import { accessesIn, isSameCell, keepsValues } from '../ir/cells.ts'
import { Editor } from '../ir/edit.ts'
import { Rewriter } from '../ir/rewrite.ts'
import type { Block, Load, Loop, Module, Stmt, Store, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

export function promote(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  return Editor.each(module, (func) => new Promoter(b, ranges).func(func))
}

/** What is promoted: the store, and the condition before the loop. */
interface Plan {
  readonly store: Store
  readonly guard: Value
}

class Promoter extends Editor {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override loop(old: Loop): void {
    const plan = planFor(old, this.b, this.ranges)
    if (plan === undefined) return super.loop(old)
    const promoted = new Promoted(this.b, this.map, plan.store)
    const guard = this.value(plan.guard)
    const fast = promoted.arm(old)
    const original = this.copyOf(old)
    const exact: Block = { stmts: original.stmts, yields: original.results }
    const results = old.results.map((r) => this.bind(r))
    this.emit({ kind: 'if', cond: guard, then: fast, else: exact, results, ...(old.span && { span: old.span }) })
  }
}

/** The loop with its element in a variable. */
class Promoted extends Rewriter {
  private readonly store: Store
  /** What the element holds now. */
  private current: Value | undefined
  constructor(b: Builder, outer: ReadonlyMap<Value, Value>, store: Store) {
    super(b, outer)
    this.store = store
  }

  arm(old: Loop): Block {
    const { element, value, span } = this.store
    const at = {
      element,
      ptr: this.value(this.b.bare(this.store.ptr)),
      index: this.value(this.b.bare(this.store.index)),
      ...(span && { span }),
    }
    const before = this.b.binder(value.type, 'element')
    const during = this.b.binder(value.type, 'element')
    const after = this.b.binder(value.type, 'element')
    this.emit({ kind: 'load', ...at, result: before })
    const inits = this.values(old.inits)
    const params = old.params.map((p) => this.bind(p))
    const cond = this.value(old.cond)
    this.current = during
    const { stmts, yields } = this.block(old.body)
    const body = { stmts, yields: [...yields, this.current] }
    const results = old.results.map((r) => this.bind(r))
    this.emit({
      ...old,
      inits: [...inits, before],
      params: [...params, during],
      cond,
      body,
      results: [...results, after],
    })
    this.emit({ kind: 'store', ...at, value: after })
    return { stmts: this.out, yields: results }
  }

  override stmt(old: Stmt): void {
    if (isSameCell(old, this.store)) {
      if (old.kind === 'load') this.map.set(old.result, this.current!)
      else this.current = this.value((old as Store).value)
      return
    }
    super.stmt(old)
  }
}

function planFor(loop: Loop, b: Builder, ranges: Ranges): Plan | undefined {
  if (
    loop.exact === true ||
    loop.cond.op === 'const' ||
    !loop.body.stmts.every((s) => s.kind === 'load' || s.kind === 'store' || isQuiet(s))
  )
    return undefined
  const nest = new Nest(b, ranges, bindersIn(loop))
  nest.enter(loop, 0)
  const store = loop.body.stmts.find(
    (s): s is Store =>
      s.kind === 'store' &&
      s.guard === undefined &&
      s.lanes === undefined &&
      keepsValues.has(s.element) &&
      nest.isInvariant(s.ptr) &&
      nest.isInvariant(s.index),
  )
  // Without a load of it there is nothing to gain.
  if (store === undefined || !loop.body.stmts.some((s) => s.kind === 'load' && isSameCell(s, store))) return undefined
  const facts = split(loop.cond, true)
  const apart: Value[] = [atEntry(loop, b)]
  for (const stmt of accessesIn(loop.body)) {
    if (isSameCell(stmt, store)) continue
    const condition = isApart(stmt, store, nest, facts, b)
    if (condition === undefined || (condition.op === 'const' && condition.imm === 0)) return undefined
    apart.push(condition)
  }
  return { store, guard: [...apart, ...nest.checks].reduce((x, y) => b.and(x, y)) }
}

/** Statements that neither leave nor write. */
function isQuiet(stmt: Stmt): boolean {
  return stmt.kind === 'load' || (stmt.kind === 'if' && childBlocks(stmt).every((block) => block.stmts.every(isQuiet)))
}

/** Whether an access never touches the element, as a condition before the loop. */
function isApart(
  access: Load | Store,
  store: Store,
  nest: Nest,
  facts: readonly Fact[],
  b: Builder,
): Value | undefined {
  if (!nest.isInvariant(access.ptr)) return undefined
  const bounds = access.lanes === undefined ? nest.bounds(access.index, facts) : undefined
  if (bounds === undefined) return undefined
  // Indices are i32 and these bounds are not: both mean the same element where nothing wraps.
  const exact = b.and(b.binary('le', b.f64(0), bounds.lo), b.binary('lt', bounds.hi, b.f64(2 ** 31)))
  const cell = b.unary('i32ToF64', b.bare(store.index))
  const before = (x: Value, y: Value): Value => b.binary('lt', x, y)
  if (access.ptr === store.ptr && access.element === store.element)
    return b.and(exact, b.or(before(cell, bounds.lo), before(bounds.hi, cell)))
  // Byte addresses, as f64: nothing wraps.
  const address = (ptr: Value, index: Value, size: number): Value =>
    b.binary('add', b.unary('u32ToF64', ptr), b.binary('mul', index, b.f64(size)))
  const [size, cellSize] = [elementSize[access.element], elementSize[store.element]]
  const start = address(b.bare(store.ptr), cell, cellSize)
  const end = b.binary('add', start, b.f64(cellSize))
  const [first, last] = [address(b.bare(access.ptr), bounds.lo, size), address(b.bare(access.ptr), bounds.hi, size)]
  return b.and(exact, b.or(b.binary('le', end, first), b.binary('le', b.binary('add', last, b.f64(size)), start)))
}
