/**
 * The kernels of a module - calls of the `jit` that it imports, and its decorators - and the functions that are compiled with them, each with
 * the variables it uses from outside.
 */
import type * as ESTree from 'estree'
import { type FunctionNode, isFunction, type Node, parentsOf, walk } from '../parse/tree.ts'
import { freeVariables, type ModuleScopes, resolveModule, type Variable, withoutWrappers } from './scope.ts'

/** The package whose `jit` is meant. */
export const PACKAGE = 'tightloop'

export interface JitUse {
  readonly kind: 'call' | 'curried' | 'decorator'
  /** The call that makes the kernel: `jit(fn, options)`, or `jit(options)(fn)`. The decorator's expression. */
  readonly node: Node
  /** The argument `fn`; of a decorator, its method. */
  readonly argument: Node
  readonly options: Node | undefined
  /** Undefined if it is not a function that this module writes down. */
  readonly fn: FunctionNode | undefined
  /** The variable that holds the kernel. */
  readonly variable: Variable | undefined
}

export interface ModuleKernels {
  readonly code: string
  /** Absolute path, or what the bundler calls it. */
  readonly id: string
  readonly program: ESTree.Program
  readonly scopes: ModuleScopes
  readonly parents: ReadonlyMap<Node, Node>
  readonly kernels: readonly JitUse[]
  /** Functions of the module that kernels are made of or call, and what they capture. */
  readonly functions: ReadonlyMap<FunctionNode, readonly Variable[]>
  /** Imports of the package, type-only ones left out. */
  readonly imports: readonly ESTree.ImportDeclaration[]
}

export function findKernels(code: string, id: string, program: ESTree.Program): ModuleKernels {
  const scopes = resolveModule(program)
  const parents = parentsOf(program)
  const imports = program.body.filter(
    (node): node is ESTree.ImportDeclaration =>
      node.type === 'ImportDeclaration' && node.source.value === PACKAGE && !isTypeOnly(node),
  )
  const isJit = (node: Node): boolean => refersTo(node, 'jit', imports, scopes)
  const kernels: JitUse[] = []
  walk(program, (node) => {
    const use = node.type === 'CallExpression' ? callUse(node, isJit) : methodUse(node, isJit)
    if (use === undefined) return
    const fn = use.kind === 'decorator' ? (use.argument as FunctionNode) : functionOf(use.argument, scopes)
    kernels.push({ ...use, fn, variable: holder(use.node, parents, scopes) })
  })
  const functions = new Map<FunctionNode, readonly Variable[]>()
  const pending = kernels.flatMap(({ fn }) => fn ?? [])
  // The list grows while it is walked.
  for (const fn of pending) {
    if (functions.has(fn)) continue
    functions.set(fn, capturesOf(fn, scopes))
    for (const variable of freeVariables(fn, scopes)) pending.push(...(functionIn(variable, scopes) ?? []))
  }
  return { code, id, program, scopes, parents, kernels, functions, imports }
}

/** What a function takes from outside, if that does not change. */
export function capturesOf(fn: FunctionNode, scopes: ModuleScopes): readonly Variable[] {
  return freeVariables(fn, scopes).filter((variable) => isConstantFor(variable, fn))
}

function isTypeOnly(node: Node): boolean {
  return (node as { importKind?: string }).importKind === 'type'
}

/** Is this the import of that name, or its member of the imported namespace? */
export function refersTo(
  node: Node,
  name: string,
  imports: readonly ESTree.ImportDeclaration[],
  { variables }: Pick<ModuleScopes, 'variables'>,
): boolean {
  const isMember = node.type === 'MemberExpression' && !node.computed
  const variable = variables.get(isMember ? node.object : node)
  const specifier = variable?.declaration
  if (specifier === undefined) return false
  if (!imports.some((each) => each.specifiers.includes(specifier as ESTree.ImportSpecifier))) return false
  if (isMember) {
    const { property } = node
    return specifier.type === 'ImportNamespaceSpecifier' && property.type === 'Identifier' && property.name === name
  }
  return specifier!.type === 'ImportSpecifier' && importedName(specifier) === name
}

export function importedName({ imported }: ESTree.ImportSpecifier): string {
  return imported.type === 'Identifier' ? imported.name : String(imported.value)
}

type FoundUse = Omit<JitUse, 'fn' | 'variable'>

function callUse(node: ESTree.SimpleCallExpression, isJit: (node: Node) => boolean): FoundUse | undefined {
  const [first, second] = node.arguments
  if (first === undefined || first.type === 'SpreadElement') return undefined
  const callee = withoutWrappers(node.callee)
  if (isJit(callee)) {
    // `jit(options)` makes no kernel yet.
    if (withoutWrappers(first).type === 'ObjectExpression') return undefined
    return { kind: 'call', node, argument: first, options: second }
  }
  if (callee.type !== 'CallExpression' || !isJit(withoutWrappers(callee.callee))) return undefined
  const [options] = callee.arguments
  return options === undefined ? undefined : { kind: 'curried', node, argument: first, options }
}

function methodUse(node: Node, isJit: (node: Node) => boolean): FoundUse | undefined {
  if (node.type !== 'MethodDefinition' || node.computed || node.kind !== 'method') return undefined
  for (const decorator of (node as { decorators?: { expression: Node }[] }).decorators ?? []) {
    const { expression } = decorator
    const isCall = expression.type === 'CallExpression'
    if (!isJit(isCall ? expression.callee : expression)) continue
    const options = isCall ? expression.arguments[0] : undefined
    return { kind: 'decorator', node: expression, argument: node.value, options }
  }
  return undefined
}

/** The function that an expression is, or that the constant holds which it names. */
function functionOf(node: Node, scopes: ModuleScopes): FunctionNode | undefined {
  const inner = withoutWrappers(node)
  if (isFunction(inner)) return inner
  const variable = scopes.variables.get(inner)
  return variable && functionIn(variable, scopes)?.[0]
}

function functionIn(
  { kind, writes, declaration }: Variable,
  scopes: ModuleScopes,
): readonly FunctionNode[] | undefined {
  if (writes > 0) return undefined
  if (kind === 'function') return isFunction(declaration) ? [declaration] : undefined
  if (declaration.type !== 'VariableDeclarator' || declaration.id.type !== 'Identifier' || !declaration.init)
    return undefined
  const init = withoutWrappers(declaration.init)
  return isFunction(init) ? [init] : undefined
}

/** `const kernel = jit(...)`: the variable `kernel`. */
function holder(node: Node, parents: ReadonlyMap<Node, Node>, scopes: ModuleScopes): Variable | undefined {
  let parent = parents.get(node)
  while (parent?.type.startsWith('TS')) parent = parents.get(parent)
  return parent?.type === 'VariableDeclarator' ? scopes.variables.get(parent.id) : undefined
}

/**
 * Has the variable one value for good, whenever the function may run? A read that comes too early throws; `jit` then leaves the function as it is. That
 * is not so with `var`, which is undefined at first.
 */
function isConstantFor({ kind, writes, declaration, home }: Variable, fn: FunctionNode): boolean {
  if (writes > 0) return false
  // A kernel that calls itself by its own variable reads it before it is there.
  if (declaration.type === 'VariableDeclarator' && declaration.start <= fn.start && fn.end <= declaration.end) {
    return isFunction(withoutWrappers(declaration.init!))
  }
  if (kind === 'imported') return !isTypeOnly(declaration)
  if (kind !== 'var') return true
  return declaration.end <= fn.start && fn.type !== 'FunctionDeclaration' && home.type === 'Program'
}
