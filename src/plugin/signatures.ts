/** The signatures that a module tells of a kernel: by its export `signatures`, by calls of `compile`, or by the declared types of its function. */
import type * as ESTree from 'estree'
import { declaredSignature } from '../cli/declared-types.ts'
import { type Node, walk } from '../parse/tree.ts'
import { parseSignature } from '../runtime/signature.ts'
import type { JitUse, ModuleKernels } from './kernels.ts'
import { declarationOf, withoutWrappers } from './scope.ts'

export type Known =
  | { readonly ok: true; readonly signatures: readonly string[] }
  | { readonly ok: false; readonly why: string }

/** @param name of the kernel, as the export `signatures` would call it */
export function knownSignatures(file: ModuleKernels, use: JitUse, name: string): Known {
  const texts = [...exported(file, name), ...compiled(file, use)]
  if (texts.length > 0) return checked(texts)
  const declared = declaredSignature(`${comment(file, use)}const kernel = ${sourceOf(file, use)}`, 'kernel')
  return declared.ok ? { ok: true, signatures: [declared.signature] } : declared
}

function checked(signatures: readonly string[]): Known {
  for (const text of signatures) {
    try {
      parseSignature(text)
    } catch (error) {
      return { ok: false, why: (error as Error).message }
    }
  }
  return { ok: true, signatures }
}

/** With its types. */
function sourceOf({ code }: ModuleKernels, { fn }: JitUse): string {
  return fn === undefined ? '' : code.slice(fn.start, fn.end)
}

/** The JSDoc comment of the kernel, or of its function. */
function comment({ code, program, parents }: ModuleKernels, { node, fn }: JitUse): string {
  for (const start of [fn, node]) {
    let statement: Node | undefined = start
    while (statement !== undefined && parents.get(statement) !== program && !isStatement(statement))
      statement = parents.get(statement)
    const outer = statement && parents.get(statement)
    if (statement !== undefined && outer?.type.startsWith('Export')) statement = outer
    const found = statement && /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(code.slice(0, statement.start))
    if (found?.[0].includes('@param')) return found[0]
  }
  return ''
}

function isStatement({ type }: Node): boolean {
  return type.endsWith('Statement') || type === 'VariableDeclaration' || type === 'FunctionDeclaration'
}

/** `export const signatures = { name: '(f64[])' }`, or a list of texts. */
function exported({ program }: ModuleKernels, name: string): readonly string[] {
  for (const statement of program.body) {
    const declaration = declarationOf(statement)
    if (statement.type !== 'ExportNamedDeclaration' || declaration.type !== 'VariableDeclaration') continue
    for (const { id, init } of declaration.declarations) {
      const object = init && withoutWrappers(init)
      if (id.type !== 'Identifier' || id.name !== 'signatures' || object?.type !== 'ObjectExpression') continue
      for (const each of object.properties)
        if (each.type === 'Property' && keyOf(each) === name) return texts(each.value)
    }
  }
  return []
}

function keyOf({ key, computed }: ESTree.Property): string | undefined {
  if (computed) return undefined
  return key.type === 'Identifier' ? key.name : String((key as ESTree.Literal).value)
}

function texts(expression: Node): string[] {
  const node = withoutWrappers(expression)
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return [node.quasis[0]!.value.cooked!]
  return node.type === 'ArrayExpression' ? node.elements.flatMap((element) => (element ? texts(element) : [])) : []
}

/** `kernel.compile('(f64[])')` in the same module. */
function compiled({ program, scopes }: ModuleKernels, { variable }: JitUse): readonly string[] {
  const found: string[] = []
  if (variable === undefined) return found
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return
    const { object, property } = node.callee
    const isCompile = !node.callee.computed && property.type === 'Identifier' && property.name === 'compile'
    if (isCompile && scopes.variables.get(object) === variable) found.push(...node.arguments.flatMap(texts))
  })
  return found
}
