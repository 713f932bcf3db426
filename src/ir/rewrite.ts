/**
 * The walk/rewrite pair that passes are made of (after Exo's LoopIR_Do and LoopIR_Rewrite).
 *
 * A `Rewriter` copies a function statement by statement; every binder of the copy is fresh, so that copying a nest twice (versions)
 * renames it for free, and every pure value goes through the smart constructors again, so that what a pass makes known folds at once.
 * A pass overrides `value`, `stmt` or one of the statement methods and leaves the rest.
 */
import { unreachable } from '../diagnostics.ts'
import type { Builder } from './build.ts'
import type { Block, Func, If, Label, Load, Loop, Region, Stmt, Type, Value } from './types.ts'
import { leaves } from './types.ts'

export class Rewriter {
  protected readonly b: Builder
  /** What stands for an old value in the copy. */
  protected readonly map: Map<Value, Value>
  protected readonly labels = new Map<Label, Label>()
  /** Where statements of the copy go. */
  protected out: Stmt[] = []

  constructor(builder: Builder, known: Iterable<readonly [Value, Value]> = []) {
    this.b = builder
    this.map = new Map(known)
  }

  func(func: Func): Func {
    const params = this.bindAll(func.params)
    return { ...func, params, body: this.block(func.body) }
  }

  /** A fresh binder for an old one; `type` where the pass changes it. */
  bind(old: Value, type = old.type): Value {
    return this.bindFresh(old, type)
  }
  protected bindFresh(old: Value, type: Type): Value {
    const fresh = this.b.binder(type, old.imm as string | undefined, old)
    this.map.set(old, fresh)
    return fresh
  }

  protected bindAll(old: readonly Value[]): readonly Value[] {
    return old.map((v) => this.bind(v))
  }

  /** From here on `to` stands for `from`. */
  set(from: Value, to: Value): void {
    this.map.set(from, to)
  }

  /** The copy of a pure value or of a use of a binder. */
  value(old: Value): Value {
    const known = this.map.get(old)
    if (known !== undefined) return known
    const made = old.args.length === 0 ? this.leaf(old) : this.rebuild(old)
    this.map.set(old, made)
    return made
  }
  /** Constants, and binders from outside what is being copied: themselves. */
  protected leaf(old: Value): Value {
    return old
  }
  protected rebuild(old: Value): Value {
    const args = this.values(old.args)
    return isEach(args, old.args) ? old : this.b.make(old.op, old.type, args, old.imm)
  }
  protected values(old: readonly Value[]): readonly Value[] {
    return old.map((v) => this.value(v))
  }

  block(old: Block): Block {
    const outer = this.out
    this.out = []
    this.stmts(old.stmts)
    const { out: stmts } = this
    this.out = outer
    return { stmts, yields: leaves({ stmts, yields: [] }) ? [] : this.yields(old) }
  }
  protected yields(old: Block): readonly Value[] {
    return this.values(old.yields)
  }

  /** A second copy of a statement, apart from what this rewriter knows of it: its statements, and what stands for its results. */
  protected copyOf(old: Loop): { stmts: Stmt[]; results: Value[] } {
    const other = new Rewriter(this.b, this.map)
    for (const [from, to] of this.labels) other.labels.set(from, to)
    other.stmt(old)
    return { stmts: other.out, results: old.results.map((r) => other.map.get(r)!) }
  }

  protected stmts(old: readonly Stmt[]): void {
    for (const stmt of old) {
      this.stmt(stmt)
      if (leaves({ stmts: this.out, yields: [] })) return // what follows is never reached
    }
  }

  stmt(old: Stmt): void {
    switch (old.kind) {
      case 'load':
        return this.load(old)
      case 'store': {
        const guard = old.guard === undefined ? undefined : this.value(old.guard)
        if (guard?.imm === 0 && guard.op === 'const') return
        const [ptr, index, value] = [this.value(old.ptr), this.value(old.index), this.value(old.value)]
        return this.emitLike(old, { ptr, index, value, ...guarded(guard) })
      }
      case 'call':
        return this.emitLike(old, { args: this.values(old.args), results: this.bindAll(old.results) })
      case 'bulk':
        return this.emitLike(old, {
          target: this.value(old.target),
          bytes: this.value(old.bytes),
          ...(old.source === undefined ? {} : { source: this.value(old.source) }),
        })
      case 'if':
        return this.if(old)
      case 'loop':
        return this.loop(old)
      case 'region':
        return this.region(old)
      case 'exit':
        return this.emitLike(old, {
          target: this.labels.get(old.target) ?? old.target,
          values: this.values(old.values),
        })
      case 'throw':
        return this.emitLike(old, { values: this.values(old.values) })
      default:
        unreachable(old)
    }
  }

  protected emit(stmt: Stmt): void {
    this.out.push(stmt)
  }

  /** The copy of a statement: what `parts` does not say is as it was. */
  protected emitLike<S extends Stmt>(old: S, parts: Partial<S>): void {
    this.emit({ ...old, ...parts })
  }

  protected load(old: Load): void {
    const guard = old.guard === undefined ? undefined : this.value(old.guard)
    if (guard?.op === 'const' && guard.imm === 0) {
      this.map.set(old.result, this.value(old.otherwise!))
      return
    }
    const ptr = this.value(old.ptr)
    const index = this.value(old.index)
    const otherwise = old.otherwise === undefined ? undefined : this.value(old.otherwise)
    const result = this.bind(old.result)
    if (old.guard === undefined) return this.emitLike(old, { ptr, index, result })
    const keep = guard !== undefined && guard.op !== 'const'
    this.emit({
      kind: 'load',
      element: old.element,
      ptr,
      index,
      result,
      ...(old.lanes && { lanes: old.lanes }),
      ...(old.span && { span: old.span }),
      ...(keep && { guard, otherwise: otherwise! }),
    })
  }

  protected if(old: If): void {
    const cond = this.value(old.cond)
    if (cond.op === 'const') {
      const taken = cond.imm === 1 ? old.then : old.else
      this.stmts(taken.stmts)
      if (!leaves({ stmts: this.out, yields: [] }))
        for (const [i, result] of old.results.entries()) this.map.set(result, this.value(taken.yields[i]!))
      return
    }
    const then = this.block(old.then)
    const otherwise = this.block(old.else)
    this.emitLike(old, { cond, then, else: otherwise, results: this.bindAll(old.results) })
  }

  protected loop(old: Loop): void {
    const inits = this.values(old.inits)
    const params = this.bindAll(old.params)
    const cond = this.value(old.cond)
    const body = this.block(old.body)
    this.emitLike(old, { inits, params, cond, body, results: this.bindAll(old.results) })
  }

  /** A fresh label for an old one. */
  protected bindLabel(old: Label): Label {
    const label = { name: old.name }
    this.labels.set(old, label)
    return label
  }
  protected region(old: Region): void {
    const label = this.bindLabel(old.label)
    const body = this.block(old.body)
    this.emitLike(old, { label, body, results: this.bindAll(old.results) })
  }
}

const guarded = (guard: Value | undefined): { guard?: Value } => {
  // `undefined` must replace the guard of the old statement.
  return guard === undefined || guard.op === 'const' ? ({ guard: undefined } as { guard?: Value }) : { guard }
}

/** Whether two lists have the same items. */
export const isEach = (x: readonly unknown[], y: readonly unknown[]): boolean =>
  x.length === y.length && x.every((item, i) => item === y[i])

/** A pure value with `to` in place of `from`. */
export function substitute(b: Builder, value: Value, from: readonly Value[], to: readonly Value[]): Value {
  return new Rewriter(b, pairs(from, to)).value(value)
}

export const pairs = <A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] =>
  first.map((x, i) => [x, second[i]!])

/** The values a statement uses directly (not inside its blocks). */
export function operands(stmt: Stmt): readonly Value[] {
  switch (stmt.kind) {
    case 'load':
      return [stmt.ptr, stmt.index, ...(stmt.guard ? [stmt.guard] : []), ...(stmt.otherwise ? [stmt.otherwise] : [])]
    case 'store':
      return [stmt.ptr, stmt.index, stmt.value, ...(stmt.guard ? [stmt.guard] : [])]
    case 'call':
      return stmt.args
    case 'bulk':
      return stmt.source ? [stmt.target, stmt.source, stmt.bytes] : [stmt.target, stmt.bytes]
    case 'if':
      return [stmt.cond]
    case 'loop':
      return [...stmt.inits, stmt.cond]
    case 'exit':
    case 'throw':
      return stmt.values
    case 'region':
      return []
    default:
      return unreachable(stmt)
  }
}

/** The binders a statement defines for what follows it. */
export function defines(stmt: Stmt): readonly Value[] {
  switch (stmt.kind) {
    case 'load':
      return [stmt.result]
    case 'call':
    case 'if':
    case 'loop':
    case 'region':
      return stmt.results
    default:
      return []
  }
}
