/**
 * Writes into a module what `jit` cannot learn at run time: for each function that is compiled, its source as it stands, the variables it uses from
 * outside by their names, and its place. `jit(fn)` becomes `jit(captured(fn, source, env))`; functions that have a name of their own are
 * registered beside their declaration.
 *
 * Variables become getters: `jit` reads them when it is called, and one that is read too early makes it leave the function as it is.
 */
import type MagicString from 'magic-string'
import { type FunctionNode, isFunction, type Node } from '../parse/tree.ts'
import type { JitUse, ModuleKernels } from './kernels.ts'
import type { Variable } from './scope.ts'
import { textWithoutTypes } from './source.ts'

export const CAPTURED = '$tightloopCaptured'
export const CAPTURED_METHOD = '$tightloopCapturedMethod'

/** Registers the functions of these kernels. @returns the imports that this needs, as text; empty if none. */
export function writeCaptures(
  text: MagicString,
  file: ModuleKernels,
  kernels: readonly JitUse[],
  path: string,
): string {
  const wanted = reachable(file, kernels)
  const methods = kernels.filter(({ kind }) => kind === 'decorator')
  for (const { node, fn } of methods) {
    text.appendLeft(node.start, `${CAPTURED_METHOD}(`)
    text.appendRight(node.end, `, ${describe(file, fn!, file.parents.get(fn!)!, path)})`)
  }
  let count = 0
  for (const fn of wanted) {
    if (methods.some((method) => method.fn === fn)) continue
    count++
    register(text, file, fn, path)
  }
  const names = [count > 0 && `captured as ${CAPTURED}`, methods.length > 0 && `capturedMethod as ${CAPTURED_METHOD}`]
  const list = names.filter(Boolean).join(', ')
  return list === '' ? '' : importFrom('tightloop/captured', list)
}

/** The statement that imports these names. */
export function importFrom(module: string, names: string): string {
  return `import { ${names} } from ${JSON.stringify(module)};`
}

/** Functions that are compiled with these kernels. */
function reachable({ functions, scopes }: ModuleKernels, kernels: readonly JitUse[]): ReadonlySet<FunctionNode> {
  const found = new Set<FunctionNode>()
  const pending = kernels.flatMap(({ fn }) => fn ?? [])
  for (const fn of pending) {
    if (found.has(fn)) continue
    found.add(fn)
    for (const variable of functions.get(fn) ?? []) {
      for (const other of functions.keys()) if (holds(variable, other)) pending.push(other)
    }
  }
  return found
}

/** Is this the variable of that function? */
export function holds({ declaration }: Variable, fn: FunctionNode): boolean {
  return declaration === fn || (declaration.type === 'VariableDeclarator' && isAround(declaration.init, fn))
}

/** `fn`, or `fn as T`. */
function isAround(node: Node | null | undefined, fn: Node): boolean {
  if (!node || node === fn) return node === fn
  return node.type.startsWith('TS') && isAround((node as unknown as { expression?: Node }).expression, fn)
}

function register(text: MagicString, file: ModuleKernels, fn: FunctionNode, path: string): void {
  const details = describe(file, fn, fn, path)
  if (fn.type === 'FunctionDeclaration') {
    const block = file.parents.get(fn)!
    const owner = block.type.startsWith('Export') ? file.parents.get(block)! : block
    text.appendLeft(startOf(owner), `${CAPTURED}(${fn.id.name}, ${details});`)
    return
  }
  const statement = declarationAround(file, fn)
  if (statement === undefined) {
    text.appendLeft(fn.start, `${CAPTURED}(`)
    text.appendRight(fn.end, `, ${details})`)
    return
  }
  // Behind its declaration and not around it: a function takes its name from the variable only where it stands there by itself.
  text.appendLeft(statement.end, `;${CAPTURED}(${statement.name}, ${details});`)
}

/** The statement `const name = fn`. */
function declarationAround(
  { parents }: ModuleKernels,
  fn: Node,
): { readonly end: number; readonly name: string } | undefined {
  let node = parents.get(fn)
  while (node?.type.startsWith('TS')) node = parents.get(node)
  if (node?.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return undefined
  const statement = parents.get(node)!
  const outer = parents.get(statement)!
  if (/^(?:Program|BlockStatement|StaticBlock|SwitchCase)$/.test(outer.type))
    return { end: statement.end, name: node.id.name }
  return outer.type === 'ExportNamedDeclaration' ? { end: outer.end, name: node.id.name } : undefined
}

/** Behind the directives of a block, and the imports of a module. */
function startOf(owner: Node): number {
  const body = (owner as { body?: readonly Node[]; consequent?: readonly Node[] }).body
  const statements = body ?? (owner as unknown as { consequent: readonly Node[] }).consequent
  const first = statements.find((each) => !('directive' in each) && each.type !== 'ImportDeclaration')
  return first!.start
}

/** The further arguments of `captured`. */
function describe(file: ModuleKernels, fn: FunctionNode, owner: Node, path: string): string {
  const isMethod = !isFunction(owner)
  const method = owner as unknown as { key: Node; value: Node }
  const start = isMethod ? method.key.start : fn.start
  const source = textWithoutTypes(file.code, start, fn.end, isMethod ? [method.value] : [fn])
  const isAsync = isMethod && fn.async ? 'async ' : ''
  const env = (file.functions.get(fn) ?? []).map(({ name }) => `get ${JSON.stringify(name)}() { return ${name} }`)
  const { line, column } = placeIn(file.code, start)
  const name = nameOf(file, fn)
  const details = { ...(name !== undefined && { name }), place: `${path}:${line}:${column}` }
  return `${JSON.stringify(isAsync + source)}, { ${env.join(', ')} }, ${JSON.stringify(details)}`
}

function nameOf({ parents }: ModuleKernels, fn: FunctionNode): string | undefined {
  if (fn.type !== 'ArrowFunctionExpression' && fn.id) return fn.id.name
  const parent = parents.get(fn)
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name
  return undefined
}

/** Both count from 1. */
export function placeIn(code: string, offset: number): { readonly line: number; readonly column: number } {
  const before = code.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
