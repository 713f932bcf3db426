/**
 * Request -> typed IR. The only phase that knows JavaScript's semantics: everything after it is numbers, memory and loops.
 *
 * Numbers come out as f64, loads and stores with the check that JavaScript makes as their guard. What other phases make of it never
 * changes a bit.
 */
import type * as ESTree from 'estree'
import type { ArgType, Request, ResultPlan } from '../artifact.ts'
import { Unsupported } from '../diagnostics.ts'
import type { Module } from '../ir/types.ts'
import type { Node, ParsedFunction } from '../parse/parse.ts'
import { parseFunction } from '../parse/parse.ts'
import { walk } from '../parse/tree.ts'
import type { Crossing } from './boundary.ts'
import { cross, crossResult } from './boundary.ts'
import type { SourceFunction } from './context.ts'
import { Context, ModuleContext } from './context.ts'
import { newTarget, region } from './control.ts'
import { condition, expression } from './expression.ts'
import { inlinedFunctions } from './inlining.ts'
import { functionBody } from './statement.ts'
import type { JsValue } from './values.ts'
import { shapeOf, signatureOf } from './values.ts'

export interface Lowered {
  readonly module: Module
  readonly context: ModuleContext
  /** The kernel's parameters, in order; then what env passes, with its slots. */
  readonly params: readonly Crossing[]
  readonly env: readonly { readonly slot: number; readonly crossing: Crossing }[]
  readonly result: ResultPlan
  readonly resultType: string
}

/** @throws {Unsupported} where the kernel, at these argument types, does not compile. */
export function lower(request: Request): Lowered {
  const functions = request.functions.map((_, index) => new LazyFunction(request, index))
  const kernel = functions[0]!
  const reached = reachable(functions)
  markRecursion(functions, reached)
  const context = new ModuleContext(request, functions)
  context.inlined = inlinedFunctions(reached, (fn) => mentionsOf(fn as LazyFunction, functions).filter(parses))
  context.writtenFields = writtenFields(reached.map((f) => f.parsed))

  const arrays = { count: 0 }
  const { parsed } = kernel
  const named = fieldsNamed(reached.map((f) => f.parsed))
  const params = parsed.node.params.map((pattern, i) => {
    const type = used(parsed, pattern)
      ? withFields(request.args[i] ?? { kind: 'undefined' }, named)
      : ({ kind: 'other', what: 'an argument that is not used' } as const)
    const crossing = cross(context, type, nameOf(pattern, i), arrays, 'param')
    noteWhole(context, crossing, i)
    return crossing
  })
  const env = passedByEnv(reached).map(([slot, name, type]) => ({
    slot,
    crossing: cross(context, withFields(type, named), name, arrays, 'env'),
  }))

  const cx = new Context(context, kernel, new Map(env.map(({ slot, crossing }) => [slot, crossing.js])), {
    expression,
    condition,
    functionBody,
  })
  cx.inlining.push(parsed.node)
  const target = newTarget('return')
  cx.returnTo = target
  try {
    const returned = region(cx, target, () =>
      functionBody(
        cx,
        parsed.node,
        params.map((p) => p.js),
      ),
    ) ?? { kind: 'undefined' as const }
    const { plan, results } = cx.reachable
      ? crossResult(cx, returned, (culprit) => blamed(cx, parsed.node, culprit))
      : { plan: { kind: 'undefined' as const }, results: [] }
    const main = {
      name: parsed.name || 'kernel',
      params: [...params, ...env.map((e) => e.crossing)].flatMap((c) => c.params),
      results: results.map((v) => v.type),
      body: { stmts: cx.stmts, yields: results },
    }
    return {
      context,
      params,
      env,
      result: plan,
      resultType: signatureOf(returned),
      module: { funcs: [main, ...context.funcs], roots: context.roots, throws: context.throws },
    }
  } catch (error) {
    throw error instanceof Unsupported ? error.within(parsed.name, parsed.source) : error
  }
}

/** Notes which argument an object or an array of rows is, for results that are it or a part of it. */
function noteWhole(context: ModuleContext, { js }: Crossing, index: number): void {
  if (js.kind === 'rows') context.wholes.set(js.table, index)
  if (js.kind !== 'struct') return
  context.wholes.set(js.address, index)
  context.fieldsOf.set(
    js.address,
    js.fields.map((f) => f.name),
  )
}

/** The return that gives what cannot be returned; where kinds differ between returns, the first that differs from those before. */
function blamed(cx: Context, whole: Node, culprit: (js: JsValue) => boolean): Node {
  const { returns } = cx
  const direct =
    returns.find(({ js }) => culprit(js)) ??
    returns.find(({ js }) => shapeOf(js) !== shapeOf(returns[0]!.js)) ??
    returns[0]
  if (direct !== undefined) return direct.node
  return whole.type === 'ArrowFunctionExpression' && whole.body.type !== 'BlockStatement' ? whole.body : whole
}

/** A function of the request, parsed when something asks for it: what is never called need not compile. */
class LazyFunction implements SourceFunction {
  readonly index: number
  recursive = false
  private readonly request: Request
  private tree: ParsedFunction | undefined
  constructor(request: Request, index: number) {
    this.request = request
    this.index = index
  }
  get parsed(): ParsedFunction {
    const { source, name } = this.request.functions[this.index]!
    this.tree ??= parseFunction(source, name)
    return this.tree
  }
  get env() {
    return this.request.functions[this.index]!.env
  }
}

/** Functions the kernel may call, itself first. One that does not parse is left out: the call will say so. */
function reachable(functions: readonly LazyFunction[]): LazyFunction[] {
  const found = new Set<LazyFunction>([functions[0]!])
  for (const fn of found) {
    for (const callee of calleesOf(fn, functions)) if (parses(callee)) found.add(callee)
  }
  return [...found]
}

function parses(fn: LazyFunction): boolean {
  try {
    return fn.parsed !== undefined
  } catch (error) {
    if (error instanceof Unsupported) return false
    throw error
  }
}

/** Functions that it names, one entry for each mention. */
function mentionsOf(fn: LazyFunction, functions: readonly LazyFunction[]): LazyFunction[] {
  return [...fn.parsed.free].flatMap(([name, identifiers]) => {
    const value = Object.hasOwn(fn.env, name) ? fn.env[name] : undefined
    return value?.kind === 'function' ? identifiers.map(() => functions[value.index]!) : []
  })
}

const calleesOf = (fn: LazyFunction, functions: readonly LazyFunction[]): LazyFunction[] => [
  ...new Set(mentionsOf(fn, functions)),
]

/** Marks functions that a call of theirs can reach again. */
function markRecursion(functions: readonly LazyFunction[], reached: readonly LazyFunction[]): void {
  for (const fn of reached) {
    const ownName = [...fn.parsed.bindings].some(
      ([id, b]) =>
        b.declaration === fn.parsed.node && b.kind === 'function' && id !== (fn.parsed.node as { id?: unknown }).id,
    )
    const below = new Set(calleesOf(fn, functions).filter(parses))
    for (const callee of below) for (const next of calleesOf(callee, functions)) if (parses(next)) below.add(next)
    fn.recursive = ownName || below.has(fn)
  }
}

function writtenFields(functions: readonly ParsedFunction[]): Set<string> {
  const names = new Set<string>()
  const visit = (target: Node): void => {
    if (target.type === 'MemberExpression' && !target.computed && target.property.type === 'Identifier')
      names.add(target.property.name)
    if (target.type === 'ArrayPattern') for (const e of target.elements) if (e) visit(e)
    if (target.type === 'ObjectPattern') for (const p of target.properties) if (p.type === 'Property') visit(p.value)
    if (target.type === 'AssignmentPattern') visit(target.left)
  }
  for (const fn of functions) {
    walk(fn.node, (n) => {
      if (n.type === 'AssignmentExpression') visit(n.left)
      if (n.type === 'UpdateExpression') visit(n.argument)
      if (n.type === 'ForOfStatement' && n.left.type !== 'VariableDeclaration') visit(n.left)
    })
  }
  return names
}

/** Property names that occur at all: other fields of an object argument need not cross. */
function fieldsNamed(functions: readonly ParsedFunction[]): Set<string> {
  const names = new Set<string>()
  for (const fn of functions) {
    walk(fn.node, (n) => {
      if (n.type === 'MemberExpression' && !n.computed && n.property.type === 'Identifier') names.add(n.property.name)
      if (n.type === 'Property' && n.key.type === 'Identifier') names.add(n.key.name)
      if ((n.type === 'MemberExpression' || n.type === 'Property') && 'property' in n && n.property.type === 'Literal')
        names.add(String(n.property.value))
    })
  }
  return names
}

const withFields = (type: ArgType, named: ReadonlySet<string>): ArgType =>
  type.kind === 'object' ? { kind: 'object', fields: type.fields.filter(([name]) => named.has(name)) } : type

function used(parsed: ParsedFunction, pattern: ESTree.Pattern): boolean {
  if (pattern.type !== 'Identifier') return true
  const binding = parsed.bindings.get(pattern)
  for (const [identifier, b] of parsed.bindings) if (b === binding && identifier !== pattern) return true
  return false
}

const nameOf = (pattern: ESTree.Pattern, i: number): string =>
  pattern.type === 'Identifier'
    ? pattern.name
    : pattern.type === 'AssignmentPattern'
      ? nameOf(pattern.left, i)
      : `argument${i}`

/** What env passes with each call, and some reachable function names, by slot. */
function passedByEnv(functions: readonly LazyFunction[]): [slot: number, name: string, type: ArgType][] {
  const found = new Map<number, [number, string, ArgType]>()
  for (const fn of functions) {
    for (const name of fn.parsed.free.keys()) {
      const value = Object.hasOwn(fn.env, name) ? fn.env[name] : undefined
      if (value?.kind === 'passed') found.set(value.slot, [value.slot, name, value.type])
    }
  }
  return [...found.values()].sort((x, y) => x[0] - y[0])
}
