/**
 * What is known of a module's constants when it is built: literals, arithmetic that every engine rounds alike, built-ins, functions, kernels, and
 * arrays by their class (their elements are read when the program runs). Nothing of the module is executed.
 */
import type * as ESTree from 'estree'
import { type AnyFunction, type JitOptions, jit } from '../jit.ts'
import { type FunctionNode, isFunction, type Node } from '../parse/tree.ts'
import { captured } from '../runtime/captured.ts'
import type { ImportedFiles } from './imports.ts'
import { capturesOf, type JitUse, type ModuleKernels, refersTo } from './kernels.ts'
import { type Variable, withoutWrappers } from './scope.ts'
import { textWithoutTypes } from './source.ts'

/** A value that only the running program knows. */
export class NotConstant extends Error {
  override readonly name = 'NotConstant'
}

const TYPED_ARRAY = /^(?:Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float32|Float64|BigInt64|BigUint64)Array$/

/** Of `Math`: exactly specified, so that they give the same bits in the engine that builds and the one that runs. */
const EXACT = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
])

/** Options that have a meaning for a module which is compiled already. */
export interface StaticOptions {
  readonly fastmath: JitOptions['fastmath'] | undefined
  readonly tier: JitOptions['tier'] | undefined
  readonly strict: boolean
  readonly env: Readonly<Record<string, Node>>
}

export class Evaluator {
  /** The variable of each array, which the running program passes in its place. */
  readonly arrays = new Map<object, Variable>()
  readonly #file: ModuleKernels
  readonly #values = new Map<Variable, unknown>()
  readonly #functions = new Map<FunctionNode, AnyFunction>()
  readonly #imports: ImportedFiles
  /** One for each file, so that every function and array is one. */
  readonly #others: Map<ModuleKernels, Evaluator>

  constructor(file: ModuleKernels, imports: ImportedFiles, others = new Map<ModuleKernels, Evaluator>()) {
    this.#file = file
    this.#imports = imports
    this.#others = others.set(file, this)
  }

  /** A kernel as `jit` would make it, of its text and its constants. @throws {NotConstant} */
  kernel(use: JitUse): AnyFunction {
    if (use.fn === undefined) throw new NotConstant('its function is not written in this file')
    if (use.kind === 'decorator') throw new NotConstant('decorated methods are compiled when the program runs')
    const { fastmath, env } = this.options(use.options)
    const values = Object.fromEntries(Object.entries(env).map(([name, node]) => [name, this.#evaluate(node, name)]))
    return jit(this.#stub(use.fn), { env: values, ...(fastmath !== undefined && { fastmath }) })
  }

  /** @throws {NotConstant} for options that are not written down where they are passed */
  options(node: Node | undefined): StaticOptions {
    const inner = node && withoutWrappers(node)
    if (inner !== undefined && inner.type !== 'ObjectExpression')
      throw new NotConstant('its options are no object literal')
    const given: Record<string, Node> = {}
    for (const property of inner?.properties ?? []) {
      if (property.type !== 'Property' || property.computed || property.kind !== 'init')
        throw new NotConstant('its options are no plain object literal')
      given[property.key.type === 'Identifier' ? property.key.name : String((property.key as ESTree.Literal).value)] =
        property.value
    }
    const env = given.env && withoutWrappers(given.env)
    if (env !== undefined && env.type !== 'ObjectExpression') throw new NotConstant('its env is no object literal')
    const value = (name: string): unknown =>
      given[name] ? this.#evaluate(given[name], `the option ${name}`) : undefined
    return {
      fastmath: value('fastmath') as JitOptions['fastmath'],
      tier: value('tier') as JitOptions['tier'],
      strict: value('strict') === true,
      env: env === undefined ? {} : namedValues(env),
    }
  }

  #stub(fn: FunctionNode): AnyFunction {
    const known = this.#functions.get(fn)
    if (known !== undefined) return known
    const { code, scopes } = this.#file
    const getters = capturesOf(fn, scopes).map((variable) => {
      return [variable.name, { enumerable: true, get: () => this.#variable(variable) }] as const
    })
    const env = Object.defineProperties({}, Object.fromEntries(getters)) as Record<string, unknown>
    // Never called: its text is what is compiled.
    const stub = captured(() => undefined, textWithoutTypes(code, fn.start, fn.end, [fn]), env)
    this.#functions.set(fn, stub)
    return stub
  }

  #variable(variable: Variable): unknown {
    if (this.#values.has(variable)) return this.#values.get(variable)
    const value = this.#initial(variable)
    this.#values.set(variable, value)
    if (typeof value === 'object' && value !== null) this.arrays.set(value, variable)
    return value
  }

  #initial(variable: Variable): unknown {
    const { name, kind, declaration, writes } = variable
    if (writes > 0) throw new NotConstant(`${name} is assigned more than once`)
    if (isFunction(declaration)) return this.#stub(declaration)
    if (kind === 'imported') return this.#imported(variable)
    if (declaration.type !== 'VariableDeclarator') throw new NotConstant(`${name} is a ${kind}`)
    const { id, init } = declaration
    const made = this.#file.kernels.find((use) => use.variable?.declaration === declaration)
    if (made !== undefined) return this.kernel(made)
    if (!init) throw notConstant(name)
    if (id.type === 'Identifier') return this.#evaluate(init, name)
    // `const { sqrt, PI } = Math`
    const value = this.#evaluate(init, name)
    const property =
      id.type === 'ObjectPattern' &&
      id.properties.find(
        (each) => each.type === 'Property' && each.value.type === 'Identifier' && each.value.name === name,
      )
    if (value !== Math || !property || property.type !== 'Property' || property.key.type !== 'Identifier')
      throw notConstant(name)
    return Math[property.key.name as keyof Math]
  }

  #imported(variable: Variable): unknown {
    const origin = this.#imports.find(variable, this.#file)
    if (origin === undefined) throw new NotConstant(`${variable.name} is imported from where it cannot be looked up`)
    const other = this.#others.get(origin.file) ?? new Evaluator(origin.file, this.#imports, this.#others)
    return other.#variable(origin.variable)
  }

  #evaluate(expression: Node, name: string): unknown {
    const node = withoutWrappers(expression)
    switch (node.type) {
      case 'Literal':
        if ('regex' in node) break
        return 'bigint' in node ? BigInt(node.bigint) : node.value
      case 'Identifier':
        return this.#identifier(node, name)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return this.#stub(node)
      case 'UnaryExpression':
        return unary(node.operator, this.#evaluate(node.argument, name), name)
      case 'BinaryExpression':
        return binary(node.operator, this.#evaluate(node.left, name), this.#evaluate(node.right, name), name)
      case 'ConditionalExpression':
        return this.#evaluate(this.#evaluate(node.test, name) ? node.consequent : node.alternate, name)
      case 'MemberExpression':
        return this.#member(node, name)
      case 'ArrayExpression':
        return this.#array(node, name)
      case 'NewExpression':
      case 'CallExpression':
        return this.#call(node, name)
      default:
    }
    throw notConstant(name)
  }

  #identifier(node: ESTree.Identifier, name: string): unknown {
    const variable = this.#file.scopes.variables.get(node)
    if (variable !== undefined) {
      return this.#variable(variable)
    }
    if (/^(?:undefined|NaN|Infinity|Math)$/.test(node.name) || TYPED_ARRAY.test(node.name)) {
      return (globalThis as unknown as Record<string, unknown>)[node.name]
    }
    throw notConstant(name)
  }

  #member(node: ESTree.MemberExpression, name: string): unknown {
    if (node.computed || node.property.type !== 'Identifier') throw notConstant(name)
    const object = this.#evaluate(node.object as Node, name)
    if (object === Math) return Math[node.property.name as keyof Math]
    if (typeof object === 'function' && TYPED_ARRAY.test(object.name) && node.property.name === 'BYTES_PER_ELEMENT') {
      return (object as unknown as Float64ArrayConstructor).BYTES_PER_ELEMENT
    }
    throw notConstant(name)
  }

  #array(node: ESTree.ArrayExpression, name: string): unknown {
    return node.elements.map((element) => {
      if (element === null || element.type === 'SpreadElement') throw notConstant(name)
      return this.#evaluate(element, name)
    })
  }

  #call(node: ESTree.SimpleCallExpression | ESTree.NewExpression, name: string): unknown {
    const callee = withoutWrappers(node.callee)
    const { imports, scopes } = this.#file
    if (refersTo(callee, 'alloc', imports, scopes)) return this.#arrayOf(node.arguments[0]!, name)
    if (node.type === 'NewExpression') return this.#arrayOf(callee, name)
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
      throw notConstant(name)
    const method = callee.property.name
    const object = withoutWrappers(callee.object as Node)
    const isGlobal = object.type === 'Identifier' && !scopes.variables.has(object)
    if (isGlobal && TYPED_ARRAY.test(object.name) && (method === 'from' || method === 'of'))
      return this.#arrayOf(object, name)
    // What gives its array back, as in `new Float64Array(n).fill(1)`.
    if (method === 'fill' || method === 'map' || method === 'sort') return this.#evaluate(object, name)
    if (!isGlobal || object.name !== 'Math' || !EXACT.has(method)) throw notConstant(name)
    const args = node.arguments.map((each) => this.#evaluate(each as Node, name) as number)
    return (Math[method as 'max'] as (...args: number[]) => number)(...args)
  }

  /** An array of a known class; what it holds does not matter here. */
  #arrayOf(Class: Node, name: string): unknown {
    const made = this.#evaluate(Class, name)
    if (typeof made !== 'function' || !TYPED_ARRAY.test(made.name)) throw notConstant(name)
    return new (made as unknown as Float64ArrayConstructor)(1)
  }
}

function namedValues(object: ESTree.ObjectExpression): Record<string, Node> {
  const found: Record<string, Node> = {}
  for (const property of object.properties) {
    if (
      property.type !== 'Property' ||
      property.computed ||
      property.kind !== 'init' ||
      property.key.type !== 'Identifier'
    )
      throw new NotConstant('its env is no plain object literal')
    found[property.key.name] = property.value
  }
  return found
}

function notConstant(name: string): NotConstant {
  return new NotConstant(`${name} is known only when the program runs`)
}

function unary(operator: string, value: unknown, name: string): unknown {
  if (operator === '!') return !value
  if (typeof value !== 'number' && typeof value !== 'bigint') throw notConstant(name)
  if (operator === '-') return -value
  if (operator === '~') return ~value
  if (operator === '+' && typeof value === 'number') return value
  throw notConstant(name)
}

/** Two numbers or two bigints. Powers are not rounded alike by all engines, unless they are exact. */
function binary(operator: string, a: unknown, b: unknown, name: string): unknown {
  const [x, y] = [a as number, b as number]
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'bigint')) throw notConstant(name)
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
    case '%':
      return x % y
    case '&':
      return x & y
    case '|':
      return x | y
    case '^':
      return x ^ y
    case '<<':
      return x << y
    case '>>':
      return x >> y
    case '<':
      return x < y
    case '>':
      return x > y
    case '**':
      if (typeof a === 'bigint' || (Number.isInteger(x) && Number.isInteger(y) && Number.isSafeInteger(x ** y)))
        return x ** y
      throw notConstant(name)
    default:
      throw notConstant(name)
  }
}
