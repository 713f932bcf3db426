/**
 * What the editor's text declares: which function is the kernel, the names that evaluating has to hand out, and where nobody wrote
 * `input(n)`, arguments that the kernel's use of its parameters suggests. Uses the editor's own parser, which gets through any text.
 */
import { javascriptLanguage } from '@codemirror/lang-javascript'
import type { Program } from './protocol.ts'

type Node = ReturnType<typeof javascriptLanguage.parser.parse>['topNode']

/** Names with a meaning of their own. */
const RESERVED: readonly string[] = ['input', 'picture']

interface Declared {
  readonly name: string
  /** The function, if it is one. */
  readonly fn: Node | undefined
}

/** @throws {Error} if there is no function to compile */
export function readProgram(text: string): Program {
  const tree = javascriptLanguage.parser.parse(text)
  const declared = children(tree.topNode).flatMap((node) => declarations(node, text))
  const names = [...new Set(declared.map(({ name }) => name))]
  const kernel = declared.find(({ name, fn }) => fn !== undefined && !RESERVED.includes(name))
  if (kernel === undefined) throw new Error('there is no function to compile: write function f(a) { ... }')
  const guess = names.includes('input') ? undefined : guessArguments(kernel.fn!, text)
  return { text, names, kernel: kernel.name, ...(guess && { guess }) }
}

function children(node: Node): Node[] {
  const found: Node[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

const functions = new Set(['ArrowFunction', 'FunctionExpression', 'FunctionDeclaration'])

function declarations(node: Node, text: string): Declared[] {
  const nameOf = (definition: Node | null): string => (definition ? text.slice(definition.from, definition.to) : '')
  if (node.name === 'FunctionDeclaration') {
    const name = nameOf(node.getChild('VariableDefinition'))
    return name === '' ? [] : [{ name, fn: node }]
  }
  if (node.name !== 'VariableDeclaration') return []
  const parts = children(node)
  return parts.flatMap((part, i) => {
    if (part.name !== 'VariableDefinition') return []
    const value = parts[i + 1]?.name === 'Equals' ? parts[i + 2] : undefined
    return [{ name: nameOf(part), fn: value && functions.has(value.name) ? value : undefined }]
  })
}

/** `array` for parameters that are indexed or asked for their length, `size` for the others. */
function guessArguments(fn: Node, text: string): Program['guess'] {
  const parameters = children(fn.getChild('ParamList') ?? fn)
    .filter(({ name }) => name === 'VariableDefinition')
    .map(({ from, to }) => text.slice(from, to))
  const arrays = new Set<string>()
  fn.cursor().iterate(({ name, node }) => {
    const object = name === 'MemberExpression' ? node.firstChild : null
    if (object?.name === 'VariableName') arrays.add(text.slice(object.from, object.to))
  })
  return parameters.map((name) => (arrays.has(name) ? 'array' : 'size'))
}
