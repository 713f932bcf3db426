/** Statements: control flow over the primitives of control.ts. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import type { Binding, FunctionNode, Node } from '../parse/parse.ts'
import { isFunction } from '../parse/parse.ts'
import { children } from '../parse/tree.ts'
import { lengthOf } from './arrays.ts'
import { bindPattern } from './assign.ts'
import { armsOf } from './cases.ts'
import { requireArray, toNumber } from './coerce.ts'
import type { Context, Jumps, Target } from './context.ts'
import { ifElse, leaveUnless, leaveUnlessTrue, loop, newTarget, region } from './control.ts'
import { condition, effect, expression } from './expression.ts'
import { carriedBy, literalUse } from './literals.ts'
import { element } from './members.ts'
import { isRectangular, materialize } from './memory.ts'
import { equal, number } from './operators.ts'
import { throwStatement } from './throwing.ts'
import type { JsValue } from './values.ts'
import { unsupported, withoutPresence } from './values.ts'

/** Lowers a function's parameters and body; what it returns at its end. Other returns exit to `cx.returnTo`. */
export function functionBody(cx: Context, node: FunctionNode, args: readonly JsValue[]): JsValue {
  const { bindings, node: whole } = cx.source.parsed
  const name = node.type === 'FunctionExpression' && node !== whole && node.id ? bindings.get(node.id) : undefined
  if (name !== undefined) cx.env.set(name, { kind: 'closure', node })
  bindParameters(cx, node, args)
  if (node.body.type !== 'BlockStatement') return expression(cx, node.body)
  statements(cx, node.body.body)
  return { kind: 'undefined' }
}

/** Binds parameters to arguments, defaults included. Missing arguments are `undefined`, extra ones have been evaluated and are dropped. */
function bindParameters(cx: Context, node: FunctionNode, args: readonly JsValue[]): void {
  node.params.forEach((param, i) => {
    bindPattern(cx, param, args[i] ?? { kind: 'undefined' }, param, (binding, given, id) => {
      const js = given.kind === 'tuple' && wantsMemory(cx, binding, given) ? materialize(cx, given, param) : given
      cx.env.set(binding, js)
      cx.record(binding, js, id)
    })
  })
  hoist(cx, node)
}

/** A literal that was passed: a copy in memory does where it is only read by index. */
function wantsMemory(cx: Context, binding: Binding, js: Extract<JsValue, { kind: 'tuple' }>): boolean {
  const { dynamic, written, rows, escapes } = literalUse(cx.source.parsed, binding)
  if (!dynamic || written || escapes) return false
  return isRectangular(js) ? !rows : js.items.length > 16
}

/** Function-scoped names exist from the start: `var`s as undefined (but parameters of that name stay), functions with their value. */
function hoist(cx: Context, node: FunctionNode): void {
  const visit = (n: Node): void => {
    if (n.type === 'VariableDeclaration' && n.kind === 'var') {
      for (const declarator of n.declarations) declareVars(cx, declarator.id)
    }
    for (const child of children(n)) if (!isFunction(child)) visit(child)
  }
  if (node.body.type === 'BlockStatement') {
    visit(node.body)
    hoistFunctions(cx, node.body.body)
  }
}

function declareVars(cx: Context, pattern: ESTree.Pattern): void {
  if (pattern.type === 'Identifier') {
    const binding = cx.source.parsed.bindings.get(pattern)
    if (binding !== undefined && binding.kind === 'var' && !cx.env.has(binding))
      cx.env.set(binding, { kind: 'undefined' })
  } else if (pattern.type === 'ArrayPattern') {
    for (const e of pattern.elements) if (e !== null) declareVars(cx, e)
  } else if (pattern.type === 'ObjectPattern') {
    for (const p of pattern.properties)
      declareVars(cx, p.type === 'Property' ? (p.value as ESTree.Pattern) : p.argument)
  } else if (pattern.type === 'AssignmentPattern') {
    declareVars(cx, pattern.left)
  }
}

function hoistFunctions(cx: Context, body: readonly ESTree.Node[]): void {
  for (const statement of body) {
    if (statement.type !== 'FunctionDeclaration' || statement.id === null) continue
    const binding = cx.source.parsed.bindings.get(statement.id)
    if (binding !== undefined) cx.env.set(binding, { kind: 'closure', node: statement })
  }
}

function statements(
  cx: Context,
  body: readonly (ESTree.Statement | ESTree.ModuleDeclaration | ESTree.Directive)[],
): void {
  for (const statement of body) {
    if (!cx.reachable) return
    lowerStatement(cx, statement as ESTree.Statement, [])
  }
}

function lowerStatement(cx: Context, node: ESTree.Statement, labels: readonly string[]): void {
  switch (node.type) {
    case 'ExpressionStatement':
      if (!('directive' in node)) effect(cx, node.expression)
      return
    case 'VariableDeclaration':
      return declaration(cx, node)
    case 'BlockStatement':
      hoistFunctions(cx, node.body)
      return breakable(cx, labels, () => statements(cx, node.body))
    case 'IfStatement':
      return breakable(cx, labels, () => ifStatement(cx, node))
    case 'ForStatement':
      return forStatement(cx, node, labels)
    case 'WhileStatement':
      return loop(cx, {
        node,
        carried: carriedBy(cx, node),
        labels,
        test: node.test,
        body: () => lowerStatement(cx, node.body, []),
      })
    case 'DoWhileStatement':
      return loop(cx, {
        node,
        carried: carriedBy(cx, node),
        labels,
        body: () => lowerStatement(cx, node.body, []),
        testAfter: node.test,
      })
    case 'ForOfStatement':
      return forOf(cx, node, labels)
    case 'SwitchStatement':
      return switchStatement(cx, node, labels)
    case 'LabeledStatement':
      return lowerStatement(cx, node.body, [...labels, node.label.name])
    case 'BreakStatement':
    case 'ContinueStatement':
      return jump(cx, node)
    case 'ReturnStatement':
      return returnStatement(cx, node)
    case 'ThrowStatement':
      return throwStatement(cx, node)
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return
    default:
      unsupported('statement', `${node.type} is not compiled`, node, 'do it outside of the kernel')
  }
}

/** A labelled statement other than a loop: `break label` leaves it. */
function breakable(cx: Context, labels: readonly string[], body: () => void): void {
  if (labels.length === 0) return body()
  const target = newTarget(labels[0]!)
  withJumps(cx, { labels, breakTo: target }, () =>
    region(cx, target, () => {
      body()
      return undefined
    }),
  )
}

function withJumps(cx: Context, jumps: Jumps, body: () => void): void {
  const saved = cx.jumps
  cx.jumps = [...saved, jumps]
  body()
  cx.jumps = saved
}

function jump(cx: Context, node: ESTree.BreakStatement | ESTree.ContinueStatement): void {
  const name = node.label?.name
  const found = cx.jumps.findLast((j) =>
    name !== undefined
      ? j.labels.includes(name)
      : node.type === 'ContinueStatement'
        ? j.continueTo !== undefined
        : j.continueTo !== undefined || j.labels.length === 0,
  )
  const target: Target | undefined = node.type === 'ContinueStatement' ? found?.continueTo : found?.breakTo
  if (target === undefined)
    return unsupported(
      'jump',
      'the target of this jump is not found',
      node,
      'this is a fault of tightloop: please report it with the function',
    )
  cx.exit(target)
}

function declaration(cx: Context, node: ESTree.VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    if ((init === null || init === undefined) && node.kind === 'var') continue // no re-initialisation
    let js: JsValue = init ? expression(cx, init) : { kind: 'undefined' }
    if (id.type === 'Identifier' && js.kind === 'tuple' && init?.type === 'ArrayExpression') {
      const binding = cx.source.parsed.bindings.get(id)!
      const use = literalUse(cx.source.parsed, binding)
      const inMemory =
        use.dynamic || (use.written && use.escapes) || js.items.length > 16 || (use.escapes && isRectangular(js))
      if (inMemory) js = materialize(cx, js, init)
    }
    declare(cx, id, js, node)
  }
}

function declare(cx: Context, id: ESTree.Pattern, js: JsValue, node: ESTree.Node): void {
  bindPattern(cx, id, js, node, (binding, value, identifier) => {
    cx.env.set(binding, value)
    cx.record(binding, value, identifier)
  })
}

function ifStatement(cx: Context, node: ESTree.IfStatement): void {
  const arm = (statement: ESTree.Statement | null | undefined) => () => {
    if (statement) lowerStatement(cx, statement, [])
    return undefined
  }
  if (isConjunction(node.test) && reads(cx, node.test)) return guardedIf(cx, node)
  ifElse(cx, condition(cx, node.test), arm(node.consequent), arm(node.alternate), node)
}

function forStatement(cx: Context, node: ESTree.ForStatement, labels: readonly string[]): void {
  if (node.init?.type === 'VariableDeclaration') declaration(cx, node.init)
  else if (node.init) effect(cx, node.init)
  const { test, update } = node
  // Variables of the head belong to the loop: they are declared outside of what it repeats.
  const carried = new Set<Binding>()
  for (const part of [test, update, node.body])
    if (part) for (const binding of carriedBy(cx, part)) carried.add(binding)
  loop(cx, {
    node,
    carried,
    labels,
    ...(test && { test }),
    body: () => lowerStatement(cx, node.body, []),
    ...(update && { update: () => effect(cx, update) }),
  })
}

const isConjunction = (node: ESTree.Expression): boolean => node.type === 'LogicalExpression' && node.operator === '&&'

/** Whether evaluating the condition takes statements. */
function reads(cx: Context, node: ESTree.Expression): boolean {
  const arrivals = cx.open.map((target) => target.arrivals.length)
  const { block } = cx.collect(() => condition(cx, node))
  cx.open.forEach((target, i) => {
    target.arrivals.length = arrivals[i]!
  })
  return block.stmts.length > 0
}

/** `if (a && b)` where b reads memory: left conjunct by conjunct, so that each tells the next what holds. */
function guardedIf(cx: Context, node: ESTree.IfStatement): void {
  const done = newTarget('endif')
  const otherwise = newTarget('else')
  const taken = (): void => {
    leaveUnlessTrue(cx, node.test, otherwise)
    lowerStatement(cx, node.consequent, [])
  }
  region(cx, done, () => {
    region(cx, otherwise, () => {
      taken()
      if (node.alternate) cx.exit(done)
      return undefined
    })
    if (node.alternate) lowerStatement(cx, node.alternate, [])
    return undefined
  })
}

/** `for (const x of array)`: by index, with the length asked anew each time as the iterator does. */
function forOf(cx: Context, node: ESTree.ForOfStatement, labels: readonly string[]): void {
  const { b } = cx
  const over = expression(cx, node.right)
  const bind = (js: JsValue): void => {
    if (node.left.type === 'VariableDeclaration') declare(cx, node.left.declarations[0]!.id, js, node.left)
    else bindPattern(cx, node.left, js, node)
  }
  if (over.kind === 'tuple') {
    const target = newTarget('break')
    region(cx, target, () => {
      for (const item of over.items) {
        const continueTo = newTarget('continue')
        withJumps(cx, { labels, breakTo: target, continueTo }, () =>
          region(cx, continueTo, () => {
            bind(item)
            lowerStatement(cx, node.body, [])
            return undefined
          }),
        )
      }
      return undefined
    })
    return
  }
  const sequence = over.kind === 'rows' || over.kind === 'grid' ? over : requireArray(cx, over, node.right)
  // The hidden counter is a variable like any other.
  const counter = {
    id: -1,
    name: 'of',
    kind: 'let',
    declaration: node,
    owner: node,
    writes: 1,
    captured: false,
  } as Binding
  cx.env.set(counter, number(b.f64(0)))
  const index = (): Value => toNumber(cx, cx.env.get(counter)!, node)
  loop(cx, {
    node,
    labels,
    carried: new Set([
      counter,
      ...carriedBy(cx, node.body),
      ...(node.left.type === 'VariableDeclaration' ? [] : carriedBy(cx, node)),
    ]),
    hiddenTest: () => b.binary('lt', index(), toNumber(cx, lengthOf(cx, sequence), node)),
    body: () => {
      bind(withoutPresence(element(cx, sequence, number(index()), node)))
      lowerStatement(cx, node.body, [])
    },
    update: () => cx.env.set(counter, number(b.binary('add', index(), b.f64(1)))),
  })
}

function switchStatement(cx: Context, node: ESTree.SwitchStatement, labels: readonly string[]): void {
  const value = expression(cx, node.discriminant)
  for (const { consequent } of node.cases) hoistFunctions(cx, consequent)
  const arms = armsOf(node)
  if (arms === undefined) return breakable(cx, labels, () => fallingThrough(cx, node, value))
  const chain = (i: number): undefined => {
    const arm = arms[i]
    if (arm === undefined) return
    const body = (): undefined => {
      // The body may be that of a block.
      hoistFunctions(cx, arm.body)
      statements(cx, arm.body)
    }
    const hits = arm.tests.map((test) => equal(cx, '===', value, expression(cx, test), test))
    if (hits.length === 0) return body()
    ifElse(
      cx,
      hits.reduce((x, y) => cx.b.or(x, y)),
      body,
      () => chain(i + 1),
      node,
    )
  }
  breakable(cx, labels, () => chain(0))
}

/** Cases as nested regions: the innermost dispatches, each falls through to the next. */
function fallingThrough(cx: Context, node: ESTree.SwitchStatement, value: JsValue): void {
  const breakTo = newTarget('break')
  const entries = node.cases.map((_, i) => newTarget(`case${i}`))
  const dispatch = (): void => {
    node.cases.forEach((c, i) => {
      if (!c.test || !cx.reachable) return
      const hit = equal(cx, '===', value, expression(cx, c.test), c)
      leaveUnless(cx, cx.b.not(hit), entries[i]!)
    })
    const fallback = node.cases.findIndex((c) => !c.test)
    cx.exit(fallback >= 0 ? entries[fallback]! : breakTo)
  }
  const nest = (i: number): void => {
    if (i < 0) return dispatch()
    region(cx, entries[i]!, () => {
      nest(i - 1)
      return undefined
    })
    statements(cx, node.cases[i]!.consequent)
  }
  withJumps(cx, { labels: [], breakTo }, () =>
    region(cx, breakTo, () => {
      nest(node.cases.length - 1)
      return undefined
    }),
  )
}

function returnStatement(cx: Context, node: ESTree.ReturnStatement): void {
  const js: JsValue = node.argument ? expression(cx, node.argument) : { kind: 'undefined' }
  if (cx.reachable && cx.inlining.length <= 1) cx.returns.push({ node, js })
  if (cx.returnTo !== undefined) cx.exit(cx.returnTo, js)
}
