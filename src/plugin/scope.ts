/**
 * Ties the identifiers of a whole module to the variables they mean. `parse/scopes.ts` does so for the functions that compile; a module has
 * all of the language, and TypeScript and JSX besides. Types are looked over: nothing in them is a reference at run time.
 */
import type * as ESTree from 'estree'
import {
  children,
  contains,
  type FunctionNode,
  isFunction,
  type Node,
  patternIdentifiers,
  walk,
} from '../parse/tree.ts'

export interface Variable {
  readonly name: string
  readonly kind: 'imported' | 'const' | 'let' | 'var' | 'function' | 'class' | 'param'
  /** The import specifier, declarator, function or class; of a parameter, its pattern. */
  readonly declaration: Node
  /** The function that holds it, or the program. */
  readonly home: Node
  /** The node whose scope declares it. */
  readonly block: Node
  /** Assignments besides the initialiser. */
  writes: number
}

export interface Scope {
  readonly outer: Scope | undefined
  readonly home: Node
  readonly block: Node
  readonly names: Map<string, Variable>
}

export interface ModuleScopes {
  /** Every identifier that refers to a variable of the module; those of globals are missing. */
  readonly variables: ReadonlyMap<Node, Variable>
  /** Where each call stands. */
  readonly scopeOf: ReadonlyMap<Node, Scope>
  readonly top: Scope
}

export function resolveModule(program: ESTree.Program): ModuleScopes {
  const resolver = new Resolver(program)
  resolver.visitBody(program, program.body, resolver.top)
  return resolver
}

export function lookUp(name: string, scope: Scope | undefined): Variable | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.names.get(name)
    if (found) return found
  }
  return undefined
}

/** The variables that a function uses from outside of it, in the order of its text. */
export function freeVariables(fn: FunctionNode, { variables }: ModuleScopes): Variable[] {
  const found = new Set<Variable>()
  walk(fn, (node) => {
    const variable = variables.get(node)
    if (variable !== undefined && !contains(fn, variable.block)) found.add(variable)
  })
  return [...found]
}

/** The expression inside of `x as T`, `x!`, `x satisfies T`, `<T>x`. */
export function withoutWrappers(node: Node): Node {
  const inner = (node as { expression?: Node }).expression
  return node.type.startsWith('TS') && inner !== undefined ? withoutWrappers(inner) : node
}

class Resolver implements ModuleScopes {
  readonly variables = new Map<Node, Variable>()
  readonly scopeOf = new Map<Node, Scope>()
  readonly top: Scope

  constructor(program: ESTree.Program) {
    this.top = newScope(program, program, undefined)
  }

  visitBody(owner: Node, body: readonly Node[], scope: Scope): void {
    this.#hoist(owner, scope)
    for (const statement of body) this.#lexical(statement, scope)
    for (const statement of body) this.#visit(statement, scope)
  }

  #visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node, scope, false)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, scope)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, scope)
      case 'MemberExpression':
        this.#visit(node.object, scope)
        if (node.computed) this.#visit(node.property, scope)
        return
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return this.#member(node, scope)
      case 'StaticBlock':
        return this.visitBody(node, node.body, newScope(node, node, scope))
      case 'AssignmentExpression':
        this.#pattern(node.left, scope, true)
        return this.#visit(node.right, scope)
      case 'UpdateExpression':
        return this.#pattern(node.argument, scope, true)
      case 'VariableDeclarator':
        this.#pattern(node.id, scope, false)
        if (node.init) this.#visit(node.init, scope)
        return
      case 'LabeledStatement':
        return this.#visit(node.body, scope)
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return
      case 'ExportNamedDeclaration':
        if (node.declaration) this.#visit(node.declaration, scope)
        else if (!node.source) for (const { local } of node.specifiers) this.#visit(local, scope)
        return
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#forEach(node, scope)
      case 'CallExpression':
        this.scopeOf.set(node, scope)
        break
      case 'BlockStatement':
        scope = this.#block(node, node.body, scope)
        break
      case 'ForStatement':
        if (node.init) scope = this.#block(node, [node.init], scope)
        break
      case 'SwitchStatement':
        this.#visit(node.discriminant, scope)
        scope = this.#block(
          node,
          node.cases.flatMap((item) => item.consequent),
          scope,
        )
        for (const item of node.cases) this.#visit(item, scope)
        return
      case 'CatchClause':
        scope = newScope(node, scope.home, scope)
        for (const id of node.param ? patternIdentifiers(node.param) : []) this.#declare(id, 'param', node, scope)
        break
      default: {
        const inner = withoutWrappers(node)
        if (inner !== node) return this.#visit(inner, scope)
        if (node.type.startsWith('TS')) return
      }
    }
    for (const child of children(node)) this.#visit(child, scope)
  }

  #function(node: FunctionNode, outer: Scope): void {
    let scope = outer
    if (node.type === 'FunctionExpression' && node.id) {
      scope = newScope(node, node, scope)
      this.#declare(node.id, 'function', node, scope)
    }
    scope = newScope(node, node, scope)
    const params = node.params.map((param) => (param as { parameter?: ESTree.Pattern }).parameter ?? param)
    for (const param of params) {
      for (const id of patternIdentifiers(param)) this.#declare(id, 'param', param, scope)
    }
    for (const param of params) this.#pattern(param, scope, false)
    // Overloads and abstract methods of TypeScript have no body.
    const body = node.body as FunctionNode['body'] | null
    if (body?.type === 'BlockStatement') this.visitBody(node, body.body, scope)
    else if (body) this.#visit(body, scope)
  }

  #class(node: ESTree.Class, outer: Scope): void {
    const scope = newScope(node, outer.home, outer)
    if (node.type === 'ClassExpression' && node.id) this.#declare(node.id, 'class', node, scope)
    this.#decorators(node, scope)
    if (node.superClass) this.#visit(node.superClass, scope)
    for (const member of node.body.body) this.#visit(member, scope)
  }

  #member(node: ESTree.Property | ESTree.MethodDefinition | ESTree.PropertyDefinition, scope: Scope): void {
    this.#decorators(node, scope)
    if (node.computed) this.#visit(node.key, scope)
    if (node.value) this.#visit(node.value, scope)
  }

  #decorators(node: Node, scope: Scope): void {
    for (const each of (node as { decorators?: Node[] }).decorators ?? []) {
      this.scopeOf.set(each, scope)
      for (const child of children(each)) this.#visit(child, scope)
    }
  }

  #forEach(node: ESTree.ForInStatement | ESTree.ForOfStatement, outer: Scope): void {
    let scope = outer
    if (node.left.type === 'VariableDeclaration') {
      scope = this.#block(node, [node.left], scope)
      for (const id of node.left.declarations.flatMap((each) => patternIdentifiers(each.id))) {
        this.#reference(id, scope, node.left.kind === 'var')
      }
    } else this.#pattern(node.left, scope, true)
    this.#visit(node.right, scope)
    this.#visit(node.body, scope)
  }

  /** Identifiers and default values of a pattern; `isWrite` if it assigns instead of declaring. */
  #pattern(pattern: Node, scope: Scope, isWrite: boolean): void {
    for (const id of patternIdentifiers(withoutWrappers(pattern))) this.#reference(id, scope, isWrite)
    const visitRest = (node: Node): void => {
      if (node.type === 'Identifier') return
      if (node.type === 'MemberExpression') return this.#visit(node, scope)
      if (node.type === 'AssignmentPattern') {
        visitRest(node.left)
        return this.#visit(node.right, scope)
      }
      if (node.type === 'Property') {
        if (node.computed) this.#visit(node.key, scope)
        return visitRest(node.value)
      }
      if (!node.type.startsWith('TS')) for (const child of children(node)) visitRest(child)
    }
    visitRest(withoutWrappers(pattern))
  }

  #reference(id: ESTree.Identifier, scope: Scope, isWrite: boolean): void {
    const found = lookUp(id.name, scope)
    if (found === undefined) return
    this.variables.set(id, found)
    if (isWrite) found.writes++
  }

  #declare(id: ESTree.Identifier, kind: Variable['kind'], declaration: Node, scope: Scope): void {
    const known = scope.names.get(id.name)
    // Declared twice is a write: `var` again, a function after a function, a merged namespace.
    if (known) known.writes++
    const { home, block } = scope
    const variable = known ?? { name: id.name, kind, declaration, home, block, writes: 0 }
    scope.names.set(id.name, variable)
    this.variables.set(id, variable)
  }

  /** A scope in which the statements' own declarations are. */
  #block(block: Node, statements: readonly Node[], outer: Scope): Scope {
    const scope = newScope(block, outer.home, outer)
    for (const statement of statements) this.#lexical(statement, scope)
    return scope
  }

  #lexical(statement: Node, scope: Scope): void {
    const node = declarationOf(statement)
    if (isTypeOnly(node)) return
    if (node.type === 'ImportDeclaration') {
      for (const each of node.specifiers) this.#declare(each.local, 'imported', each, scope)
    } else if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      for (const each of node.declarations) {
        const kind = node.kind === 'const' ? 'const' : 'let'
        for (const id of patternIdentifiers(each.id)) this.#declare(id, kind, each, scope)
      }
    } else if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id) {
      const isOverload = node.type === 'FunctionDeclaration' && !node.body
      const kind = node.type === 'FunctionDeclaration' ? 'function' : 'class'
      if (!isOverload) this.#declare(node.id, kind, node, scope)
    } else if ((node.type as string) === 'TSEnumDeclaration') {
      this.#declare((node as unknown as { id: ESTree.Identifier }).id, 'class', node, scope)
    }
  }

  #hoist(owner: Node, scope: Scope): void {
    walk(owner, (node) => {
      if (node !== owner && (isFunction(node) || node.type === 'StaticBlock')) return false
      if (node.type !== 'VariableDeclaration' || node.kind !== 'var') return
      for (const each of node.declarations) {
        for (const id of patternIdentifiers(each.id)) this.#declare(id, 'var', each, scope)
      }
    })
  }
}

/** `import type ...`, `declare const ...` */
function isTypeOnly(node: Node): boolean {
  const { importKind, declare } = node as { importKind?: string; declare?: boolean }
  return importKind === 'type' || declare === true
}

function newScope(block: Node, home: Node, outer: Scope | undefined): Scope {
  return { outer, home, block, names: new Map() }
}

/** The declaration in `export const x = 1`, or the statement itself. */
export function declarationOf(statement: Node): Node {
  const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
  return ((isExport && statement.declaration) || statement) as Node
}
