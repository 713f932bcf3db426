/**
 * Moves hot loops into functions of their own that are called a chunk of trips at a time.
 *
 * V8 never replaces a running WebAssembly function by its optimized form: one long loop runs its whole first call in baseline code,
 * three to four times slower. A function that is called again and again is optimized in the background and replaced at the
 * next call. So every outermost loop
 *
 *     loop (i = 0, s = 0) while i < n { ... } -> i', s'
 *
 * becomes a driver that keeps the loop's condition, and a function that takes some trips, at least one:
 *
 *     loop (i = 0, s = 0) while i < n { limit = min(n, i + chunk); i', s' = call f.loop0(limit, i, s, free values) } -> i', s'
 *     func f.loop0(limit, i0, s0, ...) { loop (i = i0, s = s0) while i < limit { ... } -> i', s'; return i', s' }
 *
 * A counted loop pays nothing for this; any other has a counter of trips added. Exits that cross the border come back as
 * a status (0: went on) with their values beside it. Requires no plans (`mode: vector`); keeps everything observable.
 */
import type { Builder } from '../ir/build.ts'
import { ops } from '../ir/ops.ts'
import { defines, operands } from '../ir/rewrite.ts'
import type { Block, Exit, Func, Label, Loop, Module, Stmt, Type, Value } from '../ir/types.ts'
import { childBlocks, emptyBlock, leaves } from '../ir/types.ts'
import { isVector, laneType } from '../ir/vector.ts'
import { Legalizer } from './legalize.ts'

export interface OutlineOptions {
  /** Loops of no more trips (known, and no loops within) stay where they are. */
  readonly smallTrips: number
  /** Trips of a chunk at least, where the loop has no loops within; otherwise 1. */
  readonly chunkTrips: number
  /** Trips of a chunk of a loop that is not counted, without and with loops within. */
  readonly fuel: number
  readonly nestFuel: number
}

const DEFAULTS: OutlineOptions = { smallTrips: 64, chunkTrips: 16, fuel: 4096, nestFuel: 4 }

/** A nest of fewer trips (known) is not cut itself, but the loops in it are. */
const FEW_TRIPS = 16
/** A chunk is this power of two of a counted loop's trips. */
const CHUNK_SHIFT = 5
/** Pure values of this cost are passed, not computed again. */
const COSTLY = 6

/** Legalizes too (see legalize.ts). */
export function outline(module: Module, b: Builder, options: Partial<OutlineOptions> = {}): Module {
  const cold = calledOutsideLoops(module)
  const all = { ...DEFAULTS, ...options }
  const funcs = module.funcs.flatMap((func) =>
    cold.has(func.name) ? new Outliner(b, func, all).all() : [new Legalizer(b).func(func)],
  )
  return { ...module, funcs }
}

/** Functions that run once per call of the kernel: what loops call gets hot by itself. */
function calledOutsideLoops(module: Module): ReadonlySet<string> {
  const hot = new Set<string>()
  const cold = new Set<string>()
  const byName = new Map(module.funcs.map((func) => [func.name, func]))
  const visit = (name: string, inLoop: boolean, callers: readonly string[]): void => {
    const func = byName.get(name)
    const isHot = inLoop || callers.includes(name)
    const reached = isHot ? hot : cold
    if (func === undefined || hot.has(name) || reached.has(name)) return
    reached.add(name)
    forEachStmt(func.body, (stmt, loops) => {
      if (stmt.kind === 'call') visit(stmt.callee, isHot || loops > 0, [...callers, name])
    })
  }
  visit(module.funcs[0]!.name, false, [])
  return new Set([...cold].filter((name) => !hot.has(name)))
}

function forEachStmt(block: Block, visit: (stmt: Stmt, loops: number) => void, loops = 0): void {
  for (const stmt of block.stmts) {
    visit(stmt, loops)
    for (const child of childBlocks(stmt)) forEachStmt(child, visit, stmt.kind === 'loop' ? loops + 1 : loops)
  }
}

const hasLoops = (loop: Loop): boolean => {
  let found = false
  forEachStmt(loop.body, (stmt) => {
    found ||= stmt.kind === 'loop'
  })
  return found
}

/**
 * `comparison` is the part of the condition that bounds `loop.params[index]`, an i32 that changes by `step` a trip; it compares
 * `counter`, which is that param or (to i64 or f64) a conversion of it, with `bound`.
 */
interface Counted {
  readonly comparison: Value
  readonly counter: Value
  readonly index: number
  readonly bound: Value
  readonly step: number
}

class Outliner extends Legalizer {
  private readonly old: Func
  private readonly options: OutlineOptions
  private readonly chunks: Func[] = []

  constructor(b: Builder, func: Func, options: OutlineOptions) {
    super(b)
    this.old = func
    this.options = options
  }

  all(): Func[] {
    return [this.func(this.old), ...this.chunks]
  }

  protected override loop(old: Loop): void {
    const counted = countedBy(old)
    const trips = counted && knownTrips(old, counted)
    const isNest = hasLoops(old)
    if (trips !== undefined && trips < (isNest ? FEW_TRIPS : this.options.smallTrips + 1)) super.loop(old)
    else this.drive(old, counted, isNest)
  }

  private drive(old: Loop, counted: Counted | undefined, isNest: boolean): void {
    const { b } = this
    const chunk = new Chunk(b, `${this.old.name}.loop${this.chunks.length}`, old, counted)
    this.chunks.push(chunk.code)
    const inits = this.values(old.inits)
    const params = old.params.map((p) => this.bind(p))
    const cond = this.value(old.cond)
    const { fuel, nestFuel, chunkTrips } = this.options
    const limit =
      counted === undefined ? b.i32(isNest ? nestFuel : fuel) : this.limit(counted, inits, isNest ? 1 : chunkTrips)
    const results = chunk.code.results.map((type) => b.binder(type))
    const carried = results.slice(0, params.length)
    const stmts: Stmt[] = [
      { kind: 'call', callee: chunk.code.name, args: [limit, ...params, ...this.values(chunk.free)], results },
    ]
    if (chunk.exits.length > 0) stmts.push(this.leave(chunk, results.slice(params.length)))
    this.emit({
      ...old,
      inits,
      params,
      cond,
      body: { stmts, yields: carried },
      results: old.results.map((r) => this.bind(r)),
    })
  }

  /**
   * The bound of the next chunk: `bound`, or nearer. Distances are unsigned, as the condition holds where this is evaluated; the
   * chunk is measured before the loop.
   */
  private limit({ bound: old, counter, index, step }: Counted, inits: readonly Value[], trips: number): Value {
    const { b } = this
    const bound = this.value(old)
    const distance = (from: Value): Value => (step > 0 ? b.binary('sub', bound, from) : b.binary('sub', from, bound))
    const start = counter.op === 'binder' ? inits[index]! : b.unary(counter.op, inits[index]!)
    const least = number(b, old.type, trips * Math.abs(step))
    const part = fraction(b, distance(start))
    const at = this.value(counter)
    const size = b.binary('add', part, least)
    const isLast = b.binary(old.type === 'f64' ? 'lt' : 'ult', distance(at), size)
    return b.select(isLast, bound, b.binary(step > 0 ? 'add' : 'sub', at, size))
  }

  /** Goes where the chunk's exit went. */
  private leave(chunk: Chunk, [status, ...values]: readonly Value[]): Stmt {
    const { b } = this
    const exits = chunk.exits.map(({ target, slots }, i): Stmt => {
      const exit: Exit = {
        kind: 'exit',
        target: this.labels.get(target) ?? target,
        values: slots.map((slot) => values[slot]!),
      }
      return ifStmt(b.binary('eq', status!, b.i32(i + 1)), [exit])
    })
    return exits.length === 1 ? exits[0]! : ifStmt(b.binary('ne', status!, b.i32(0)), exits)
  }
}

function ifStmt(cond: Value, stmts: Stmt[]): Stmt {
  return { kind: 'if', cond, then: { stmts, yields: [] }, else: emptyBlock(), results: [] }
}

/** The function that takes some trips of a loop: a copy of the loop between its border and its ways out. */
class Chunk extends Legalizer {
  readonly code: Func
  /** Values from outside, in the order of the parameters that stand for them. */
  readonly free: readonly Value[]
  /** Where exits across the border go, and in which of the results after the status their values are. Status k + 1 is `exits[k]`. */
  readonly exits: { readonly target: Label; readonly slots: readonly number[] }[] = []
  private readonly slotTypes: Type[] = []
  private readonly border: Label = { name: 'border' }
  /** Exits of the copy, whose values are complete only when all slots are known. */
  private readonly crossings: { readonly exit: Exit; readonly status: number; readonly values: readonly Value[] }[] = []
  private readonly carried: readonly Type[]

  constructor(b: Builder, name: string, old: Loop, counted: Counted | undefined) {
    super(b)
    this.carried = old.params.map((p) => p.type)
    this.free = freeValues(old, counted?.comparison)
    const limit = b.binder(counted?.bound.type ?? 'i32', 'limit')
    const start = old.params.map((p) => b.binder(p.type, p.imm as string | undefined))
    const free = this.free.map((value) => this.passed(value))
    const copy = this.copy(old, start, limit, counted)
    const params = [limit, ...start, ...free]
    const results = copy.results.slice(0, this.carried.length)
    if (this.exits.length === 0) {
      this.code = { name, params, results: this.carried, body: { stmts: [copy], yields: results } }
      return
    }
    for (const { exit, status, values } of this.crossings)
      exit.values = this.way(
        this.carried.map((type) => zero(b, type)),
        status,
        values,
      )
    const types: Type[] = [...this.carried, 'i32', ...this.slotTypes]
    const out = types.map((type) => b.binder(type))
    const region: Stmt = {
      kind: 'region',
      label: this.border,
      body: { stmts: [copy], yields: this.way(results, 0, []) },
      results: out,
    }
    this.code = { name, params, results: types, body: { stmts: [region], yields: out } }
  }

  private passed(value: Value): Value {
    const name = value.op === 'binder' ? (value.imm as string | undefined) : value.op
    const param = this.b.binder(value.type, name, value)
    this.map.set(value, param)
    return param
  }

  private copy(old: Loop, start: readonly Value[], limit: Value, counted: Counted | undefined): Loop {
    const { b } = this
    const params = old.params.map((p) => this.bind(p))
    if (counted !== undefined) {
      // In the body, where this may be used too, both hold.
      const { comparison, counter } = counted
      const at = this.value(counter)
      const [x, y] = comparison.args[0] === counter ? [at, limit] : [limit, at]
      this.map.set(comparison, b.binary(comparison.op, x, y))
    }
    const cond = this.value(old.cond)
    let body = this.block(old.body)
    const results = old.results.map((r) => this.bind(r))
    if (counted !== undefined) return { ...old, params, inits: start, cond, body, results }
    const trips = b.binder('i32', 'trips')
    if (!leaves(body)) body = { ...body, yields: [...body.yields, b.binary('add', trips, b.i32(-1))] }
    return {
      ...old,
      params: [...params, trips],
      inits: [...start, limit],
      cond: b.and(cond, b.binary('lt', b.i32(0), trips)),
      body,
      results: [...results, b.binder('i32')],
    }
  }

  override stmt(old: Stmt): void {
    if (old.kind === 'exit' && !this.labels.has(old.target)) this.cross(old)
    else super.stmt(old)
  }

  private cross(old: Exit): void {
    let status = this.exits.findIndex(({ target }) => target === old.target) + 1
    if (status === 0) status = this.exits.push({ target: old.target, slots: this.slots(old.values.map((v) => v.type)) })
    const exit: Exit = { kind: 'exit', target: this.border, values: [] }
    this.crossings.push({ exit, status, values: this.values(old.values) })
    this.emit(exit)
  }

  /** Slots of these types; ways out that exclude each other share them. */
  private slots(types: readonly Type[]): number[] {
    const taken = new Set<number>()
    return types.map((type) => {
      let slot = this.slotTypes.findIndex((other, i) => other === type && !taken.has(i))
      if (slot < 0) slot = this.slotTypes.push(type) - 1
      taken.add(slot)
      return slot
    })
  }

  /** All results, for one way out. */
  private way(carried: readonly Value[], status: number, values: readonly Value[]): Value[] {
    const slots = this.slotTypes.map((type) => zero(this.b, type))
    for (const [i, slot] of (this.exits[status - 1]?.slots ?? []).entries()) slots[slot] = values[i]!
    return [...carried, this.b.i32(status), ...slots]
  }
}

const number = (b: Builder, type: Type, value: number): Value => b.const(type, type === 'i64' ? BigInt(value) : value)
const zero = (b: Builder, type: Type): Value =>
  isVector(type) ? b.splat(type, number(b, laneType(type), 0)) : number(b, type, 0)

/** What a chunk takes of a distance. */
function fraction(b: Builder, distance: Value): Value {
  const { type } = distance
  return type === 'f64'
    ? b.binary('mul', distance, b.f64(1 / 2 ** CHUNK_SHIFT))
    : b.binary('ushr', distance, number(b, type, CHUNK_SHIFT))
}

/** What a loop uses of the outside, but for `replaced`: binders, and values too costly to compute again in every chunk. */
function freeValues(loop: Loop, replaced: Value | undefined): Value[] {
  const inside = new Set<Value>(loop.params)
  forEachStmt(loop.body, (stmt) => {
    for (const binder of stmt.kind === 'loop' ? [...stmt.params, ...stmt.results] : defines(stmt)) inside.add(binder)
  })
  const varies = new Map<Value, boolean>()
  const doesVary = (value: Value): boolean => {
    let known = varies.get(value)
    if (known === undefined) {
      known = inside.has(value) || value.args.some(doesVary)
      varies.set(value, known)
    }
    return known
  }
  const free = new Set<Value>()
  const seen = new Set(replaced === undefined ? [] : [replaced])
  const visit = (value: Value): void => {
    if (value.op === 'const' || seen.has(value) || inside.has(value)) return
    seen.add(value)
    if (value.op === 'binder' || ((ops[value.op].cost ?? 1) >= COSTLY && !doesVary(value))) free.add(value)
    else for (const arg of value.args) visit(arg)
  }
  visitUses(loop, visit)
  return [...free]
}

function visitUses(loop: Loop, visit: (value: Value) => void): void {
  visit(loop.cond)
  const inBlock = (block: Block): void => {
    for (const value of block.yields) visit(value)
    for (const stmt of block.stmts) {
      for (const value of operands(stmt)) visit(value)
      for (const child of childBlocks(stmt)) inBlock(child)
    }
  }
  inBlock(loop.body)
}

const MAX_STEP = 1 << 16

/** How the loop counts, if it does: a comparison of an i32 that changes by a constant with one that does not change. */
function countedBy(loop: Loop): Counted | undefined {
  for (const comparison of conjuncts(loop.cond)) {
    const [x, y] = comparison.args
    if (x === undefined || y === undefined) continue
    const counted = countedOn(loop, comparison, x, y) ?? countedOn(loop, comparison, y, x)
    if (counted !== undefined) return counted
  }
  return undefined
}

function countedOn(loop: Loop, comparison: Value, counter: Value, bound: Value): Counted | undefined {
  const param = counter.op === 'i32ToI64' || counter.op === 'i32ToF64' ? counter.args[0]! : counter
  const index = loop.params.indexOf(param)
  const next = loop.body.yields[index]
  if (index < 0 || param.type !== 'i32' || next?.op !== 'add' || next.args[0] !== param || next.args[1]!.op !== 'const')
    return undefined
  const step = next.args[1]!.imm as number
  if (
    Math.abs(step) > MAX_STEP ||
    !towards(comparison, comparison.args[0] === counter, step) ||
    !isInvariant(bound, loop)
  )
    return undefined
  return { comparison, counter, index, bound, step }
}

const conjuncts = (cond: Value): Value[] => (cond.op === 'and' ? cond.args.flatMap(conjuncts) : [cond])

/** Whether counting by `step` works towards ending the comparison. */
function towards({ op, args: [{ type }] }: Value, isLeft: boolean, step: number): boolean {
  switch (op) {
    case 'lt':
    case 'le':
    case 'ult':
    case 'ule':
      return isLeft ? step > 0 : step < 0
    case 'ne':
      return type === 'i32' && Math.abs(step) === 1
    default:
      return false
  }
}

function isInvariant(value: Value, loop: Loop): boolean {
  // A bound of the condition is made of params and of what is outside, nothing else.
  return !loop.params.includes(value) && value.args.every((arg) => isInvariant(arg, loop))
}

function knownTrips(loop: Loop, { bound, index, step }: Counted): number | undefined {
  const init = loop.inits[index]!
  if (init.op !== 'const' || bound.op !== 'const') return undefined
  return Math.max(0, (Number(bound.imm) - Number(init.imm)) / step)
}
