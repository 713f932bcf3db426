/**
 * Says whether a module is well formed: operand types after the op table, every binder used only where it is in scope, results fed
 * with values of their types, exits that lead somewhere. The driver runs it after each pass, so a pass that lies is named at once.
 *
 * Scopes in a structured tree form a stack. A pure value may be used wherever the innermost scope that defines one of its binders is
 * still open; that scope never opens again, so one look-up per use decides and the whole check is linear.
 */
import { Bug } from '../diagnostics.ts'
import { operandTypes, ops, vectorOperands } from './ops.ts'
import type {
  Block,
  Call,
  Exit,
  Func,
  If,
  Label,
  Load,
  Loop,
  Module,
  Region,
  Stmt,
  Store,
  Type,
  Value,
} from './types.ts'
import { accessType } from './types.ts'
import { isVector, laneCount } from './vector.ts'

/** `lowered` may hold assumptions; `narrowed` no longer; `legal` is what `emit/` takes: no vector plans either. */
export type Stage = 'lowered' | 'narrowed' | 'legal'

/** Throws a `Bug` that names the function and the node unless `m` is well formed at `stage`. */
export function verify(m: Module, stage: Stage): void {
  const funcs = new Map(m.funcs.map((f) => [f.name, f]))
  if (m.funcs.length === 0) throw new Bug('verify: the module has no function')
  if (funcs.size !== m.funcs.length) throw new Bug('verify: two functions have one name')
  const defined = new Set<Value>()
  for (const func of m.funcs) new Verifier(m, stage, funcs, defined, func).func()
}

interface Scope {
  readonly depth: number
  open: boolean
}

interface Signature {
  readonly params: readonly Type[] | 'f64s'
  readonly results: readonly Type[]
}

class Verifier {
  private readonly module: Module
  private readonly stage: Stage
  private readonly funcs: ReadonlyMap<string, Func>
  /** Binders of the whole module: none may be defined twice. */
  private readonly defined: Set<Value>
  private readonly current: Func
  /** For every value seen: the innermost scope that it needs. */
  private readonly homes = new Map<Value, Scope>()
  private scope: Scope = { depth: 0, open: true }
  private readonly global = this.scope
  /** Regions around the current statement, and all labels so far. */
  private readonly enclosing = new Map<Label, Region>()
  private readonly labels = new Set<Label>()
  private readonly exited = new Set<Label>()

  constructor(module: Module, stage: Stage, funcs: ReadonlyMap<string, Func>, defined: Set<Value>, func: Func) {
    this.module = module
    this.stage = stage
    this.funcs = funcs
    this.defined = defined
    this.current = func
  }

  func(): void {
    const { params, body, results } = this.current
    this.within(() => {
      this.define(params)
      return this.block(body, results, 'function')
    })
  }

  // Scopes

  private within(check: () => boolean): boolean {
    const outer = this.scope
    this.scope = { depth: outer.depth + 1, open: true }
    const leaves = check()
    this.scope.open = false
    this.scope = outer
    return leaves
  }

  private define(binders: readonly Value[]): void {
    for (const binder of binders) {
      if (binder.op !== 'binder') this.fail('defines what is not a binder', binder)
      if (this.defined.has(binder)) this.fail('binder defined twice', binder)
      this.value(binder)
      this.defined.add(binder)
      this.homes.set(binder, this.scope)
    }
  }

  /** Checks a use of `value` here. */
  private use(value: Value, type: Type, what: string): void {
    this.home(value)
    if (value.type !== type) this.fail(`${what} is ${value.type}, must be ${type}`, value)
  }

  private useAll(values: readonly Value[], types: readonly Type[], what: string): void {
    if (values.length !== types.length)
      this.fail(`${what}: ${values.length} values, must be ${types.length}`, values[0])
    values.forEach((value, i) => {
      this.use(value, types[i], `${what} ${i}`)
    })
  }

  private home(value: Value): Scope {
    let home = this.homes.get(value)
    if (home === undefined) {
      if (value.op === 'binder') this.fail('binder used where it is not defined', value)
      home = this.global
      for (const arg of value.args) {
        const needed = this.home(arg)
        if (needed.depth > home.depth) home = needed
      }
      this.value(value)
      this.homes.set(value, home)
    }
    if (!home.open) this.fail('used outside the scope of its binders', value)
    return home
  }

  // Values

  private value(value: Value): void {
    const { op, type, args } = value
    const row = ops[op]
    if (row === undefined) this.fail('unknown operation', value)
    if (op !== 'host' && args.length !== row.arity) this.fail(`takes ${row.arity} operands, has ${args.length}`, value)
    const types = this.operandTypes(value)
    for (const [i, arg] of args.entries()) {
      if (arg.type !== types[i]) this.fail(`operand ${i} is ${arg.type}, must be ${types[i]}`, value)
    }
    if (!immediateFits(value)) this.fail('has an immediate it cannot have', value)
    if (
      value.root !== undefined &&
      (op !== 'binder' || type !== 'i32' || this.module.roots[value.root] === undefined)
    ) {
      this.fail('root is not an i32 binder with an entry in the table of roots', value)
    }
    if (value.range !== undefined && (op !== 'binder' || !(value.range[0] <= value.range[1]))) {
      this.fail('has a range it cannot have', value)
    }
    if (op === 'assume' && this.stage !== 'lowered') this.fail(`assumption left at stage ${this.stage}`, value)
  }

  private operandTypes(value: Value): readonly Type[] {
    const { op, type, args } = value
    const { on, result } = ops[op]
    const first = args.length > 0 ? args[0].type : type
    if (isVector(type) || isVector(first)) {
      const types = vectorOperands(op, type, first)
      return types ?? this.fail(`does not give ${type} of ${first}`, value)
    }
    const at = result === undefined ? type : first
    if (!on.includes(at)) this.fail(`not defined at ${at}`, value)
    if (result !== undefined && type !== result) this.fail(`gives ${result}, is typed ${type}`, value)
    return operandTypes(op, type, args.length, first)
  }

  // Statements. Each says whether control never gets past it.

  private block(block: Block, results: readonly Type[], what: string): boolean {
    let left = false
    for (const stmt of block.stmts) {
      if (left) this.fail('statement is never reached', stmt)
      left = this.stmt(stmt)
    }
    // What a block that leaves would yield has no meaning, and passes keep none.
    if (!left) this.useAll(block.yields, results, `yield of ${what}`)
    return left
  }

  private stmt(stmt: Stmt): boolean {
    switch (stmt.kind) {
      case 'load':
        return this.load(stmt)
      case 'store':
        this.use(stmt.value, this.access(stmt), 'stored value')
        return false
      case 'call':
        return this.call(stmt)
      case 'bulk':
        this.use(stmt.target, 'i32', 'target')
        this.use(stmt.bytes, 'i32', 'number of bytes')
        if ((stmt.op === 'copy') !== (stmt.source !== undefined)) this.fail('only a copy has a source, and must', stmt)
        if (stmt.source !== undefined) this.use(stmt.source, 'i32', 'source')
        return false
      case 'if':
        return this.if(stmt)
      case 'loop':
        return this.loop(stmt)
      case 'region':
        return this.region(stmt)
      case 'exit':
        return this.exit(stmt)
      case 'throw':
        if (this.module.throws[stmt.index] === undefined) this.fail(`throws unknown error ${stmt.index}`, stmt)
        for (const value of stmt.values) this.home(value)
        return true
      default:
        return this.fail('unknown statement', stmt)
    }
  }

  /** Gives the type of what it loads or stores. */
  private access(stmt: Load | Store): Type {
    this.use(stmt.ptr, 'i32', 'address')
    this.use(stmt.index, 'i32', 'index')
    if (stmt.guard !== undefined) this.use(stmt.guard, 'bool', 'guard')
    if (stmt.lanes !== undefined && stmt.guard !== undefined) this.fail('an access of vectors has no guard', stmt)
    return accessType(stmt) ?? this.fail(`no vector of ${stmt.lanes} such elements`, stmt)
  }

  private load(stmt: Load): boolean {
    const type = this.access(stmt)
    if ((stmt.guard === undefined) !== (stmt.otherwise === undefined)) {
      this.fail('guard and otherwise come together', stmt)
    }
    if (stmt.otherwise !== undefined) this.use(stmt.otherwise, type, 'otherwise')
    if (stmt.result.type !== type) this.fail(`loads ${type}`, stmt.result)
    this.define([stmt.result])
    return false
  }

  private call(stmt: Call): boolean {
    const { params, results } = this.signature(stmt)
    this.useAll(stmt.args, params === 'f64s' ? stmt.args.map(() => 'f64') : params, `argument of ${stmt.callee}`)
    this.results(stmt.results, results, stmt)
    return false
  }

  private signature(stmt: Call): Signature {
    if (stmt.callee === 'host:allocate') return { params: ['i32'], results: ['i32'] }
    if (stmt.callee.startsWith('host:')) return { params: 'f64s', results: ['f64'] }
    const callee = this.funcs.get(stmt.callee)
    if (callee === undefined) return this.fail('calls an unknown function', stmt)
    return { params: callee.params.map((p) => p.type), results: callee.results }
  }

  private results(binders: readonly Value[], types: readonly Type[], stmt: Stmt): void {
    const given = binders.map((b) => b.type).join()
    if (given !== types.join()) this.fail(`results are (${given}), must be (${types.join()})`, stmt)
    this.define(binders)
  }

  private if(stmt: If): boolean {
    this.use(stmt.cond, 'bool', 'condition')
    const types = stmt.results.map((r) => r.type)
    const then = this.within(() => this.block(stmt.then, types, 'then'))
    const otherwise = this.within(() => this.block(stmt.else, types, 'else'))
    this.define(stmt.results)
    return then && otherwise
  }

  private loop(stmt: Loop): boolean {
    const types = stmt.params.map((p) => p.type)
    if (stmt.mode === 'vector' && this.stage === 'legal') this.fail('plan to vectorize left at stage legal', stmt)
    this.useAll(stmt.inits, types, 'initial value')
    this.within(() => {
      this.define(stmt.params)
      // Before the body, whose binders the condition may not use.
      this.use(stmt.cond, 'bool', 'condition')
      return this.block(stmt.body, types, 'loop')
    })
    this.results(stmt.results, types, stmt)
    return false
  }

  private region(stmt: Region): boolean {
    const { label } = stmt
    if (this.labels.has(label)) this.fail('label used twice', stmt)
    this.labels.add(label)
    this.enclosing.set(label, stmt)
    const types = stmt.results.map((r) => r.type)
    const left = this.within(() => this.block(stmt.body, types, `region ${label.name}`))
    this.enclosing.delete(label)
    this.define(stmt.results)
    return left && !this.exited.has(label)
  }

  private exit(stmt: Exit): boolean {
    const region = this.enclosing.get(stmt.target)
    if (region === undefined) return this.fail('exit to a region that is not around it', stmt)
    this.exited.add(stmt.target)
    const types = region.results.map((r) => r.type)
    this.useAll(stmt.values, types, `exit to ${stmt.target.name}`)
    return true
  }

  private fail(problem: string, node?: Value | Stmt): never {
    const where = node === undefined ? '' : ` at ${'kind' in node ? showStmt(node) : showValue(node)}`
    throw new Bug(`verify ${this.stage}: function ${this.current.name}: ${problem}${where}`)
  }
}

function immediateFits({ op, type, args, imm }: Value): boolean {
  switch (op) {
    case 'const':
      return constantFits(type, imm)
    case 'binder':
      return imm === undefined || typeof imm === 'string'
    case 'host':
      return typeof imm === 'string'
    case 'assume':
      return typeof imm === 'boolean'
    case 'lane':
    case 'withLane':
      return isLane(imm, args[0].type, 1)
    case 'shuffle': {
      const lanes = String(imm).split(',')
      return isVector(type) && lanes.length === laneCount(type) && lanes.every((n) => isLane(Number(n), type, 2))
    }
    default:
      return imm === undefined
  }
}

/** Whether `imm` is a lane of `vectors` vectors in a row. */
const isLane = (imm: Value['imm'], type: Type, vectors: number): boolean =>
  isVector(type) && Number.isInteger(imm) && (imm as number) >= 0 && (imm as number) < vectors * laneCount(type)

function constantFits(type: Type, imm: Value['imm']): boolean {
  if (type === 'i64') return typeof imm === 'bigint' && BigInt.asIntN(64, imm) === imm
  if (typeof imm !== 'number') return false
  if (type === 'i32') return Object.is(imm | 0, imm)
  if (type === 'f32') return Object.is(Math.fround(imm), imm)
  return type === 'f64' || Object.is(imm, 0) || Object.is(imm, 1)
}

/** One level deep, with ids: the text form needs a module that is well formed. */
function showValue(value: Value, deep = true): string {
  const imm = value.imm === undefined ? '' : ` ${Object.is(value.imm, -0) ? '-0' : value.imm}`
  const args = deep && value.args.length > 0 ? `(${value.args.map((a) => showValue(a, false)).join(', ')})` : ''
  return `${value.op}.${value.type}#${value.id}${imm}${args}`
}

function showStmt(stmt: Stmt): string {
  switch (stmt.kind) {
    case 'load':
    case 'store':
      return `${stmt.kind} ${stmt.element}${stmt.lanes ? ` x${stmt.lanes}` : ''} ${showValue(stmt.ptr)}[${showValue(stmt.index)}]`
    case 'call':
      return `call ${stmt.callee}`
    case 'region':
      return `region ${stmt.label.name}`
    case 'exit':
      return `exit ${stmt.target.name}`
    case 'loop':
      return `loop (${stmt.params.map((p) => showValue(p)).join(', ')})`
    default:
      return stmt.kind
  }
}
