/**
 * What may be done with variables, once it is known what they name. Outer variables and constants are not assigned, and inner
 * functions are only called: a function that travels as a value could be called from anywhere, and no pass could say what it changes.
 */
import type * as ESTree from 'estree'
import { type Diagnostic, Unsupported } from '../diagnostics.ts'
import { type Scopes, sourcesOf } from './scopes.ts'
import {
  type Binding,
  type FunctionNode,
  isFunction,
  type Node,
  parentsOf,
  patternIdentifiers,
  spanOf,
  walk,
} from './tree.ts'

/** @throws {Unsupported} at the first use that does not compile. */
export function checkUses(root: FunctionNode, scopes: Scopes): void {
  const parents = parentsOf(root)
  const holders = functionHolders(scopes)
  walk(root, (node) => {
    const refusal =
      node.type === 'Identifier'
        ? checkReference(node, scopes, holders, parents)
        : checkFunctionValue(node, root, parents)
    if (refusal) throw new Unsupported({ ...refusal, span: spanOf(node) })
  })
}

type Refusal = Pick<Diagnostic, 'code' | 'message' | 'hint'>
type Parents = ReadonlyMap<Node, Node>

function checkReference(
  id: ESTree.Identifier,
  scopes: Scopes,
  holders: ReadonlySet<Binding>,
  parents: Parents,
): Refusal | undefined {
  const binding = scopes.bindings.get(id)
  if (scopes.writes.has(id)) return checkWrite(id, binding)
  if (!binding || !holders.has(binding) || isDeclared(id, binding, parents) || isCallable(id, parents)) return undefined
  return {
    code: 'function-value',
    message: `the function \`${id.name}\` is used as a value; inner functions can only be called`,
    hint: 'Call it where it is needed.',
  }
}

function checkWrite(id: ESTree.Identifier, binding: Binding | undefined): Refusal | undefined {
  if (!binding) {
    return {
      code: 'outer-write',
      message: `\`${id.name}\` is assigned but declared outside of the function`,
      hint: `Declare it inside, or keep the value in a typed array that is passed as an argument or by env and write ${id.name}[0].`,
    }
  }
  if (binding.kind === 'function') {
    return { code: 'function-write', message: `the function \`${id.name}\` is assigned`, hint: 'Use another variable.' }
  }
  const { declaration } = binding
  if (binding.kind !== 'const' || declaration.type !== 'VariableDeclarator') return undefined
  if (patternIdentifiers(declaration.id).includes(id)) return undefined
  return {
    code: 'const-write',
    message: `the constant \`${id.name}\` is assigned, which throws`,
    hint: 'Declare it with let.',
  }
}

function checkFunctionValue(node: Node, root: FunctionNode, parents: Parents): Refusal | undefined {
  if (node === root || !isFunction(node) || node.type === 'FunctionDeclaration' || isCallable(node, parents))
    return undefined
  const parent = parents.get(node)!
  const isArgument = parent.type === 'CallExpression' || parent.type === 'NewExpression'
  return {
    code: 'function-value',
    message: `a function is ${isArgument ? 'passed as an argument' : 'used as a value'}; inner functions can only be called`,
    hint: isArgument ? 'Write the loop or the callee out in its place.' : 'Give it a name with const and call it.',
  }
}

/** Variables that may hold one of the nested functions. */
function functionHolders({ values, bindings }: Scopes): ReadonlySet<Binding> {
  const holders = new Set<Binding>()
  const holds = (source: FunctionNode | ESTree.Identifier): boolean =>
    source.type === 'Identifier' ? holders.has(bindings.get(source)!) : true
  for (let before = -1; before !== holders.size; ) {
    before = holders.size
    for (const [binding, list] of values) if (list.some((value) => sourcesOf(value).some(holds))) holders.add(binding)
  }
  return holders
}

function isDeclared(id: ESTree.Identifier, { declaration }: Binding, parents: Parents): boolean {
  const parent = parents.get(id)!
  if (isFunction(parent))
    return parent.type !== 'ArrowFunctionExpression' && parent.id === id ? true : parent.params.includes(id)
  return (
    parent === declaration ||
    (parent.type === 'AssignmentPattern' && parent.left === id) ||
    (parent.type === 'VariableDeclarator' && parent.id === id)
  )
}

/** True if the value of `node` can only be called, dropped, or kept in a variable. */
function isCallable(node: Node, parents: Parents): boolean {
  const parent = parents.get(node)!
  switch (parent.type) {
    case 'CallExpression':
      return parent.callee === node
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier'
    case 'AssignmentPattern':
      return parent.left.type === 'Identifier'
    case 'AssignmentExpression':
      return parent.left.type === 'Identifier' && isCallable(parent, parents)
    case 'ConditionalExpression':
      return parent.test === node || isCallable(parent, parents)
    case 'LogicalExpression':
      return isCallable(parent, parents)
    case 'SequenceExpression':
      return parent.expressions[parent.expressions.length - 1] !== node || isCallable(parent, parents)
    case 'UnaryExpression':
    case 'ExpressionStatement':
    case 'IfStatement':
      return true
    default:
      return false
  }
}
