/**
 * Which array and object literals can live in variables (scalar replacement): those whose elements are only named by constants, and
 * which no second name could see being written. Others get memory (arrays), or are refused (objects).
 */
import type * as ESTree from 'estree'
import type { Binding, Node, ParsedFunction } from '../parse/parse.ts'
import { parentsOf, walk } from '../parse/tree.ts'
import type { Context } from './context.ts'

export interface LiteralUse {
  /** An element is named by a computed index, or a method is called. */
  dynamic: boolean
  /** An element is assigned. */
  written: boolean
  /** An element that is itself a literal may get a name of its own. */
  rows: boolean
  /** The literal gets a second name: passed on, or put into something else. */
  escapes: boolean
}

const memo = new WeakMap<ParsedFunction, Map<Binding, LiteralUse>>()

export function literalUse(parsed: ParsedFunction, binding: Binding): LiteralUse {
  let uses = memo.get(parsed)
  if (uses === undefined) memo.set(parsed, (uses = collect(parsed)))
  return uses.get(binding) ?? { dynamic: false, written: false, rows: false, escapes: false }
}

function collect(parsed: ParsedFunction): Map<Binding, LiteralUse> {
  const uses = new Map<Binding, LiteralUse>()
  const parents = parentsOf(parsed.node)
  for (const [identifier, binding] of parsed.bindings) {
    let use = uses.get(binding)
    if (use === undefined) uses.set(binding, (use = { dynamic: false, written: false, rows: false, escapes: false }))
    classify(identifier, parents, use)
  }
  return uses
}

function classify(identifier: ESTree.Identifier, parents: ReadonlyMap<Node, Node>, use: LiteralUse): void {
  const parent = parents.get(identifier)
  switch (parent?.type) {
    case 'MemberExpression': {
      if (parent.object !== identifier) {
        use.escapes = true // an index: not a literal anyway
        return
      }
      if (parent.computed && !(parent.property.type === 'Literal' && typeof parent.property.value === 'number'))
        use.dynamic = true
      const owner = parents.get(parent)
      if (owner?.type === 'CallExpression' && owner.callee === parent) use.dynamic = true
      if (owner !== undefined && isTarget(owner, parent)) use.written = true
      if (owner?.type === 'MemberExpression' && owner.object === parent) classifyRow(owner, parents, use)
      else if (!takesApart(owner, parent)) use.rows = true
      return
    }
    case 'VariableDeclarator':
      if (parent.init === identifier && parent.id.type !== 'ArrayPattern' && parent.id.type !== 'ObjectPattern')
        use.escapes = true
      return
    case 'AssignmentExpression':
      if (parent.right === identifier && parent.left.type !== 'ArrayPattern' && parent.left.type !== 'ObjectPattern')
        use.escapes = true
      return
    case 'AssignmentPattern':
      if (parent.right === identifier) use.escapes = true
      return
    case 'ForOfStatement':
      use.rows = true
      return
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return
    default:
      use.escapes = true
  }
}

/** `v[i][j]`: assigned, it takes rows in memory. */
function classifyRow(member: ESTree.MemberExpression, parents: ReadonlyMap<Node, Node>, use: LiteralUse): void {
  const owner = parents.get(member)
  if (owner === undefined || !isTarget(owner, member)) return
  use.written = true
  use.dynamic = true
}

/** `const [x, y] = v[i]` */
const takesApart = (owner: Node | undefined, member: Node): boolean =>
  owner?.type === 'VariableDeclarator' && owner.init === member && owner.id.type === 'ArrayPattern'

const isTarget = (owner: Node, member: Node): boolean =>
  (owner.type === 'AssignmentExpression' && owner.left === member) ||
  owner.type === 'UpdateExpression' ||
  owner.type === 'ArrayPattern' ||
  owner.type === 'AssignmentPattern'

/** Bindings whose elements or fields are assigned somewhere in `node`, or by a function of this one. */
function memberWrites(parsed: ParsedFunction, node: Node): ReadonlySet<Binding> {
  const found = new Set<Binding>()
  let calls = false
  const visit = (target: Node): void => {
    let base: Node = target
    while (base.type === 'MemberExpression') base = base.object as Node
    if (base !== target && base.type === 'Identifier') {
      const binding = parsed.bindings.get(base)
      if (binding !== undefined) found.add(binding)
    }
  }
  const scan = (root: Node): void =>
    walk(root, (n) => {
      if (n.type === 'AssignmentExpression') for (const target of targetsOf(n.left)) visit(target)
      if (n.type === 'UpdateExpression') visit(n.argument)
      if (n.type === 'CallExpression' && n.callee.type === 'Identifier' && parsed.bindings.has(n.callee)) calls = true
    })
  scan(node)
  if (calls) scan(parsed.node)
  return found
}

function targetsOf(pattern: Node): Node[] {
  switch (pattern.type) {
    case 'ArrayPattern':
      return pattern.elements.flatMap((e) => (e === null ? [] : targetsOf(e)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => (p.type === 'Property' ? targetsOf(p.value) : []))
    case 'AssignmentPattern':
      return targetsOf(pattern.left)
    default:
      return [pattern]
  }
}

/** Variables that running `node` may change: assigned ones, and literals whose elements are. */
export function carriedBy(cx: Context, node: Node): ReadonlySet<Binding> {
  const carried = new Set(cx.source.parsed.assigned(node))
  for (const binding of memberWrites(cx.source.parsed, node)) {
    const kind = cx.env.get(binding)?.kind
    if (kind === 'tuple' || kind === 'record') carried.add(binding)
  }
  return carried
}
