/**
 * One function of the IR as a Binaryen function. Structured in, structured out: a region is a block, a loop a loop, and the results
 * of statements are locals that every way out of them sets.
 *
 * Binaryen's expressions are a tree: an expression is made anew for each use, never kept.
 */
import binaryen from 'binaryen'
import { RESULT_ADDRESS } from '../artifact.ts'
import { Bug, unreachable } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import type { Constant } from '../ir/ops.ts'
import type {
  Block,
  Call,
  Exit,
  Func,
  If,
  Label,
  Load,
  Loop,
  Region,
  Stmt,
  Store,
  Throw,
  Type,
  Value,
  VectorType,
} from '../ir/types.ts'
import { exitsTo, leaves } from '../ir/types.ts'
import { isVector } from '../ir/vector.ts'
import type { Address } from './address.ts'
import { addresses } from './address.ts'
import { broadcasts } from './broadcast.ts'
import { copyInParallel, type Move } from './copy.ts'
import { constant, expression, loadElement, storeElement } from './expr.ts'
import type { Placement } from './place.ts'
import { place } from './place.ts'
import { divisorOf, type Kept, remainder } from './remainder.ts'
import { HEAD_SLOT, Scopes, slotOf, yieldSlot } from './scopes.ts'
import { holdsElement, loadLanes, loadSplat, splatConstant, storeLane, storeLanes, vectorExpression } from './simd.ts'
import { type Target, typeOf, typeOfAll, undeclared, type WasmType, wasmType } from './target.ts'

type Ref = binaryen.ExpressionRef

export function emitFunction(func: Func, target: Target, b: Builder): void {
  new FunctionEmitter(func, target, b).emit()
}

class FunctionEmitter {
  private readonly func: Func
  private readonly target: Target
  private readonly m: binaryen.Module
  private readonly scopes: Scopes
  private readonly addresses: ReadonlyMap<Stmt, Address>
  private readonly placement: Placement
  private readonly broadcasts: ReadonlyMap<Load, Value>
  /** Local of each binder and each value computed into one. */
  private readonly locals = new Map<Value, number>()
  /** Values that a load has put into their local. */
  private readonly loaded: ReadonlySet<Value>
  private readonly vars: WasmType[] = []
  /** Locals that no live scope uses, by type. */
  private readonly free = new Map<WasmType, number[]>()
  private owned: [type: WasmType, local: number][] = []
  private readonly regions = new Map<Label, { readonly name: string; readonly results: readonly Value[] }>()
  private labels = 0

  constructor(func: Func, target: Target, b: Builder) {
    this.func = func
    this.target = target
    this.m = target.module
    this.scopes = new Scopes(func)
    this.addresses = addresses(this.scopes, b)
    this.placement = place(this.scopes, this.addresses)
    this.broadcasts = broadcasts(func)
    this.loaded = new Set(this.broadcasts.values())
    for (const [i, param] of func.params.entries()) this.locals.set(param, i)
  }

  emit(): void {
    const { name, params, results, body } = this.func
    const code = this.block(body, () => this.returns(body.yields))
    const result = results.length === 0 ? binaryen.none : typeOf(results[0]!)
    const root = this.m.block(null, code, result)
    const f = this.m.addFunction(name, typeOfAll(params.map((p) => p.type)), result, this.vars.map(typeOf), root)
    if (this.target.hasNames) for (const [i, text] of this.localNames()) undeclared.Function.setLocalName(f, i, text)
  }

  /** Names of locals, made unique by their number: that of the source, unless values of several names share the local. */
  private localNames(): Map<number, string> {
    const names = new Map<number, string>()
    for (const [value, local] of this.locals) {
      const name = `${typeof value.imm === 'string' && value.op === 'binder' ? value.imm : value.op}.${local}`
      names.set(local, (names.get(local) ?? name) === name ? name : `${wasmType(value.type)}.${local}`)
    }
    return names
  }

  // Locals

  /** A local of its own for `value` until the current block ends. */
  private define(value: Value): number {
    const local = this.allocate(value.type)
    this.locals.set(value, local)
    return local
  }
  private allocate(of: Type): number {
    const type = wasmType(of)
    let local = this.free.get(type)?.pop()
    if (local === undefined) {
      local = this.func.params.length + this.vars.length
      this.vars.push(type)
    }
    this.owned.push([type, local])
    return local
  }
  private release([type, local]: [type: WasmType, local: number]): void {
    const list = this.free.get(type)
    if (list === undefined) this.free.set(type, [local])
    else list.push(local)
  }
  private local(value: Value): number {
    const local = this.locals.get(value)
    if (local === undefined) throw new Bug(`emit: value ${value.id} (${value.op}) of ${this.func.name} has no local`)
    return local
  }

  // Values

  private value(value: Value): Ref {
    const local = this.locals.get(value)
    if (local !== undefined) return this.m.local.get(local, typeOf(value.type))
    if (value.op === 'binder' || this.placement.inLocals.has(value)) {
      throw new Bug(
        `emit: value ${value.id} (${value.op} ${String(value.imm)}) of ${this.func.name} is used before it is known`,
      )
    }
    return this.compute(value)
  }

  private compute(value: Value): Ref {
    if (isVector(value.type) || (value.args.length > 0 && isVector(value.args[0]!.type))) return this.vector(value)
    switch (value.op) {
      case 'const':
        return constant(this.m, value)
      case 'host': {
        const name = this.target.hostFunction(
          value.imm as string,
          value.args.map(() => 'f64'),
          'f64',
        )
        return this.m.call(name, this.values(value.args), binaryen.f64)
      }
      case 'rem':
        return this.remainder(value)
      case 'toInt32':
        return this.toInt32(value.args[0]!)
      case 'table':
        return this.table(value)
      default:
        return expression(this.m, value, this.values(value.args))
    }
  }
  private vector(value: Value): Ref {
    const { op, type, args } = value
    if (op === 'rem') return this.remainder(value)
    const scalar = args[0]!
    return op === 'splat' && scalar.op === 'const'
      ? splatConstant(this.m, type as VectorType, scalar.imm as Constant)
      : vectorExpression(this.m, value, this.values(args))
  }
  private values(values: readonly Value[]): Ref[] {
    return values.map((value) => this.value(value))
  }

  /** Through i64 below 2^63, which is right modulo 2^32; the helper knows the rest, and NaN. */
  private toInt32(value: Value): Ref {
    const { i32, i64, f64, local } = this.m
    const known = this.locals.get(value)
    const x = known ?? this.allocate('f64')
    const get = (): Ref => local.get(x, binaryen.f64)
    const operand = known === undefined ? local.tee(x, this.value(value), binaryen.f64) : get()
    const inline = i32.wrap(i64.trunc_s_sat.f64(get()))
    const helper = this.m.call(this.target.helper('helper/toInt32'), [get()], binaryen.i32)
    return this.m.if(f64.lt(f64.abs(operand), f64.const(2 ** 63)), inline, helper)
  }

  private remainder({ type, args }: Value): Ref {
    const [x, y] = args.map((arg) => this.kept(arg)) as [Kept, Kept]
    const helper = this.target.helper('helper/rem')
    return remainder(this.m, type as 'f64' | 'f64x2', helper, x, y, divisorOf(args[1]!), this.allocate(type))
  }

  /** A value in a local: its number, and what puts it there, or just reads it. */
  private kept(value: Value): Kept {
    const known = this.locals.get(value)
    const type = typeOf(value.type)
    if (known !== undefined) return { at: known, first: this.m.local.get(known, type) }
    const at = this.allocate(value.type)
    return { at, first: this.m.local.tee(at, this.value(value), type) }
  }

  private table({ type, args: [ptr, index] }: Value): Ref {
    const size = type === 'i32' ? 4 : 8
    const offset = (index!.imm as number) * size
    const at = this.value(ptr!)
    return type === 'f64'
      ? this.m.f64.load(offset, 8, at)
      : type === 'i64'
        ? this.m.i64.load(offset, 8, at)
        : this.m.i32.load(offset, 4, at)
  }

  /** Locals that the expression of `value` reads. */
  private reads(value: Value, found: Set<number>): void {
    const local = this.locals.get(value)
    if (local !== undefined) found.add(local)
    else for (const arg of value.args) this.reads(arg, found)
  }

  /** Sets the locals of `binders` as if all at once. */
  private assign(binders: readonly Value[], values: readonly Value[]): Ref[] {
    const moves: Move[] = []
    for (const [i, binder] of binders.entries()) {
      const value = values[i]!
      const to = this.local(binder)
      const reads = new Set<number>()
      this.reads(value, reads)
      if (this.locals.get(value) !== to) moves.push({ to, type: binder.type, reads, code: () => this.value(value) })
    }
    return copyInParallel(this.m, moves, (type) => this.allocate(type))
  }

  // Statements

  /** The code of a block; `end` is what follows its yields, unless control never gets there. */
  private block(block: Block, end: () => Ref[]): Ref[] {
    const outer = this.owned
    this.owned = []
    const scope = this.scopes.of(block)
    const code: Ref[] = []
    for (const [i, stmt] of block.stmts.entries()) {
      code.push(...this.computeAll(this.placement.before(scope, slotOf(i))), ...this.stmt(stmt))
    }
    if (!leaves(block)) code.push(...this.computeAll(this.placement.before(scope, yieldSlot(block))), ...end())
    for (const local of this.owned) this.release(local)
    this.owned = outer
    return code
  }

  /** Computes values into their locals, in order. */
  private computeAll(values: readonly Value[]): Ref[] {
    return values
      .filter((value) => !this.loaded.has(value))
      .map((value) => {
        const code = this.compute(value)
        return this.m.local.set(this.locals.get(value) ?? this.define(value), code)
      })
  }

  private stmt(stmt: Stmt): Ref[] {
    switch (stmt.kind) {
      case 'load':
        return this.load(stmt)
      case 'store':
        return this.store(stmt)
      case 'call':
        return this.call(stmt)
      case 'bulk': {
        const [target, bytes] = [this.value(stmt.target), this.value(stmt.bytes)]
        return [
          stmt.op === 'zero'
            ? this.m.memory.fill(target, this.m.i32.const(0), bytes)
            : this.m.memory.copy(target, this.value(stmt.source!), bytes),
        ]
      }
      case 'if':
        return this.if(stmt)
      case 'loop':
        return this.loop(stmt)
      case 'region':
        return this.region(stmt)
      case 'exit':
        return this.exit(stmt)
      case 'throw':
        return this.throw(stmt)
      default:
        return unreachable(stmt)
    }
  }

  private load(stmt: Load): Ref[] {
    const { base, offset } = this.addresses.get(stmt)!
    if (stmt.lanes !== undefined)
      return [this.m.local.set(this.define(stmt.result), loadLanes(this.m, stmt, offset, this.value(base)))]
    const broadcast = this.broadcasts.get(stmt)
    if (broadcast !== undefined)
      return [this.m.local.set(this.define(broadcast), loadSplat(this.m, stmt.element, offset, this.value(base)))]
    const load = (): Ref => loadElement(this.m, stmt.element, offset, this.value(base))
    if (stmt.guard === undefined) return [this.m.local.set(this.define(stmt.result), load())]
    if (!this.isSplit(stmt.guard)) {
      const value = this.m.if(this.value(stmt.guard), load(), this.value(stmt.otherwise!))
      return [this.m.local.set(this.define(stmt.result), value)]
    }
    // The expressions first: the result's local is not known in them.
    const [otherwise, guarded] = [
      this.value(stmt.otherwise!),
      (result: number) => this.when(stmt.guard!, [this.m.local.set(result, load())]),
    ]
    const result = this.define(stmt.result)
    return [this.m.local.set(result, otherwise), ...guarded(result)]
  }

  private store(stmt: Store): Ref[] {
    const { base, offset } = this.addresses.get(stmt)!
    if (stmt.lanes !== undefined) return [storeLanes(this.m, stmt, offset, this.value(base), this.value(stmt.value))]
    const { op, args, imm } = stmt.value
    const isLane = op === 'lane' && !this.locals.has(stmt.value) && holdsElement(args[0]!, stmt.element)
    const store = isLane
      ? storeLane(this.m, stmt.element, offset, this.value(base), this.value(args[0]!), imm as number)
      : storeElement(this.m, stmt.element, offset, this.value(base), this.value(stmt.value))
    return stmt.guard === undefined ? [store] : this.when(stmt.guard, [store])
  }

  private call({ callee, args, results }: Call): Ref[] {
    const first = results[0]
    const path = callee.startsWith('host:') ? callee.slice('host:'.length) : undefined
    const name =
      path === undefined
        ? callee
        : this.target.hostFunction(
            path,
            args.map((a) => wasmType(a.type)),
            first && wasmType(first.type),
          )
    const call = this.m.call(name, this.values(args), first === undefined ? binaryen.none : typeOf(first.type))
    if (first === undefined) return [call]
    const rest = results.slice(1).map((result, i) => {
      const value = this.m.global.get(this.target.resultGlobal(i + 1, result.type), typeOf(result.type))
      return this.m.local.set(this.define(result), value)
    })
    return [this.m.local.set(this.define(first), call), ...rest]
  }

  /** Results but the first go through globals. */
  private returns(values: readonly Value[]): Ref[] {
    const [first, ...rest] = values
    if (first === undefined) return []
    const sets = rest.map((value, i) =>
      this.m.global.set(this.target.resultGlobal(i + 1, value.type), this.value(value)),
    )
    return [...sets, this.value(first)]
  }

  private if({ cond, then, else: otherwise, results, guards }: If): Ref[] {
    const onlyExit = then.stmts.length === 1 && then.stmts[0]!.kind === 'exit' && then.stmts[0]!.values.length === 0
    if (onlyExit && otherwise.stmts.length === 0 && results.length === 0) {
      return [this.m.br(this.regions.get((then.stmts[0] as Exit).target)!.name, this.value(cond))]
    }
    const branches = this.isSplit(cond)
    const test = branches ? undefined : this.value(cond)
    const label = `else${this.labels++}`
    const skip = branches ? this.branchUnless(cond, label) : []
    for (const result of results) this.define(result)
    const yes = this.block(then, () => this.assign(results, then.yields))
    const misses = guards && this.target.countsMisses ? [this.target.countMiss(guards)] : []
    const no = [...misses, ...this.block(otherwise, () => this.assign(results, otherwise.yields))]
    if (test === undefined) return this.choose(label, skip, yes, no, leaves(then))
    if (yes.length === 0)
      return no.length === 0 ? [this.m.drop(test)] : [this.m.if(this.m.i32.eqz(test), this.sequence(no))]
    return [
      no.length === 0 ? this.m.if(test, this.sequence(yes)) : this.m.if(test, this.sequence(yes), this.sequence(no)),
    ]
  }

  /** `skip` branches to `label` instead of running `yes`; there, `no` runs. */
  private choose(label: string, skip: Ref[], yes: Ref[], no: Ref[], yesLeaves: boolean): Ref[] {
    const { m } = this
    if (no.length === 0) return [m.block(label, [...skip, ...yes])]
    const end = `${label}.end`
    const past = yesLeaves ? [] : [m.br(end)]
    return [m.block(end, [m.block(label, [...skip, ...yes, ...past]), ...no])]
  }

  // Conditions

  /** Runs `code` where `cond` holds. */
  private when(cond: Value, code: Ref[]): Ref[] {
    if (!this.isSplit(cond)) return [this.m.if(this.value(cond), this.sequence(code))]
    const label = `unless${this.labels++}`
    return [this.m.block(label, [...this.branchUnless(cond, label), ...code])]
  }

  /** Whether a condition becomes branches: cheaper than putting the bits of comparisons together, above all of floats. */
  private isSplit(cond: Value): boolean {
    if (cond.type !== 'bool' || this.locals.has(cond)) return false
    return cond.op === 'and' || cond.op === 'or' || (cond.op === 'not' && this.isSplit(cond.args[0]!))
  }

  private branchIf(cond: Value, label: string): Ref[] {
    if (!this.isSplit(cond)) return [this.m.br(label, this.value(cond))]
    const [x, y] = cond.args
    if (cond.op === 'not') return this.branchUnless(x!, label)
    if (cond.op === 'or') return [...this.branchIf(x!, label), ...this.branchIf(y!, label)]
    const past = `and${this.labels++}`
    return [this.m.block(past, [...this.branchUnless(x!, past), ...this.branchIf(y!, label)])]
  }

  private branchUnless(cond: Value, label: string): Ref[] {
    if (!this.isSplit(cond)) return [this.m.br(label, this.m.i32.eqz(this.value(cond)))]
    const [x, y] = cond.args
    if (cond.op === 'not') return this.branchIf(x!, label)
    if (cond.op === 'and') return [...this.branchUnless(x!, label), ...this.branchUnless(y!, label)]
    const past = `or${this.labels++}`
    return [this.m.block(past, [...this.branchIf(x!, past), ...this.branchUnless(y!, label)])]
  }

  /**
   * `if (cond) loop { body; params := yields; br_if cond }`. What the condition shares with the body is computed into the same locals
   * in both places, so that testing at the bottom costs no work twice.
   */
  private loop(loop: Loop): Ref[] {
    const { m } = this
    const inits = this.initialize(loop)
    for (const [i, result] of loop.results.entries()) this.locals.set(result, this.local(loop.params[i]!))
    const label = `loop${this.labels++}`
    const isEndless = loop.cond.op === 'const' && loop.cond.imm === 1
    const back = (): Ref[] => (isEndless ? [m.br(label)] : this.branchIf(loop.cond, label))
    const shared = this.placement.before(this.scopes.of(loop.body), HEAD_SLOT)
    const head = [...inits, ...this.computeAll(shared)]
    const again = (): Ref[] => [...this.assign(loop.params, loop.body.yields), ...this.computeAll(shared), ...back()]
    const code = (): Ref[] => [m.loop(label, this.sequence(this.block(loop.body, again)))]
    if (isEndless) return [...head, ...code()]
    return [...head, ...this.when(loop.cond, code())]
  }

  private initialize({ params, inits }: Loop): Ref[] {
    // An init cannot read a param: no order is needed, but all are evaluated before any is in scope.
    const values = this.values(inits)
    return params.map((param, i) => this.m.local.set(this.define(param), values[i]!))
  }

  private region({ label, body, results }: Region): Ref[] {
    for (const result of results) this.define(result)
    const name = `${label.name}.${this.labels++}`
    this.regions.set(label, { name, results })
    const code = this.block(body, () => this.assign(results, body.yields))
    return exitsTo(body, label) ? [this.m.block(name, code)] : code
  }

  private exit({ target, values }: Exit): Ref[] {
    const region = this.regions.get(target)
    if (region === undefined) throw new Bug(`emit: exit to ${target.name}, which is not around it`)
    return [...this.assign(region.results, values), this.m.br(region.name)]
  }

  private throw({ index, values }: Throw): Ref[] {
    const { m } = this
    const cells = values.map((value, i) => m.f64.store(RESULT_ADDRESS + 8 * i, 8, m.i32.const(0), this.value(value)))
    const name = this.target.hostFunction('throw', ['i32'], undefined)
    return [...cells, m.call(name, [m.i32.const(index)], binaryen.none), m.unreachable()]
  }

  private sequence(code: readonly Ref[]): Ref {
    return code.length === 1 ? code[0]! : this.m.block(null, code)
  }
}
