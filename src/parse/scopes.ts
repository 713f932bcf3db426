/**
 * Ties every identifier to what it names, by JavaScript's scope rules: `var` and nested functions are hoisted, blocks, loops and
 * switches own their `let`s, parameters with defaults see only each other. What no scope declares is free.
 */
import type * as ESTree from 'estree'
import { Unsupported } from '../diagnostics.ts'
import {
  type Binding,
  children,
  contains,
  type FunctionNode,
  isFunction,
  type Node,
  patternIdentifiers,
  spanOf,
  walk,
} from './tree.ts'

/** What the passes after this one need to know. */
export interface Scopes {
  readonly bindings: ReadonlyMap<ESTree.Identifier, Binding>
  readonly free: ReadonlyMap<string, readonly ESTree.Identifier[]>
  /** Identifiers where a variable gets a value: targets of assignments and updates, initialised declarators, heads of for..of. */
  readonly writes: ReadonlySet<ESTree.Identifier>
  /** The expressions whose value a variable may take. Functions among them may run where the variable is mentioned. */
  readonly values: ReadonlyMap<Binding, readonly Node[]>
}

interface Scope {
  readonly outer: Scope | undefined
  /** The function whose activation holds the variables. */
  readonly fn: FunctionNode
  readonly owner: Node
  readonly names: Map<string, Binding>
}

export function resolveScopes(root: FunctionNode): Scopes {
  const resolver = new Resolver()
  resolver.visitFunction(root, undefined)
  resolver.refuseLeakingFunctions()
  return resolver
}

class Resolver implements Scopes {
  readonly bindings = new Map<ESTree.Identifier, Binding>()
  readonly free = new Map<string, ESTree.Identifier[]>()
  readonly writes = new Set<ESTree.Identifier>()
  readonly values = new Map<Binding, Node[]>()
  #count = 0
  /** Functions declared in blocks, and all references with the function they occur in: see `refuseLeakingFunctions`. */
  readonly #blockFunctions: { binding: Binding; fn: FunctionNode }[] = []
  readonly #references: { id: ESTree.Identifier; scope: Scope }[] = []

  visitFunction(node: FunctionNode, outer: Scope | undefined): void {
    let scope = outer
    if (node.type === 'FunctionExpression' && node.id) {
      scope = newScope(node, node, scope)
      this.#value(this.#declare(node.id, 'function', node, scope), node)
    }
    scope = newScope(node, node, scope)
    for (const param of node.params) {
      for (const id of patternIdentifiers(param)) this.#declare(id, 'param', param, scope)
    }
    for (const param of node.params) this.#visitPattern(param, scope, false)
    if (node.body.type !== 'BlockStatement') return this.visit(node.body, scope)
    // Defaults do not see the body's variables.
    const hasDefaults = node.params.some((param) => param.type !== 'Identifier')
    const body = hasDefaults ? newScope(node, node, scope) : scope
    this.#hoist(node, body, scope)
    this.#declareLexical(node.body.body, body)
    for (const statement of node.body.body) this.visit(statement, body)
  }

  visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node, scope)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.visitFunction(node, scope)
      case 'MemberExpression':
        this.visit(node.object, scope)
        if (node.computed) this.visit(node.property, scope)
        return
      case 'Property':
        return this.visit(node.value, scope)
      case 'LabeledStatement':
        return this.visit(node.body, scope)
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'AssignmentExpression':
        return this.#visitAssignment(node, scope)
      case 'UpdateExpression':
        return this.#visitPattern(node.argument, scope, true)
      case 'VariableDeclaration':
        for (const declarator of node.declarations) this.#visitDeclarator(declarator, node.kind, scope)
        return
      case 'BlockStatement':
        scope = this.#blockScope(node, node.body, scope)
        break
      case 'ForStatement':
        if (node.init?.type === 'VariableDeclaration') scope = this.#blockScope(node, [node.init], scope)
        break
      case 'ForOfStatement':
        return this.#visitForOf(node, scope)
      case 'SwitchStatement': {
        this.visit(node.discriminant, scope)
        const statements = node.cases.flatMap((item) => item.consequent)
        const inner = this.#blockScope(node, statements, scope)
        for (const item of node.cases) this.visit(item, inner)
        return
      }
    }
    for (const child of children(node)) this.visit(child, scope)
  }

  /**
   * In a sloppy script a function declared in a block is also a variable of the whole function; in a module it is not. The text
   * does not say which, so a use outside of the block is refused.
   */
  refuseLeakingFunctions(): void {
    for (const { binding, fn } of this.#blockFunctions) {
      for (const { id, scope } of this.#references) {
        const found = this.bindings.get(id)
        const isOutside = found === undefined || (found !== binding && contains(found.owner, binding.owner))
        if (id.name !== binding.name || !isOutside || !inFunction(scope, fn)) continue
        throw new Unsupported({
          code: 'block-function',
          message: `\`${id.name}\` is used outside of the block that declares the function`,
          hint: 'Move the function declaration out of the block.',
          span: spanOf(id),
        })
      }
    }
  }

  #visitAssignment({ left, operator, right }: ESTree.AssignmentExpression, scope: Scope): void {
    this.#visitPattern(left, scope, true)
    if (left.type === 'Identifier' && /^(=|\|\|=|&&=|\?\?=)$/.test(operator)) {
      const binding = this.bindings.get(left)
      if (binding) this.#value(binding, right)
    }
    this.visit(right, scope)
  }

  #visitDeclarator(node: ESTree.VariableDeclarator, kind: string, scope: Scope): void {
    this.#visitPattern(node.id, scope, false)
    if (!node.init) return
    for (const id of patternIdentifiers(node.id)) {
      this.writes.add(id)
      const binding = this.bindings.get(id)!
      if (binding.declaration !== node) binding.writes++
      if (id === node.id) this.#value(binding, node.init)
    }
    this.visit(node.init, scope)
  }

  #visitForOf(node: ESTree.ForOfStatement, scope: Scope): void {
    const { left } = node
    if (left.type === 'VariableDeclaration') {
      scope = this.#blockScope(node, [left], scope)
      this.visit(left, scope)
      for (const id of left.declarations.flatMap((item) => patternIdentifiers(item.id))) {
        this.writes.add(id)
        if (left.kind === 'var') this.bindings.get(id)!.writes++
      }
    } else {
      this.#visitPattern(left, scope, true)
    }
    this.visit(node.right, scope)
    this.visit(node.body, scope)
  }

  /** Resolves the identifiers and expressions of a pattern; `isWrite` if it assigns instead of declaring. */
  #visitPattern(pattern: Node, scope: Scope, isWrite: boolean): void {
    switch (pattern.type) {
      case 'Identifier': {
        this.#reference(pattern, scope)
        if (!isWrite) return
        this.writes.add(pattern)
        const binding = this.bindings.get(pattern)
        if (binding) binding.writes++
        return
      }
      case 'AssignmentPattern': {
        this.#visitPattern(pattern.left, scope, isWrite)
        const binding = pattern.left.type === 'Identifier' ? this.bindings.get(pattern.left) : undefined
        if (binding) this.#value(binding, pattern.right)
        return this.visit(pattern.right, scope)
      }
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) this.#visitPattern(element, scope, isWrite)
        return
      case 'ObjectPattern':
        for (const property of pattern.properties) this.#visitPattern(property, scope, isWrite)
        return
      case 'Property':
        return this.#visitPattern(pattern.value, scope, isWrite)
      default:
        return this.visit(pattern, scope)
    }
  }

  #reference(id: ESTree.Identifier, scope: Scope): void {
    if (this.bindings.has(id)) return
    this.#references.push({ id, scope })
    for (let at: Scope | undefined = scope; at; at = at.outer) {
      const binding = at.names.get(id.name)
      if (!binding) continue
      this.bindings.set(id, binding)
      if (at.fn !== scope.fn) binding.captured = true
      return
    }
    const references = this.free.get(id.name)
    if (references) references.push(id)
    else this.free.set(id.name, [id])
  }

  #declare(id: ESTree.Identifier, kind: Binding['kind'], declaration: Node, scope: Scope): Binding {
    const known = scope.names.get(id.name)
    if (known && kind !== 'var') {
      throw new Unsupported({
        code: 'duplicate',
        message: `\`${id.name}\` is declared twice`,
        hint: 'Rename one of the two.',
        span: spanOf(id),
      })
    }
    const fresh = { id: this.#count, name: id.name, kind, declaration, owner: scope.owner, writes: 0, captured: false }
    const binding = known ?? fresh
    if (!known) this.#count++
    scope.names.set(id.name, binding)
    this.bindings.set(id, binding)
    return binding
  }

  #value(binding: Binding, value: Node): void {
    const values = this.values.get(binding)
    if (values) values.push(value)
    else this.values.set(binding, [value])
  }

  #blockScope(owner: Node, statements: readonly Node[], outer: Scope): Scope {
    const scope = newScope(owner, outer.fn, outer)
    this.#declareLexical(statements, scope)
    return scope
  }

  #declareLexical(statements: readonly Node[], scope: Scope): void {
    for (const statement of statements) {
      if (statement.type === 'FunctionDeclaration') {
        const binding = this.#declare(statement.id, 'function', statement, scope)
        this.#value(binding, statement)
        if (scope.owner !== scope.fn) this.#blockFunctions.push({ binding, fn: scope.fn })
      }
      if (statement.type !== 'VariableDeclaration' || statement.kind === 'var') continue
      for (const declarator of statement.declarations) {
        for (const id of patternIdentifiers(declarator.id)) {
          this.#declare(id, statement.kind as 'let' | 'const', declarator, scope)
        }
      }
    }
  }

  /** Declares the function's `var`s. A `var` named like a parameter is that parameter. */
  #hoist(fn: FunctionNode, body: Scope, params: Scope): void {
    walk(fn.body, (node) => {
      if (isFunction(node)) return false
      if (node.type !== 'VariableDeclaration' || node.kind !== 'var') return
      for (const declarator of node.declarations) {
        for (const id of patternIdentifiers(declarator.id)) {
          const isParam = params.names.has(id.name)
          if (isParam && body !== params && fn.params.some(hasFunction)) this.#refuseVarParam(id)
          this.#declare(id, 'var', declarator, isParam ? params : body)
        }
      }
    })
  }

  #refuseVarParam(id: ESTree.Identifier): never {
    throw new Unsupported({
      code: 'duplicate',
      message: `\`var ${id.name}\` and the parameter of that name are two variables where a default value is a function`,
      hint: 'Rename one of the two.',
      span: spanOf(id),
    })
  }
}

function newScope(owner: Node, fn: FunctionNode, outer: Scope | undefined): Scope {
  return { outer, fn, owner, names: new Map() }
}

function inFunction(scope: Scope, fn: FunctionNode): boolean {
  for (let at: Scope | undefined = scope; at; at = at.outer) if (at.fn === fn) return true
  return false
}

function hasFunction(node: Node): boolean {
  return isFunction(node) || children(node).some(hasFunction)
}

/** Where the value of `value` comes from: the functions and identifiers among what it may evaluate to. */
export function sourcesOf(value: Node): (FunctionNode | ESTree.Identifier)[] {
  switch (value.type) {
    case 'ConditionalExpression':
      return [...sourcesOf(value.consequent), ...sourcesOf(value.alternate)]
    case 'LogicalExpression':
      return [...sourcesOf(value.left), ...sourcesOf(value.right)]
    case 'SequenceExpression':
      return sourcesOf(value.expressions[value.expressions.length - 1]!)
    case 'AssignmentExpression':
      return sourcesOf(value.right)
    case 'Identifier':
      return [value]
    default:
      return isFunction(value) ? [value] : []
  }
}
