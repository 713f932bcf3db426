/**
 * The transform: trips of a loop side by side, in the lanes of vectors (outer-loop vectorization, Nuzman & Zaks 2008).
 *
 * Statements of the loop's body keep their order; each is made for all lanes before the next. A value that is the same in all lanes
 * stays a scalar. An inner loop runs once for all lanes, each lane adding in its own serial order, so that no float changes; where
 * lanes take different ways, both are taken under masks, and an inner loop goes on until no lane is left in it.
 *
 * values.ts makes the values, accesses.ts loads and stores, this file bodies, conditions and loops. Asks nothing: what is legal and worth it has been decided before (plan.ts).
 */
import { usesIn } from '../analyze/flow.ts'
import { atEntry, bindersIn, invariance, split, stepOf } from '../analyze/loops.ts'
import type { Ranges } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { accessesIn, isSameCell, keepsValues } from '../ir/cells.ts'
import type { Block, Exit, If, Label, Load, Loop, Stmt, Store, Value } from '../ir/types.ts'
import { elementValueType, emptyBlock } from '../ir/types.ts'
import type { VectorType } from '../ir/vector.ts'
import { LaneAccesses } from './accesses.ts'
import { type Bundle, widthOf } from './bundle.ts'
import { definedIn, LaneCopy } from './in-order.ts'
import { isExit } from './leaving.ts'
import { inTripOrder } from './trip-order.ts'
import { zeroOf } from './values.ts'
import { strideOf, type Widening } from './widening.ts'

export class Packed extends LaneAccesses {
  /** Every binder that something in the loop refers to. */
  private readonly used: ReadonlySet<Value>

  constructor(
    b: Builder,
    widening: Widening,
    ranges: Ranges,
    outer: ReadonlyMap<Value, Value>,
    labels: ReadonlyMap<Label, Label>,
  ) {
    super(b, widening, ranges, outer, labels)
    this.used = usesIn(widening.loop.body)
  }

  /** What is handed on where a lane leaves: the parameters of the loop for all lanes. */
  private startsOfTrip: readonly Value[] = []

  /** The body for all lanes; `starts` stands for the counters in the first lane, `carried` for what lanes accumulate. */
  body(
    starts: ReadonlyMap<Value, Value>,
    carried: ReadonlyMap<Value, Bundle>,
    params: readonly Value[],
  ): { block: Block; yields: (Bundle | Value)[] } {
    this.startsOfTrip = params
    for (const [param, start] of starts) this.map.set(param, start)
    for (const [param, bundle] of carried) this.define(param, bundle)
    const outer = this.out
    this.out = []
    const { loop, tail } = this.widening
    this.stmts(loop.body.stmts.slice(0, tail))
    const serial = this.inOrder()
    const yields = loop.body.yields.map((v, i) => {
      const param = loop.params[i]!
      const own = carried.get(param)
      return own === undefined ? (serial.get(param) ?? emptyBundle) : this.like(v, own)
    })
    const block: Block = { stmts: inTripOrder(this.out, this.spans), yields: [] }
    this.out = outer
    return { block, yields }
  }

  /** What depends on other lanes, lane after lane; gives what the last one leaves for the next trip. */
  private inOrder(): ReadonlyMap<Value, Value> {
    const { loop, tail, serial } = this.widening
    const stmts = loop.body.stmts.slice(tail)
    const params = loop.params.filter((p) => serial.has(p))
    if (stmts.length === 0 && params.length === 0) return new Map()
    const own = new Set<Value>([...params, ...stmts.flatMap((s) => [...definedIn(s)])])
    let running = params.map((p) => this.value(p))
    for (let k = 0; k < this.lanes; k++) {
      const copy = new LaneCopy(this.b, this, k, own, this.labels)
      params.forEach((p, i) => copy.set(p, running[i]!))
      for (const stmt of copy.copyAll(stmts)) this.emit(stmt)
      running = params.map((p) => copy.value(loop.body.yields[loop.params.indexOf(p)]!))
    }
    return new Map(params.map((p, i) => [p, running[i]!]))
  }

  protected override if(old: If): void {
    if (isExit(old.then)) return this.leaveIf(old)
    if (!this.varies(old.cond)) return this.uniformIf(old)
    const cond = this.vector(old.cond)
    const results = old.results.filter((r) => this.varies(r))
    const way = (block: Block, taken: Bundle) => ({
      taken,
      block: { stmts: block.stmts, yields: block.yields.filter((_, i) => this.varies(old.results[i]!)) },
    })
    const [then, otherwise] = [way(old.then, cond), way(old.else, this.bundles.not(cond))]
    // What needs no mask comes first: it is there also where no lane takes the other arm.
    const [first, second] = this.isFree(otherwise.block) ? [otherwise, then] : [then, otherwise]
    const before = this.underMask(first.block, first.taken, results)
    const after = this.underMask(second.block, second.taken, results, before)
    results.forEach((result, i) => this.define(result, after[i]!))
    old.results.forEach((result, i) => {
      if (!this.varies(result)) this.map.set(result, this.value(old.then.yields[i]!))
    })
  }

  /** Where one lane leaves, no lane has made its trip. */
  private leaveIf(old: If): void {
    const { bundles, mask, b } = this
    let cond: Value
    if (this.varies(old.cond)) {
      const leaving = this.vector(old.cond)
      cond = bundles.any(mask === undefined ? leaving : bundles.and(leaving, mask))
    } else cond = mask === undefined ? this.value(old.cond) : b.and(this.value(old.cond), bundles.any(mask))
    const [exit] = old.then.stmts as [Exit]
    const leave: Exit = { ...exit, values: this.startsOfTrip }
    this.emit({ ...old, cond, then: { stmts: [leave], yields: [] }, else: emptyBlock(), results: [] })
  }

  /** Whether all lanes may do what the block does: nothing but to compute, without dear calls. */
  private isFree({ stmts, yields }: Block): boolean {
    const seen = new Set<Value>()
    const calls = (v: Value): boolean => {
      if (seen.has(v) || this.vectors.has(v) || !this.varies(v)) return false
      seen.add(v)
      return (v.op === 'host' && !this.widening.approximates && !this.isOutside(v)) || v.args.some(calls)
    }
    return stmts.length === 0 && !yields.some(calls)
  }

  /**
   * What a block yields in the lanes that take it; its statements are skipped where none does. In the others, what there was `before`,
   * if that is given.
   */
  private underMask(
    block: Block,
    taken: Bundle,
    results: readonly Value[],
    before?: readonly Bundle[],
  ): readonly Bundle[] {
    const own = (active: Bundle, kept: ReadonlyMap<Value, Value>): Bundle[] => {
      const yields = block.yields.map((v, i) => this.into(results[i]!, v))
      return before === undefined ? yields : yields.map((y, i) => this.keeping(active, y, before[i]!, kept))
    }
    if (this.isFree(block)) return own(taken, new Map())
    const outer = { out: this.out, mask: this.mask, arm: this.arm, kept: this.kept }
    this.kept = new Map()
    const made = { vectors: new Map(this.vectors), lanes: this.scalarLanes.map((m) => new Map(m)) }
    this.out = []
    this.arm = { calls: 0 }
    this.mask = outer.mask === undefined ? taken : this.bundles.and(taken, outer.mask)
    const cond = this.bundles.any(this.mask)
    this.stmts(block.stmts)
    // In all other lanes of the loop, too, there is what was there before: arms around this one need not see to that again.
    const yields = own(this.mask, this.kept)
    const { out: stmts } = this
    this.out = outer.out
    this.kept = outer.kept
    this.mask = outer.mask
    // What some lanes have called for is not there outside.
    if (this.arm.calls > 0) this.restore(made.vectors, made.lanes)
    this.arm = outer.arm
    const bound = yields.map((y) => ({ type: y.type, parts: y.parts.map((p) => this.b.binder(p.type)) }))
    const values = yields.flatMap((y) => y.parts)
    const skipped =
      before === undefined
        ? values.map((v) => zeroOf(this.b, v.type as VectorType))
        : before.flatMap((bundle, i) => this.likewise(bundle, yields[i]!).parts)
    const parts = bound.flatMap((x) => x.parts)
    this.emit({
      kind: 'if',
      cond,
      then: { stmts, yields: values },
      else: { stmts: [], yields: skipped },
      results: parts,
    })
    if (before !== undefined) for (const [i, part] of parts.entries()) this.kept.set(part, skipped[i]!)
    return bound
  }

  /** Results of arms inside the one being made, for no lanes but its own; with what they are in the lanes that do not take them. */
  private kept = new Map<Value, Value>()

  /** `x` in the lanes of the mask, `before` in the others. */
  private keeping(active: Bundle, x: Bundle, before: Bundle, kept: ReadonlyMap<Value, Value>): Bundle {
    const { parts } = this.likewise(before, x)
    if (x.parts.every((part, i) => kept.get(part) === parts[i])) return x
    return this.bundles.update(active, x, { ...before, parts })
  }

  /** All lanes go the same way. */
  private uniformIf(old: If): void {
    const cond = this.value(old.cond)
    const arm = (block: Block): { stmts: Stmt[]; yields: (Bundle | Value)[] } => {
      const outer = this.out
      this.out = []
      this.stmts(block.stmts)
      const yields = block.yields.map((v, i) =>
        this.varies(old.results[i]!) ? this.into(old.results[i]!, v) : this.value(v),
      )
      const stmts = this.out
      this.out = outer
      return { stmts, yields }
    }
    const [then, otherwise] = [arm(old.then), arm(old.else)]
    const results: Value[] = []
    old.results.forEach((result, i) => {
      const like = then.yields[i] ?? otherwise.yields[i]!
      if ('parts' in like) {
        const other = otherwise.yields[i]
        if (other !== undefined && 'parts' in other) otherwise.yields[i] = this.likewise(other, like)
        const { bundle, binders } = this.bindAs(result, like)
        this.define(result, bundle)
        results.push(...binders)
      } else results.push(this.bind(result))
    })
    const flat = (yields: readonly (Bundle | Value)[]) => yields.flatMap((y) => ('parts' in y ? y.parts : [y]))
    this.emit({
      kind: 'if',
      cond,
      then: { stmts: then.stmts, yields: flat(then.yields) },
      else: { stmts: otherwise.stmts, yields: flat(otherwise.yields) },
      results,
      ...(old.span && { span: old.span }),
    })
  }

  protected override loop(old: Loop): void {
    const outer = { arm: this.arm, isOutside: this.isOutside }
    this.arm = undefined
    this.isOutside = invariance(bindersIn(old))
    if (this.varies(old.cond)) this.divergentLoop(old)
    else {
      const cells = this.mask === undefined ? this.cellsOf(old) : []
      if (cells.length === 0) this.uniformLoop(old)
      else this.inVariables(old, cells)
    }
    this.arm = outer.arm
    this.isOutside = outer.isOutside
  }

  /** The arm that is being made, for which not all lanes need come; the calls in it. Not known inside of loops in it. */
  private arm: { calls: number } | undefined
  /** Whether a value is the same in all trips of the inner loop that is being made. */
  private isOutside: (value: Value) => boolean = () => false

  /** Calls of the host are dear: in an arm, only lanes that take it make them. Not those that are made once for a whole loop. */
  protected override scalar(made: Value, old: Value, k: number): Value {
    const { b, mask, arm } = this
    if (old.op !== 'host' || arm === undefined || mask === undefined || this.isOutside(old)) return made
    arm.calls += 1
    const result = b.binder('f64')
    this.emit({
      kind: 'if',
      cond: this.bundles.lane(mask, k),
      then: { stmts: [], yields: [made] },
      else: { stmts: [], yields: [b.f64(0)] },
      results: [result],
    })
    return result
  }

  /** The inner loop, its trips the same for all lanes; `extra` are cells that are carried beside its parameters: what they hold then. */
  private uniformLoop(old: Loop, extra: readonly { store: Store; before: Bundle }[] = []): Bundle[] {
    const inits: Value[] = []
    const params: Value[] = []
    const results: Value[] = []
    const isPacked = old.params.map((p) => this.varies(p))
    old.params.forEach((param, i) => {
      if (isPacked[i]) {
        const init = this.into(param, old.inits[i]!)
        const { bundle, binders } = this.bindAs(param, init)
        this.define(param, bundle)
        inits.push(...init.parts)
        params.push(...binders)
      } else {
        inits.push(this.value(old.inits[i]!))
        params.push(this.bind(param))
      }
    })
    const cells = extra.map(({ store, before }) => ({ store, current: this.bindAs(store.value, before).bundle }))
    inits.push(...extra.flatMap((x) => x.before.parts))
    params.push(...cells.flatMap((c) => c.current.parts))
    this.cells.push(...cells)
    const cond = this.value(old.cond)
    const outer = this.out
    this.out = []
    this.stmts(old.body.stmts)
    const yields = old.body.yields.flatMap((v, i) => {
      if (!isPacked[i]) return [this.value(v)]
      return this.like(v, this.packed.get(old.params[i]!)!).parts
    })
    yields.push(...cells.flatMap((c) => c.current.parts))
    const stmts = inTripOrder(this.out, this.spans)
    this.out = outer
    this.cells.length -= cells.length
    old.results.forEach((result, i) => {
      if (!isPacked[i]) return void results.push(this.bind(result))
      const { bundle, binders } = this.bindAs(result, this.packed.get(old.params[i]!)!)
      this.define(result, bundle)
      results.push(...binders)
    })
    const after = extra.map(({ store, before }) => this.bindAs(store.value, before))
    results.push(...after.flatMap((x) => x.binders))
    this.emit({ ...old, inits, params, cond, body: { stmts, yields }, results })
    return after.map((x) => x.bundle)
  }

  /** Elements that every trip of the inner loop updates, and nothing else in it reaches. */
  private cellsOf(old: Loop): Store[] {
    const isInvariant = invariance(bindersIn(old))
    const accesses = [...accessesIn(old.body)]
    const found = old.body.stmts.filter(
      (s): s is Store =>
        s.kind === 'store' &&
        s.guard === undefined &&
        keepsValues.has(s.element) &&
        isInvariant(s.ptr) &&
        isInvariant(s.index) &&
        old.body.stmts.some((l) => l.kind === 'load' && isSameCell(l, s)) &&
        accesses.every((a) => (isSameCell(a, s) ? old.body.stmts.includes(a) : this.widening.apart(s, a))),
    )
    return found.filter((s, i) => !found.slice(0, i).some((t) => isSameCell(s, t)))
  }

  /** Scalar promotion: the elements are in variables while the loop runs, which it does at least once. */
  private inVariables(old: Loop, stores: readonly Store[]): void {
    const runs = this.entry(old)
    const outer = this.out
    this.out = []
    const after = this.uniformLoop(
      old,
      stores.map((store) => ({ store, before: this.loadCell(store) })),
    )
    stores.forEach((store, i) => this.storeBundle(store, after[i]!))
    const stmts = this.out
    this.out = outer
    const yields = old.results.flatMap((r) => this.packed.get(r)?.parts ?? [this.map.get(r)!])
    const skipped = old.inits.flatMap((v, i) =>
      this.packed.has(old.results[i]!) ? this.like(v, this.packed.get(old.results[i]!)!).parts : [this.value(v)],
    )
    const results = yields.map((y) => this.b.binder(y.type))
    let at = 0
    for (const result of old.results) {
      const bundle = this.packed.get(result)
      if (bundle === undefined) this.map.set(result, results[at++]!)
      else this.packed.set(result, { ...bundle, parts: bundle.parts.map(() => results[at++]!) })
    }
    this.emit({ kind: 'if', cond: runs, then: { stmts, yields }, else: { stmts: [], yields: skipped }, results })
  }

  private loadCell({ element, ptr, index, span }: Store): Bundle {
    const result = this.b.binder(elementValueType(element))
    const load: Load = { kind: 'load', element, ptr, index, result, ...(span && { span }) }
    const stride = strideOf(index, this.widening)
    return stride === 1 || stride === -1 ? this.loadVectors(load, stride) : this.loadLanes(load)
  }

  /** Masks in lanes as wide as those of another bundle; anything else as it is. */
  private likewise(bundle: Bundle, like: Bundle): Bundle {
    return bundle.type === 'bool' ? this.bundles.masked(bundle, widthOf(like)) : bundle
  }

  /** The loop's condition before its first trip, the same for all lanes. */
  private entry(old: Loop): Value {
    return this.value(atEntry(old, this.b))
  }

  /**
   * Lanes leave the loop after different numbers of trips: those that have left keep what they carried, where anybody asks. Counters
   * are the same in all lanes that are still there; how far a lane counted is told by its number of trips.
   */
  private divergentLoop(old: Loop): void {
    const { bundles, b } = this
    const outer = this.mask
    const isUsed = old.results.map((r) => this.used.has(r))
    const isPacked = old.params.map((p) => this.varies(p))
    const packed = old.params.filter((_, i) => isPacked[i])
    const inits = packed.map((p) => this.into(p, old.inits[old.params.indexOf(p)]!))
    const starts = old.params.map((_, i) => (isPacked[i] ? undefined : this.value(old.inits[i]!)))
    const own = old.params.map((p, i) => (isPacked[i] ? undefined : this.bind(p)))
    const params = packed.map((param, i) => {
      const { bundle } = this.bindAs(param, inits[i]!)
      this.define(param, bundle)
      return bundle
    })
    const uniform = split(old.cond, true).filter(({ cond }) => !this.varies(cond))
    const shared = (at: readonly (Value | undefined)[]): Value =>
      uniform.reduce((all, { cond, truth }) => {
        const now = this.uniformAt(old, cond, at)
        return b.and(all, truth ? now : b.not(now))
      }, b.bool(true))
    const entered = this.condAt(old, packed, inits, starts)
    // Lanes count their trips in the lanes of this mask.
    const first = bundles.masked(entered, Math.max(4, widthOf(entered)))
    const alive0 = outer === undefined ? first : bundles.and(first, outer)
    const { bundle: alive, binders } = this.bindAs(old.cond, alive0)
    const counts = old.params.some((_, i) => !isPacked[i] && isUsed[i] && stepOf(old, i) !== undefined)
    const zeros = alive0.parts.map((p) => zeroOf(b, p.type as VectorType))
    const trips = counts ? zeros.map((z) => b.binder(z.type, 'trips')) : []
    this.forget(old)
    const around = this.out
    this.out = []
    this.mask = alive
    this.stmts(old.body.stmts)
    const next = packed.map((param, i) => {
      const at = old.params.indexOf(param)
      // Also where nobody asks for it behind the loop: as many parts must be handed on as there are parameters.
      const made = this.like(old.body.yields[at]!, params[i]!)
      return made === params[i] || !isUsed[at] ? made : bundles.update(alive, made, params[i]!)
    })
    const steps = old.params.map((_, i) => (isPacked[i] ? undefined : this.value(old.body.yields[i]!)))
    this.mask = outer
    const goesOn = this.condAt(old, packed, next, steps)
    const alive1 = bundles.and(alive, bundles.masked(goesOn, widthOf(alive)))
    // A lane that runs the body has all ones in its mask: -1.
    const counted = trips.map((t, i) => b.make('sub', t.type, [t, alive.parts[i]!]))
    const stmts = this.out
    this.out = around
    const results = params.map((p) => p.parts.map((q) => b.binder(q.type)))
    const after = own.map((p) => p && b.binder(p.type, p.imm as string | undefined))
    const [last, tripsAfter] = [binders, trips].map((list) => list.map((p) => b.binder(p.type))) as [Value[], Value[]]
    const scalars = <T>(list: readonly (T | undefined)[]): T[] => list.filter((v) => v !== undefined)
    this.emit({
      ...old,
      inits: [...scalars(starts), ...inits.flatMap((x) => x.parts), ...alive0.parts, ...(counts ? zeros : [])],
      params: [...scalars(own), ...params.flatMap((x) => x.parts), ...binders, ...trips],
      cond: b.and(shared(own), bundles.any(alive)),
      body: { stmts, yields: [...scalars(steps), ...next.flatMap((x) => x.parts), ...alive1.parts, ...counted] },
      results: [...scalars(after), ...results.flat(), ...last, ...tripsAfter],
    })
    old.results.forEach((result, i) => {
      if (isPacked[i]) {
        const at = packed.indexOf(old.params[i]!)
        this.define(result, { type: params[at]!.type, parts: results[at]! })
      } else if (!this.varies(result)) this.map.set(result, after[i]!)
      else if (counts) this.define(result, this.countedTo(starts[i]!, stepOf(old, i)!, tripsAfter))
      else this.define(result, bundles.splat(after[i]!)) // nobody asks
    })
  }

  /** `start + step * trips` in each lane; trips are as wide as the mask that counted them. */
  private countedTo(start: Value, step: number, trips: readonly Value[]): Bundle {
    const { b, bundles } = this
    const narrow = bundles.masked({ type: 'i32', parts: trips }, 4)
    const by = b.splat('i32x4', b.i32(step))
    const from = b.splat('i32x4', start)
    const far = narrow.parts.map((t) => (step === 1 ? t : b.make('mul', 'i32x4', [t, by])))
    return { type: 'i32', parts: far.map((t) => b.make('add', 'i32x4', [from, t])) }
  }

  /** A condition that all lanes share, with the loop's shared parameters at given values. */
  private uniformAt(old: Loop, cond: Value, at: readonly (Value | undefined)[]): Value {
    const params = new Map(old.params.map((p, i) => [p, at[i]] as const))
    const build = (value: Value): Value => {
      if (params.has(value)) return params.get(value)!
      if (value.op === 'binder' || value.args.length === 0) return this.value(value)
      return this.b.make(value.op, value.type, value.args.map(build), value.imm)
    }
    return build(cond)
  }

  /** The condition of a loop with its parameters at given values. */
  private condAt(
    old: Loop,
    packed: readonly Value[],
    values: readonly Bundle[],
    shared: readonly (Value | undefined)[],
  ): Bundle {
    const map = new Map(this.map)
    const saved = packed.map((p) => this.packed.get(p)!)
    const before = new Map(this.vectors)
    const lanes = this.scalarLanes.map((m) => new Map(m))
    this.forget(old)
    packed.forEach((p, i) => this.packed.set(p, values[i]!))
    old.params.forEach((p, i) => shared[i] && this.map.set(p, shared[i]))
    const conds = split(old.cond, true)
      .filter(({ cond }) => this.varies(cond))
      .map(({ cond, truth }) => (truth ? this.vector(cond) : this.bundles.not(this.vector(cond))))
    const cond = conds.reduce((x, y) =>
      widthOf(y) > widthOf(x) ? this.bundles.logic('and', y, x) : this.bundles.logic('and', x, y),
    )
    packed.forEach((p, i) => this.packed.set(p, saved[i]!))
    this.restore(before, lanes)
    this.map.clear()
    for (const [from, to] of map) this.map.set(from, to)
    return cond
  }
}

const emptyBundle: Bundle = { type: 'i32', parts: [] }
