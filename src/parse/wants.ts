/**
 * Which parameters a function uses as integers: as an index, a loop bound or start, an operand of bit operations, a length, in sums that
 * become elements of integer arrays, or by passing them where a callee does. Decided from the source alone, so that a call's signature never depends on earlier calls.
 *
 * A backward analysis: demands start at the uses and flow through + - * and local copies to the parameters, to a fixpoint over all
 * functions. What it misses, or finds too much, costs speed and never a result.
 */
import type * as ESTree from 'estree'
import {
  type Binding,
  children,
  contains,
  type FunctionNode,
  isFunction,
  type Node,
  type ParsedFunction,
  patternIdentifiers,
} from './tree.ts'

/**
 * Per parameter of `functions[index]`, whether it is used as an integer.
 *
 * @param calls index into `functions` of the function that the free variable `name` means in function `caller`, if it is one.
 * @param storesIntegers whether to take it that arrays, whatever they are, have integers for elements
 */
export function wantsInteger(
  functions: readonly ParsedFunction[],
  calls: (name: string, caller: number) => number | undefined,
  index: number,
  storesIntegers = false,
): boolean[] {
  const reached = new Map<number, Summary>()
  const reach = (at: number): Summary => {
    const known = reached.get(at)
    if (known) return known
    const callee = (name: string): Summary | undefined => {
      const found = calls(name, at)
      return found === undefined ? undefined : reach(found)
    }
    const fn = functions[at]!
    const summary: Summary = {
      plain: new Wants(fn, callee, storesIntegers, false),
      resultWanted: new Wants(fn, callee, storesIntegers, true),
    }
    reached.set(at, summary)
    return summary
  }
  const { plain } = reach(index)
  // Facts only grow, so that going round until nothing is new ends.
  for (let isChanged = true; isChanged; ) {
    isChanged = false
    for (const summary of reached.values()) {
      isChanged = summary.plain.refine() || isChanged
      isChanged = summary.resultWanted.refine() || isChanged
    }
  }
  return plain.params()
}

/** One function's parameters, if nothing is known of the use of its result, and if that is wanted as an integer. */
interface Summary {
  readonly plain: Wants
  readonly resultWanted: Wants
}

type Loop = ESTree.ForStatement | ESTree.WhileStatement | ESTree.DoWhileStatement

class Wants {
  readonly #fn: ParsedFunction
  readonly #callee: (name: string) => Summary | undefined
  readonly #storesIntegers: boolean
  /** Variables used as integers, and nested functions whose results are. */
  readonly #wanted = new Set<Binding | FunctionNode>()
  readonly #rules: (() => void)[] = []
  /** Assignments and updates of each variable. */
  readonly #steps = new Map<Binding, (ESTree.AssignmentExpression | ESTree.UpdateExpression)[]>()
  #isFresh = true

  constructor(
    fn: ParsedFunction,
    callee: (name: string) => Summary | undefined,
    storesIntegers: boolean,
    isResultWanted: boolean,
  ) {
    this.#fn = fn
    this.#callee = callee
    this.#storesIntegers = storesIntegers
    if (isResultWanted) this.#wanted.add(fn.node)
    this.#collect(fn.node, fn.node)
  }

  params(): boolean[] {
    return this.#fn.node.params.map((param) => {
      const target = param.type === 'AssignmentPattern' ? param.left : param
      return target.type === 'Identifier' && this.#isWanted(target)
    })
  }

  /** Applies all rules once more; true if that may have brought something new. */
  refine(): boolean {
    const before = this.#wanted.size
    for (const rule of this.#rules) rule()
    const isChanged = this.#isFresh || this.#wanted.size !== before
    this.#isFresh = false
    return isChanged
  }

  #collect(node: Node, fn: FunctionNode): void {
    switch (node.type) {
      case 'MemberExpression':
        if (node.computed) this.#rules.push(() => this.#demand(node.property))
        break
      case 'BinaryExpression':
        this.#collectOperator(node.operator, node.left as ESTree.Expression, node.right)
        break
      case 'UnaryExpression':
        if (node.operator === '~') this.#rules.push(() => this.#demandCoerced(node.argument))
        break
      case 'UpdateExpression':
        this.#addStep(node.argument, node)
        break
      case 'AssignmentExpression':
        this.#collectAssignment(node)
        break
      case 'AssignmentPattern':
        this.#collectCopy(node.left, node.right)
        break
      case 'VariableDeclarator':
        if (node.init) this.#collectCopy(node.id, node.init)
        break
      case 'ReturnStatement':
        this.#collectResult(fn, node.argument)
        break
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#rules.push(() => this.#applyCondition(node, node.test))
        break
      case 'NewExpression':
        if (node.callee.type === 'Identifier' && /^([A-Z]\w*)?Array$/.test(node.callee.name))
          this.#demandArguments(node, [0])
        break
      case 'CallExpression':
        this.#collectCall(node)
        break
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') this.#collectResult(node, node.body)
        break
    }
    const inner = isFunction(node) ? node : fn
    for (const child of children(node)) this.#collect(child, inner)
  }

  #collectOperator(operator: string, left: Node, right: Node): void {
    if (isBitOperator(operator)) {
      this.#rules.push(() => this.#demandCoerced(left))
      this.#rules.push(() => this.#demandCoerced(right))
    }
    if (operator !== '%') return
    this.#rules.push(() => this.#isInteger(right) && this.#demand(left))
    this.#rules.push(() => this.#isInteger(left) && this.#demand(right))
  }

  #collectAssignment(node: ESTree.AssignmentExpression): void {
    const { left, right } = node
    const operator = node.operator.slice(0, -1)
    this.#addStep(left, node)
    this.#collectOperator(operator, left, right)
    if (left.type === 'MemberExpression' && left.computed && /^[+-]?$/.test(operator)) {
      // A parameter by itself is converted once, in front of the loop.
      const isParam = right.type === 'Identifier' && this.#fn.bindings.get(right)?.kind === 'param'
      if (!isParam && this.#holdsIntegers(left.object)) this.#rules.push(() => this.#demandCoerced(right))
    }
    if (left.type !== 'Identifier') return
    if (/^([+*-]||\|\||&&|\?\?)$/.test(operator)) this.#collectCopy(left, right)
    // A state that bit operations advance, as of a random generator: `s = (s * 1664525 + 1013904223) | 0`.
    const binding = this.#fn.bindings.get(left)
    if (operator === '' && binding && isBitOperation(right) && this.#mentions(right, binding))
      this.#rules.push(() => this.#demand(left))
  }

  #collectCopy(target: Node, value: Node): void {
    if (target.type === 'Identifier') this.#rules.push(() => this.#isWanted(target) && this.#demand(value))
  }

  #collectResult(fn: FunctionNode, value: Node | null | undefined): void {
    if (value) this.#rules.push(() => this.#wanted.has(fn) && this.#demand(value))
  }

  #collectCall(node: ESTree.SimpleCallExpression): void {
    const { callee } = node
    if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier') {
      const { name } = callee.property
      const isMath = this.#isMath(callee)
      if (isMath && (name === 'imul' || name === 'clz32')) {
        for (const argument of node.arguments) this.#rules.push(() => this.#demandCoerced(argument))
      }
      if (!isMath) this.#demandArguments(node, positionArguments.get(name) ?? [])
    }
    if (callee.type !== 'Identifier') return
    const local = this.#localFunction(callee)
    if (local) for (const [at, param] of local.params.entries()) this.#collectArgument(param, node.arguments[at])
    else this.#rules.push(() => this.#demandLike(node, this.#freeCallee(callee)?.plain))
  }

  #collectArgument(param: ESTree.Pattern, argument: Node | undefined): void {
    if (argument) this.#collectCopy(param.type === 'AssignmentPattern' ? param.left : param, argument)
  }

  #demandArguments(node: ESTree.SimpleCallExpression | ESTree.NewExpression, positions: readonly number[]): void {
    for (const at of positions) {
      const argument = node.arguments[at]
      if (argument) this.#rules.push(() => this.#demand(argument))
    }
  }

  #demandLike(node: ESTree.SimpleCallExpression, callee: Wants | undefined): void {
    callee?.params().forEach((isWanted, at) => {
      const argument = node.arguments[at]
      if (isWanted && argument) this.#demand(argument)
    })
  }

  /** The value of `node` is used as an integer. */
  #demand(node: Node): void {
    switch (node.type) {
      case 'Identifier': {
        const binding = this.#fn.bindings.get(node)
        if (binding) this.#wanted.add(binding)
        return
      }
      case 'BinaryExpression':
        if (!/^[+*%-]$/.test(node.operator) || hasFraction(node)) return
        this.#demand(node.left)
        this.#demand(node.right)
        return
      case 'UnaryExpression':
        if (node.operator === '-' || node.operator === '+') this.#demand(node.argument)
        return
      case 'UpdateExpression':
        return this.#demand(node.argument)
      case 'AssignmentExpression':
        return this.#demand(node.left)
      case 'ConditionalExpression':
        this.#demand(node.consequent)
        this.#demand(node.alternate)
        return
      case 'LogicalExpression':
        this.#demand(node.left)
        this.#demand(node.right)
        return
      case 'SequenceExpression':
        return this.#demand(node.expressions[node.expressions.length - 1]!)
      case 'CallExpression':
        return this.#demandCall(node)
    }
  }

  #demandCall(node: ESTree.SimpleCallExpression): void {
    const { callee } = node
    if (callee.type === 'Identifier') {
      const local = this.#localFunction(callee)
      if (local) this.#wanted.add(local)
      else this.#demandLike(node, this.#freeCallee(callee)?.resultWanted)
    } else if (callee.type === 'MemberExpression' && this.#isMath(callee) && callee.property.type === 'Identifier') {
      if (/^(min|max|abs)$/.test(callee.property.name)) for (const argument of node.arguments) this.#demand(argument)
    }
  }

  /** An operand of a bit operation, or what an integer array stores. A product there is as often a scaled float: `(x * scale) | 0`. */
  #demandCoerced(node: Node): void {
    if (!leaves(node).some((leaf) => leaf.type === 'BinaryExpression' && leaf.operator === '*')) this.#demand(node)
  }

  /** A loop goes on while `test` holds: its counter, and what that is compared with. */
  #applyCondition(loop: Loop, test: Node | null | undefined): void {
    if (!test) return
    if (test.type === 'LogicalExpression') {
      this.#applyCondition(loop, test.left)
      this.#applyCondition(loop, test.right)
    } else if (test.type === 'BinaryExpression' && /^([<>]=?|[!=]==?)$/.test(test.operator)) {
      const sides = [test.left, test.right]
      // Not `some`: each side may have a counter to note.
      const counts = sides.filter((side) => !hasFraction(side) && this.#hasCounter(side, loop))
      if (counts.length > 0) for (const side of sides) this.#demand(side)
    } else if (this.#hasCounter(test, loop)) {
      this.#demand(test)
    }
  }

  /** True if the value of `side` follows a variable that steps through integers in `loop`. */
  #hasCounter(side: Node, loop: Loop): boolean {
    return leaves(side).some((leaf) => {
      const target =
        leaf.type === 'UpdateExpression' ? leaf.argument : leaf.type === 'AssignmentExpression' ? leaf.left : leaf
      const binding = target.type === 'Identifier' ? this.#fn.bindings.get(target) : undefined
      const steps = (binding && this.#steps.get(binding)?.filter((step) => contains(loop, step))) ?? []
      if (!binding || steps.length === 0) return false
      return (
        this.#wanted.has(binding) || (steps.every((step) => this.#isCount(step, binding)) && !startsFractional(binding))
      )
    })
  }

  #isCount(step: ESTree.AssignmentExpression | ESTree.UpdateExpression, binding: Binding): boolean {
    if (step.type === 'UpdateExpression') return true
    const operator = step.operator.slice(0, -1)
    if (isBitOperator(operator)) return true
    if (/^[+*-]$/.test(operator)) return isIntegerLiteral(step.right)
    if (operator !== '') return false
    if (isBitOperation(step.right)) return true
    // `i = i + 1`
    return (
      step.right.type === 'BinaryExpression' &&
      leaves(step.right).every((leaf) => {
        return leaf.type === 'Identifier'
          ? this.#fn.bindings.get(leaf) === binding
          : isIntegerLiteral(leaf) || isArithmetic(leaf)
      })
    )
  }

  #isInteger(node: Node): boolean {
    if (node.type === 'Identifier') return this.#isWanted(node)
    if (node.type === 'Literal') return isIntegerLiteral(node) && Number(node.value) > 1
    if (node.type === 'MemberExpression')
      return !node.computed && node.property.type === 'Identifier' && node.property.name === 'length'
    if (isArithmetic(node)) return this.#isInteger(node.left) && this.#isInteger(node.right)
    return isBitOperation(node)
  }

  /** Is the array one of integers, as far as is known, or what may be taken as such? */
  #holdsIntegers(array: Node): boolean {
    if (this.#storesIntegers) return true
    const declaration = array.type === 'Identifier' ? this.#fn.bindings.get(array)?.declaration : undefined
    const made = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
    if (made?.type !== 'NewExpression' || made.callee.type !== 'Identifier') return false
    return /^(Ui|I)nt(8|8Clamped|16|32)Array$/.test(made.callee.name)
  }

  #isWanted(id: ESTree.Identifier): boolean {
    const binding = this.#fn.bindings.get(id)
    return binding !== undefined && this.#wanted.has(binding)
  }

  #isMath({ object }: ESTree.MemberExpression): boolean {
    return object.type === 'Identifier' && object.name === 'Math' && !this.#fn.bindings.has(object)
  }

  #mentions(node: Node, binding: Binding): boolean {
    if (node.type === 'Identifier') return this.#fn.bindings.get(node) === binding
    return children(node).some((child) => this.#mentions(child, binding))
  }

  #addStep(target: Node, step: ESTree.AssignmentExpression | ESTree.UpdateExpression): void {
    for (const id of patternIdentifiers(target)) {
      const binding = this.#fn.bindings.get(id)
      if (!binding) continue
      const steps = this.#steps.get(binding)
      if (steps) steps.push(step)
      else this.#steps.set(binding, [step])
    }
  }

  #localFunction(callee: ESTree.Identifier): FunctionNode | undefined {
    const declaration = this.#fn.bindings.get(callee)?.declaration
    const value = declaration?.type === 'VariableDeclarator' ? declaration.init : declaration
    return value && isFunction(value) ? value : undefined
  }

  #freeCallee(callee: ESTree.Identifier): Summary | undefined {
    return this.#fn.bindings.has(callee) ? undefined : this.#callee(callee.name)
  }
}

/** Methods whose arguments at these places are positions in the array. */
const positionArguments: ReadonlyMap<string, readonly number[]> = new Map([
  ['at', [0]],
  ['copyWithin', [0, 1, 2]],
  ['fill', [1, 2]],
  ['set', [1]],
  ['slice', [0, 1]],
  ['subarray', [0, 1]],
  ['with', [0]],
])

function isBitOperator(operator: string): boolean {
  return /^(<<|>>>?|[|&^])$/.test(operator)
}

function isBitOperation(node: Node): boolean {
  return (
    (node.type === 'BinaryExpression' && isBitOperator(node.operator)) ||
    (node.type === 'UnaryExpression' && node.operator === '~')
  )
}

function isArithmetic(node: Node): node is ESTree.BinaryExpression {
  return node.type === 'BinaryExpression' && /^[+*-]$/.test(node.operator)
}

function isIntegerLiteral(node: Node): boolean {
  return node.type === 'Literal' && Number.isInteger(node.value)
}

/** The nodes of a sum or product, and what it is made of. */
function leaves(node: Node): Node[] {
  return isArithmetic(node) ? [node, ...leaves(node.left), ...leaves(node.right)] : [node]
}

function hasFraction(node: Node): boolean {
  return leaves(node).some(
    (leaf) => leaf.type === 'Literal' && typeof leaf.value === 'number' && !Number.isInteger(leaf.value),
  )
}

function startsFractional({ declaration }: Binding): boolean {
  return declaration.type === 'VariableDeclarator' && !!declaration.init && hasFraction(declaration.init)
}
