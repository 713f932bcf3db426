/**
 * Where lowering stands: the module being built, the function being lowered, its block, and what each variable holds now.
 */
import type * as ESTree from 'estree'
import type { Bail, EnvValue, Request } from '../artifact.ts'
import { Builder, withoutAssumptions } from '../ir/build.ts'
import type { Draft, Func, Label, Root, Stmt, Value } from '../ir/types.ts'
import type { Binding, FunctionNode, ParsedFunction } from '../parse/parse.ts'
import type { JsValue } from './values.ts'
import { unsupported } from './values.ts'

/** Statements made for one request, loops that are lowered anew included: nested functions can multiply without end. */
const MAX_STATEMENTS = 100_000

/** Index of the throw that makes the call run plain: no write of the kernel has been seen by then. */
export const BAIL = 0
/** Index of the throw that ends what control never gets to, such as the code behind an endless loop. */
export const UNREACHABLE = 1

/** One function of the request, parsed. */
export interface SourceFunction {
  readonly index: number
  readonly parsed: ParsedFunction
  readonly env: Readonly<Record<string, EnvValue>>
  /** Whether a call of it can reach it again. */
  recursive: boolean
}

/** A variable as users see it, for `inspectTypes`. */
export interface VariableRecord {
  readonly name: string
  readonly span: { readonly start: number; readonly end: number }
  readonly js: JsValue
}

/** What the whole request shares. */
export class ModuleContext {
  readonly b = new Builder()
  readonly roots: Root[] = []
  readonly throws: { type: string; message: readonly string[] }[] = [
    { type: 'bail', message: [''] },
    { type: 'unreachable', message: [''] },
  ]
  /** Reasons for which the plain function may have to go on. */
  readonly bails: Bail[] = []
  readonly funcs: Func[] = []
  readonly variables: VariableRecord[] = []
  readonly declared: Declared = new Map()
  /** Statements made so far. */
  emitted = 0
  readonly request: Request
  readonly functions: readonly SourceFunction[]
  /** Functions compiled on their own, by index and argument shapes (see call.ts). */
  readonly variants = new Map<
    string,
    { readonly name: string; result: JsValue | undefined; lowering: boolean; assumed: boolean }
  >()
  /** Names that were read of object arguments which have no such field. */
  readonly absentFields = new Set<string>()
  /** Address of an object argument, or table of an array of rows -> number of the argument. */
  readonly wholes = new Map<Value, number>()
  /** Address of an object argument -> names of its fields, in order. */
  readonly fieldsOf = new Map<Value, readonly string[]>()
  /** Functions that are inlined where they are called. */
  inlined: ReadonlySet<SourceFunction> = new Set()
  /** Names of object fields that some function assigns. */
  writtenFields: ReadonlySet<string> = new Set()

  constructor(request: Request, functions: readonly SourceFunction[]) {
    this.request = request
    this.functions = functions
  }

  throwIndex(type: string, message: readonly string[]): number {
    const known = this.throws.findIndex(
      (t) =>
        t.type === type && t.message.length === message.length && t.message.every((piece, i) => piece === message[i]),
    )
    return known >= 0 ? known : this.throws.push({ type, message }) - 1
  }

  bailIndex(bail: Bail): number {
    const known = this.bails.findIndex(
      ({ message, functionIndex, span }) =>
        message === bail.message && functionIndex === bail.functionIndex && span?.start === bail.span?.start,
    )
    return known >= 0 ? known : this.bails.push(bail) - 1
  }
}

export type Env = Map<Binding, JsValue>

/** Places of declarations, by variable. */
type Declared = Map<Binding, VariableRecord['span']>

/** One way of reaching a place: what variables hold there, and how to hand over the merged values. */
export interface Arrival {
  readonly env: Env
  /** The expression value that travels along, e.g. what is returned. */
  readonly js?: JsValue
  give(values: readonly Value[]): void
}

export interface Target {
  readonly label: Label
  readonly arrivals: Arrival[]
}

/** Where `break` and `continue` go. */
export interface Jumps {
  readonly labels: readonly string[]
  readonly breakTo: Target
  readonly continueTo?: Target
}

export interface Visitors {
  expression(cx: Context, node: ESTree.Expression): JsValue
  /** As a bool. */
  condition(cx: Context, node: ESTree.Expression): Value
  functionBody(cx: Context, node: FunctionNode, args: readonly JsValue[]): JsValue
}

export class Context {
  readonly module: ModuleContext
  readonly b: Builder
  source: SourceFunction
  stmts: Stmt[] = []
  env: Env = new Map()
  reachable = true
  jumps: Jumps[] = []
  returnTo: Target | undefined
  /** What the returns of the function being compiled (not of those inlined into it) gave, in order of the source. */
  readonly returns: { readonly node: ESTree.Node; readonly js: JsValue }[] = []
  /** Targets of the constructs around, outermost first: a loop that is lowered again takes its exits back. */
  readonly open: Target[] = []
  /** Loaded numbers that are NaN where the element is missing, with what tells that it is there. */
  readonly presence = new Map<Value, Value>()
  /** Functions being inlined, innermost last. */
  readonly inlining: ESTree.Node[] = []
  /** Env arrays by slot: every function of the module takes them all as its last parameters. */
  readonly passed: ReadonlyMap<number, JsValue>

  /** The mutually recursive parts of lowering, so that each file imports only what lies below it. */
  readonly visit: Visitors

  constructor(module: ModuleContext, source: SourceFunction, passed: ReadonlyMap<number, JsValue>, visit: Visitors) {
    this.visit = visit
    this.module = module
    this.b = module.b
    this.source = source
    this.passed = passed
  }

  /** Notes what a variable of the kernel itself holds from now on; `id` where it is declared. */
  record(binding: Binding, js: JsValue, id?: ESTree.Identifier): void {
    const { variables, declared } = this.module
    if (this.source.index !== 0) return
    if (id !== undefined) declared.set(binding, { start: id.start, end: id.end })
    const span = declared.get(binding)
    if (span !== undefined) variables.push({ name: binding.name, span, js })
  }

  emit(stmt: Stmt): void {
    if (this.reachable) this.stmts.push(stmt)
    if (++this.module.emitted > MAX_STATEMENTS)
      unsupported(
        'kernel-size',
        'the kernel and what is inlined into it are too large to compile',
        undefined,
        'split it, and call nested functions in fewer places',
      )
    if (stmt.kind === 'exit' || stmt.kind === 'throw') this.reachable = false
  }

  /** Runs `body` with an empty block and a copy of the variables, and takes both out again. */
  collect<T>(body: () => T): { result: T; block: Draft; env: Env; reachable: boolean } {
    const saved = { stmts: this.stmts, env: this.env, reachable: this.reachable }
    this.stmts = []
    this.env = new Map(this.env)
    this.reachable = true
    try {
      const result = body()
      return { result, block: { stmts: this.stmts, yields: [] }, env: this.env, reachable: this.reachable }
    } finally {
      this.stmts = saved.stmts
      this.env = saved.env
      this.reachable = saved.reachable
    }
  }

  exit(target: Target, js?: JsValue): void {
    if (!this.reachable) return
    const stmt = { kind: 'exit' as const, target: target.label, values: [] as readonly Value[] }
    target.arrivals.push({
      env: new Map(this.env),
      ...(js && { js }),
      give: (values) => {
        stmt.values = values
      },
    })
    this.emit(stmt)
  }

  /** Throws an error of a standard class; the values stand between the pieces of the message. */
  throwError(
    type: string,
    message: string | readonly string[],
    node?: ESTree.Node,
    values: readonly Value[] = [],
  ): void {
    this.emit({
      kind: 'throw',
      index: this.module.throwIndex(type, typeof message === 'string' ? [message] : message),
      values,
      ...(node && { span: { start: node.start, end: node.end } }),
    })
  }

  /** Gives up the compiled call where `cond` holds: the plain function runs instead. */
  bailIf(cond: Value, message: string, node?: ESTree.Node): void {
    this.when(cond, () => this.bail(message, node))
  }

  bail(message: string, node?: ESTree.Node): void {
    const place = node && { span: { start: node.start, end: node.end } }
    const reason = this.module.bailIndex({ message, functionIndex: this.source.index, ...place })
    this.emit({ kind: 'throw', index: BAIL, values: [this.b.f64(reason)], ...place })
  }

  /** `if (cond) leave`: the body must not come back. */
  when(cond: Value, body: () => void): void {
    if (cond.op === 'const' && cond.imm === 0) return
    const { block } = this.collect(body)
    if (cond.op === 'const') {
      for (const stmt of block.stmts) this.emit(stmt)
      return
    }
    this.emit({ kind: 'if', cond, then: block, else: { stmts: [], yields: [] }, results: [] })
    this.assume(cond, false)
  }

  /** From here on `cond` is known: variables compared in it are renamed, so that their ranges narrow (e-SSA, Bodik et al. 2000). */
  assume(cond: Value, truth: boolean): void {
    if (cond.op === 'not') return this.assume(cond.args[0]!, !truth)
    if ((cond.op === 'and' && truth) || (cond.op === 'or' && !truth)) {
      for (const part of cond.args) this.assume(part, truth)
      return
    }
    // An ordered comparison that holds saw no NaN, so elements it compared were there.
    if (truth && (cond.op === 'lt' || cond.op === 'le' || cond.op === 'eq')) {
      for (const arg of cond.args) {
        const present = this.presence.get(withoutAssumptions(arg))
        if (present !== undefined) this.assume(present, true)
      }
    }
    if (!['lt', 'le', 'eq', 'ne', 'ult', 'ule', 'inBounds'].includes(cond.op)) return
    const subjects = new Set(
      cond.args
        .map(subjectOf)
        .flatMap((v) => (v.op === 'const' ? [] : isSquare(v) || v.op === 'rem' ? [v, subjectOf(v.args[0]!)] : [v])),
    )
    if (subjects.size === 0) return
    for (const [binding, js] of this.env) {
      if (js.kind === 'number' && subjects.has(subjectOf(js.value))) {
        this.env.set(binding, { ...js, value: this.b.assume(js.value, cond, truth) })
      }
    }
  }
}

/** What a comparison tells about: the value itself, or the float it was converted from. */
function subjectOf(value: Value): Value {
  const inner = withoutAssumptions(value)
  return inner.op === 'i32ToF64' ? subjectOf(inner.args[0]!) : inner
}

/** `x * x < n` and `x % 2 === 0` tell about x, too. */
const isSquare = (value: Value): boolean => value.op === 'mul' && value.args[0] === value.args[1]
