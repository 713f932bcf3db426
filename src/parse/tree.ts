/**
 * The shape of a parsed function: ESTree nodes that know their place, the bindings its identifiers mean, and the small helpers by
 * which every pass walks them. Types and walking only; `parse.ts` makes the trees.
 */
import type * as ESTree from 'estree'
import type { Span } from '../diagnostics.ts'

declare module 'estree' {
  interface BaseNodeWithoutComments {
    /** Offset of the first character in the function's source text. */
    start: number
    /** Offset after the last character. */
    end: number
  }
}

export type Node = ESTree.Node
export type FunctionNode = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression

/** A variable, parameter or nested function of the kernel. References find theirs in `ParsedFunction.bindings`. */
export interface Binding {
  readonly id: number
  readonly name: string
  readonly kind: 'param' | 'var' | 'let' | 'const' | 'function'
  /** The declarator, the parameter's whole pattern, or the function node. */
  readonly declaration: Node
  /** The function, block, `for` statement or `switch` that owns its scope. */
  readonly owner: Node
  /** Writes other than the initialiser. A `var` initialised in a loop runs its initialiser again: ask `assigned` there. */
  writes: number
  /** Referenced from a function nested in the one that declares it. */
  captured: boolean
}

export interface ParsedFunction {
  readonly name: string
  /** The text that all spans index: `fn.toString()` as given. */
  readonly source: string
  readonly node: FunctionNode
  /** Every identifier that declares or references a local binding, nested functions included. */
  readonly bindings: ReadonlyMap<ESTree.Identifier, Binding>
  /** Free variable -> its references; globals such as `Math`, `NaN` and `undefined` too. */
  readonly free: ReadonlyMap<string, readonly ESTree.Identifier[]>
  /** Bindings declared outside `node` that may be written while `node` runs, also through the nested functions it mentions. */
  assigned(node: Node): ReadonlySet<Binding>
}

export function spanOf(node: Node): Span {
  return { start: node.start, end: node.end }
}

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration'
  )
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** Direct child nodes, in the order of the source. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  return found
}

/** Visits `node` and all below it, parents first. `enter` returns false to leave out what lies below. */
export function walk(node: Node, enter: (node: Node) => boolean | void): void {
  if (enter(node) === false) return
  for (const child of children(node)) walk(child, enter)
}

/** True if `inner` is `outer` or lies in it. Both belong to one tree. */
export function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** Parent of every node below `root`. */
export function parentsOf(root: Node): ReadonlyMap<Node, Node> {
  const parents = new Map<Node, Node>()
  walk(root, (node) => {
    for (const child of children(node)) parents.set(child, node)
  })
  return parents
}

/** Identifiers that a declaration or assignment pattern binds or writes; members it writes are left out. */
export function patternIdentifiers(pattern: Node): ESTree.Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'AssignmentPattern':
      return patternIdentifiers(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternIdentifiers(element) : []))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => patternIdentifiers(property))
    case 'Property':
      return patternIdentifiers(pattern.value)
    case 'RestElement':
      return patternIdentifiers(pattern.argument)
    default:
      return []
  }
}
