/**
 * Calls: built-ins, methods, and functions of the program. Small functions are inlined where they are called, so that they are
 * specialised to what they are given; recursive and large ones become functions of the module, one for each shape of arguments
 * (see inlining.ts).
 */
import type * as ESTree from 'estree'
import { Unsupported } from '../diagnostics.ts'
import type { Value } from '../ir/types.ts'
import type { Binding, FunctionNode, Node } from '../parse/parse.ts'
import { isFunction } from '../parse/parse.ts'
import { contains, walk } from '../parse/tree.ts'
import { allocate, arrayMethod, newTypedArray, TOO_LARGE } from './arrays.ts'
import { toInteger, toNumber } from './coerce.ts'
import type { SourceFunction } from './context.ts'
import { Context, UNREACHABLE } from './context.ts'
import { newTarget, region } from './control.ts'
import { callBuiltin, errorClasses, typedArrayClasses } from './intrinsics.ts'
import { carriedBy } from './literals.ts'
import { builtinPath } from './members.ts'
import type { JsValue } from './values.ts'
import { components, describe, joinShapes, refuseOther, shapeOf, unsupported, withComponents } from './values.ts'

export function call(cx: Context, node: ESTree.CallExpression | ESTree.SimpleCallExpression): JsValue {
  const { callee } = node
  if (callee.type === 'Super') return unsupported('super', 'super is not compiled', node, 'call a plain function')
  if (callee.type === 'MemberExpression') {
    const path = builtinPath(cx, callee)
    if (path !== undefined) return callBuiltin(cx, path, argumentsOf(cx, node), node as ESTree.CallExpression)
    const filled = filledArray(cx, node as ESTree.CallExpression, callee)
    if (filled !== undefined) return filled
    const object = cx.visit.expression(cx, callee.object as ESTree.Expression)
    if (object.kind === 'array' && !callee.computed && callee.property.type === 'Identifier') {
      return arrayMethod(cx, object, callee.property.name, argumentsOf(cx, node), node as ESTree.CallExpression)
    }
    if (object.kind === 'record' && !callee.computed && callee.property.type === 'Identifier') {
      const name = callee.property.name
      const field = object.fields.find(([n]) => n === name)?.[1]
      if (field !== undefined) return callValue(cx, field, argumentsOf(cx, node), node as ESTree.CallExpression)
    }
    if (object.kind === 'builtin' && !callee.computed && callee.property.type === 'Identifier') {
      const args = argumentsOf(cx, node)
      return callBuiltin(cx, `${object.path}.${callee.property.name}`, args, node as ESTree.CallExpression)
    }
    if (object.kind === 'other') return refuseOther(object.what, node)
    return unsupported('method', `methods of ${describe(object)} are not compiled`, node, methodHint(object))
  }
  return callValue(cx, cx.visit.expression(cx, callee), argumentsOf(cx, node), node as ESTree.CallExpression)
}

function methodHint(object: JsValue): string {
  switch (object.kind) {
    case 'number':
    case 'bool':
    case 'bigint':
      return 'compute it with operators and Math, or outside'
    case 'function':
    case 'closure':
      return 'use it outside, and pass the result as an argument'
    case 'rows':
    case 'grid':
    case 'tuple':
      return 'write the loop out'
    default:
      return "write it as a plain function that takes the object's fields, and pass that by env"
  }
}

function argumentsOf(
  cx: Context,
  node: { readonly arguments: readonly (ESTree.Expression | ESTree.SpreadElement)[] },
): JsValue[] {
  return node.arguments.map((a) =>
    a.type === 'SpreadElement'
      ? unsupported('spread', 'spread arguments are not compiled', a, 'write the arguments out, or a loop over them')
      : cx.visit.expression(cx, a),
  )
}

function callValue(cx: Context, callee: JsValue, args: readonly JsValue[], node: ESTree.CallExpression): JsValue {
  switch (callee.kind) {
    case 'builtin':
      return callBuiltin(cx, callee.path, args, node)
    case 'closure':
      return inline(cx, cx.source, callee.node, args, node)
    case 'function': {
      const source = cx.module.functions[callee.index]!
      const comesAlong =
        !source.recursive && (cx.module.inlined.has(source) || args.some((js) => js.kind === 'closure'))
      return comesAlong
        ? inline(cx, source, source.parsed.node, args, node)
        : callVariant(cx, { source, node: source.parsed.node, captured: [] }, args, node)
    }
    default:
      return unsupported(
        'call',
        `${describe(callee)} is called`,
        node,
        'call nested functions, or functions that are passed by env',
      )
  }
}

/** `new Array(n).fill(x)`, with or without `new`: the way to make an array of numbers of a given length. */
function filledArray(cx: Context, node: ESTree.CallExpression, callee: ESTree.MemberExpression): JsValue | undefined {
  const maker = callee.object
  if (callee.computed || callee.property.type !== 'Identifier' || callee.property.name !== 'fill') return undefined
  if (
    (maker.type !== 'NewExpression' && maker.type !== 'CallExpression') ||
    maker.callee.type !== 'Identifier' ||
    maker.arguments.length !== 1 ||
    node.arguments.length !== 1
  )
    return undefined
  const made = cx.source.parsed.bindings.has(maker.callee) ? undefined : cx.visit.expression(cx, maker.callee)
  if (made?.kind !== 'builtin' || made.path !== 'Array') return undefined
  const { b } = cx
  const length = toNumber(cx, argumentsOf(cx, maker)[0]!, maker)
  const n = toInteger(cx, length)
  const legal = b.and(b.binary('eq', n, length), b.and(b.binary('le', b.f64(0), n), b.binary('lt', n, b.f64(2 ** 32))))
  cx.when(b.not(legal), () => cx.throwError('RangeError', 'Invalid array length', maker))
  cx.bailIf(b.binary('lt', b.f64(2 ** 26), n), TOO_LARGE, maker)
  return arrayMethod(cx, allocate(cx, 'f64', true, b.unary('truncSat', n)), 'fill', argumentsOf(cx, node), node)
}

export function construct(cx: Context, node: ESTree.NewExpression): JsValue {
  if (node.callee.type === 'Super') return unsupported('super', 'super is not compiled', node, 'call a plain function')
  const made = cx.visit.expression(cx, node.callee)
  const args = made.kind === 'builtin' && errorClasses.has(made.path) ? [] : argumentsOf(cx, node)
  const element = made.kind === 'builtin' ? typedArrayClasses[made.path] : undefined
  if (element !== undefined) return newTypedArray(cx, element, args, node)
  if (made.kind === 'builtin' && made.path === 'Array')
    return unsupported(
      'array-holes',
      'new Array(n) has holes',
      node,
      'write new Array(n).fill(0), or use a typed array',
    )
  return unsupported(
    'new',
    `new ${made.kind === 'builtin' ? made.path : 'of this'} is not compiled`,
    node,
    'typed arrays, and errors behind throw, are what new compiles to',
  )
}

/**
 * Lowers the callee's body in place. A closure sees the variables of its function; a function of the program sees its own. A closure
 * that calls itself becomes a function from its second call on.
 */
function inline(
  cx: Context,
  source: SourceFunction,
  node: FunctionNode,
  args: readonly JsValue[],
  at: ESTree.CallExpression,
): JsValue {
  if (cx.inlining.includes(node)) return callVariant(cx, { source, node, captured: capturedBy(cx, node, at) }, args, at)
  if (cx.inlining.length > 32)
    return unsupported('call-depth', 'the calls nest too deeply', at, 'call fewer levels of functions')
  const saved = { source: cx.source, returnTo: cx.returnTo, jumps: cx.jumps }
  const target = newTarget('return')
  cx.inlining.push(node)
  cx.source = source
  cx.returnTo = target
  cx.jumps = []
  try {
    return region(cx, target, () => cx.visit.functionBody(cx, node, args)) ?? { kind: 'undefined' }
  } catch (error) {
    throw error instanceof Unsupported ? error.within(source.parsed.name, source.parsed.source) : error
  } finally {
    cx.inlining.pop()
    Object.assign(cx, saved)
  }
}

/** The variables around a closure that it sees, itself or by the closures it names; with their values they are parameters of its variants. */
function capturedBy(cx: Context, node: FunctionNode, at: Node): Binding[] {
  const { bindings } = cx.source.parsed
  const captured = new Set<Binding>()
  const closures = new Set([node])
  for (const closure of closures) {
    for (const [identifier, binding] of bindings) {
      if (!contains(closure, identifier) || contains(node, binding.owner)) continue
      const js = cx.env.get(binding)
      if (js !== undefined) captured.add(binding)
      if (js?.kind === 'closure') closures.add(js.node)
    }
  }
  const changed = [...carriedBy(cx, node)].find((binding) => captured.has(binding))
  if (changed !== undefined)
    unsupported(
      'recursive-closure',
      `a nested function calls itself and changes the outer variable ${changed.name}`,
      at,
      `return the value, or keep it in a typed array: ${changed.name}[0]`,
    )
  return [...captured]
}

/** What a variant is of: a function of the program, or a closure. */
interface Callee {
  readonly source: SourceFunction
  readonly node: FunctionNode
  readonly captured: readonly Binding[]
}

/** What is known of a function's variant: `result` is undefined until one of its paths has returned. */
interface FunctionVariant {
  readonly name: string
  result: JsValue | undefined
  lowering: boolean
  /** A call relied on the result while it was not final. */
  assumed: boolean
}

/** Calls the function's variant for these argument shapes; lowers it first where it is new. */
function callVariant(cx: Context, callee: Callee, args: readonly JsValue[], node: ESTree.CallExpression): JsValue {
  const { source, captured } = callee
  const { params } = callee.node
  // A parameter that nothing is passed for is one that captured values must not slip into.
  const given = params.map((_, i): JsValue => args[i] ?? { kind: 'undefined' })
  for (const js of given)
    if (js.kind === 'closure')
      unsupported(
        'function-argument',
        'a nested function is passed to a function that is not inlined',
        node,
        'call the nested function where it is needed, and pass its result',
      )
  given.push(...captured.map((binding) => cx.env.get(binding)!))
  const shapes = given.map((js) => `${shapeOf(js)}${isAnonymous(js) ? '#' : ''}`)
  const key = `${source.index}@${callee.node.start}(${[...captured.map(({ id }) => id), ...shapes].join()})`
  let variant = cx.module.variants.get(key)
  if (variant === undefined) {
    variant = {
      name: `${source.parsed.name || 'function'}.${cx.module.variants.size}`,
      result: undefined,
      lowering: true,
      assumed: false,
    }
    cx.module.variants.set(key, variant)
    lowerVariant(cx, callee, given, variant)
  }
  if (variant.lowering) variant.assumed = true
  if (variant.lowering && variant.result === undefined) {
    // Not known to return yet: paths that do not come through here decide the kind of the result.
    cx.bail('a recursion would not end; return on some path', node)
    return { kind: 'undefined' }
  }
  const { result = { kind: 'undefined' } } = variant
  const results: Value[] = []
  const js = withComponents(result, nextBinder(cx, components(result), results))
  cx.emit({
    kind: 'call',
    callee: variant.name,
    args: [...given, ...cx.passed.values()].flatMap(components),
    results,
    span: { start: node.start, end: node.end },
  })
  // Its paths all throw, or lead into calls of which that is not known yet.
  if (variant.result === undefined) cx.emit({ kind: 'throw', index: UNREACHABLE, values: [] })
  return js
}

function nextBinder(cx: Context, like: readonly Value[], into: Value[]): () => Value {
  const start = into.length
  return () => {
    const value = cx.b.binder(like[into.length - start]!.type)
    into.push(value)
    return value
  }
}

/** A function of its own, lowered again until what its calls of itself return is what it was assumed to be. */
function lowerVariant(cx: Context, callee: Callee, args: readonly JsValue[], variant: FunctionVariant): void {
  for (let attempt = 0; attempt < 8; attempt++) {
    variant.assumed = false
    const [funcs, variants] = [cx.module.funcs.length, new Set(cx.module.variants.keys())]
    const { params, inner, js } = lowerBody(cx, callee, args)
    const stable = js === undefined || (variant.result !== undefined && shapeOf(js) === shapeOf(variant.result))
    if (!variant.assumed || stable) {
      variant.result = js
      variant.lowering = false
      cx.module.funcs.push({
        name: variant.name,
        params,
        results: js ? components(js).map((v) => v.type) : [],
        body: { stmts: inner.stmts, yields: js ? components(js) : [] },
      })
      return
    }
    // What was lowered meanwhile relied on an assumption that did not hold.
    cx.module.funcs.length = funcs
    for (const key of cx.module.variants.keys()) if (!variants.has(key)) cx.module.variants.delete(key)
    variant.result = variant.result === undefined ? js : joinShapes(cx.b, variant.result, js!)
  }
  unsupported(
    'recursion-kind',
    `${callee.source.parsed.name} returns different kinds of values`,
    callee.node,
    'return one kind of value from all paths',
  )
}

/** An array that no result could name stays so: what returns it is refused, and not found out when it runs. */
const isAnonymous = (js: JsValue): boolean =>
  js.kind === 'array' && js.identity.op === 'const' && js.identity.imm === -2

function lowerBody(
  cx: Context,
  { source, node, captured }: Callee,
  args: readonly JsValue[],
): { params: Value[]; inner: Context; js: JsValue | undefined } {
  const params: Value[] = []
  const bind = (js: JsValue, keep: boolean): JsValue => {
    const own = withComponents(js, nextBinder(cx, components(js), params))
    return keep && js.kind === 'array' ? ({ ...own, identity: js.identity } as JsValue) : own
  }
  const bound = args.map((js) => bind(js, isAnonymous(js)))
  const passed = new Map([...cx.passed].map(([slot, js]) => [slot, bind(js, true)] as const))
  const inner = new Context(cx.module, source, passed, cx.visit)
  captured.forEach((binding, i) => {
    inner.env.set(binding, bound[node.params.length + i]!)
  })
  // The functions around a closure too: their variables, which it sees, must not get other values meanwhile.
  walk(
    source.parsed.node,
    (around) => contains(around, node) && void (isFunction(around) && inner.inlining.push(around)),
  )
  const target = newTarget('return')
  inner.returnTo = target
  try {
    const js = region(inner, target, () => cx.visit.functionBody(inner, node, bound.slice(0, node.params.length)))
    return { params, inner, js: inner.reachable ? (js ?? { kind: 'undefined' }) : undefined }
  } catch (error) {
    throw error instanceof Unsupported ? error.within(source.parsed.name, source.parsed.source) : error
  }
}
