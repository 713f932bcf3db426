/**
 * Folding is exact: an expression that the smart constructors made gives, for all values of its binders, bit for bit what the
 * unfolded one gives; and that whether its binders are evaluated or replaced by constants, which then fold. And it is done: making
 * what it made once more changes nothing.
 */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Builder } from '../../src/ir/build.ts'
import type { Constant, Op, ScalarType as Type } from '../../src/ir/ops.ts'
import { operandTypes, ops } from '../../src/ir/ops.ts'
import { Rewriter } from '../../src/ir/rewrite.ts'
import type { Value } from '../../src/ir/types.ts'
import { specials } from './specials.ts'

const TYPES: readonly Type[] = ['f64', 'f32', 'i32', 'i64', 'bool']

/** An expression that nobody has folded. */
type Tree =
  | { readonly kind: 'constant'; readonly type: Type; readonly value: Constant }
  | { readonly kind: 'variable'; readonly type: Type; readonly number: number }
  | { readonly kind: 'op'; readonly op: Op; readonly type: Type; readonly args: readonly Tree[] }

/** Values of the variables, by type and number. */
type Assignment = Readonly<Record<Type, readonly Constant[]>>

const constant = (type: Type, value: Constant): Tree => ({ kind: 'constant', type, value })
const variable = (type: Type, number: number): Tree => ({ kind: 'variable', type, number })

function evaluateTree(tree: Tree, values: Assignment): Constant {
  if (tree.kind === 'constant') return tree.value
  if (tree.kind === 'variable') return values[tree.type][tree.number]
  return evaluateOp(
    tree.op,
    tree.type,
    tree.args[0].type,
    tree.args.map((a) => evaluateTree(a, values)),
  )
}

function evaluateOp(op: Op, type: Type, first: Type, args: Constant[]): Constant {
  const row = ops[op]
  return row.evaluate!(args, row.result === undefined ? type : first, undefined)
}

class Checker {
  readonly b = new Builder()
  private readonly binders: Readonly<Record<Type, readonly Value[]>>
  private readonly numbers = new Map<Value, number>()

  constructor() {
    const two = (type: Type): Value[] => [0, 1].map((n) => this.b.binder(type, `${type}_${n}`))
    this.binders = { f64: two('f64'), f32: two('f32'), i32: two('i32'), i64: two('i64'), bool: two('bool') }
    for (const type of TYPES) for (const [n, binder] of this.binders[type].entries()) this.numbers.set(binder, n)
  }

  check(tree: Tree, assignments: readonly Assignment[]): void {
    const folded = this.build(tree)
    const copy = new Rewriter(this.b).value(folded)
    if (copy !== folded) assert.unreachable(`folding is not done: ${showValue(folded)} becomes ${showValue(copy)}`)
    for (const [i, values] of assignments.entries()) {
      const lookup = (binder: Value): Constant => values[binder.type as Type][this.numbers.get(binder)!]
      const expected = evaluateTree(tree, values)
      const evaluated = evaluate(folded, lookup)
      // Slower, and mostly the same: for some.
      const substituted = i % 4 === 0 ? new Substitution(this.b, lookup).value(folded) : undefined
      const same = substituted === undefined || (substituted.op === 'const' && Object.is(substituted.imm, expected))
      if (same && Object.is(evaluated, expected)) continue
      const text = [
        `${show(tree, values)} = ${literal(expected)}`,
        `folded: ${showValue(folded)} = ${literal(evaluated)}`,
      ]
      if (substituted !== undefined) text.push(`with constants: ${showValue(substituted)}`)
      assert.unreachable(text.join('\n'))
    }
  }

  private build(tree: Tree): Value {
    if (tree.kind === 'constant') return this.b.const(tree.type, tree.value)
    if (tree.kind === 'variable') return this.binders[tree.type][tree.number]
    const args = tree.args.map((a) => this.build(a))
    return this.b.make(tree.op, tree.type, args)
  }
}

class Substitution extends Rewriter {
  private readonly lookup: (binder: Value) => Constant
  constructor(b: Builder, lookup: (binder: Value) => Constant) {
    super(b)
    this.lookup = lookup
  }
  protected override leaf(old: Value): Value {
    return old.op === 'binder' ? this.b.const(old.type, this.lookup(old)) : old
  }
}

function evaluate(value: Value, lookup: (binder: Value) => Constant): Constant {
  if (value.op === 'const') return value.imm as Constant
  if (value.op === 'binder') return lookup(value)
  const args = value.args.map((a) => evaluate(a, lookup))
  return evaluateOp(value.op, value.type as Type, value.args[0].type as Type, args)
}

const literal = (x: Constant): string => (Object.is(x, -0) ? '-0' : `${x}`)
function show(tree: Tree, values: Assignment): string {
  if (tree.kind === 'constant') return literal(tree.value)
  if (tree.kind === 'variable') return `${tree.type}_${tree.number}=${literal(values[tree.type][tree.number])}`
  return `${tree.op}.${tree.type}(${tree.args.map((a) => show(a, values)).join(', ')})`
}
function showValue(v: Value): string {
  return v.args.length > 0
    ? `${v.op}.${v.type}(${v.args.map(showValue).join(', ')})`
    : literal((v.imm as Constant) ?? '?')
}

/** The second operand of `inBounds` is a length, hence not negative. */
const masked = (tree: Tree): Tree =>
  tree.kind === 'constant'
    ? constant('i32', (tree.value as number) & 0x7fffffff)
    : { kind: 'op', op: 'and', type: 'i32', args: [tree, constant('i32', 0x7fffffff)] }

const apply = (op: Op, type: Type, args: readonly Tree[]): Tree =>
  op === 'inBounds' ? { kind: 'op', op, type, args: [args[0], masked(args[1])] } : { kind: 'op', op, type, args }

const foldable = (Object.keys(ops) as Op[]).filter((op) => ops[op].evaluate !== undefined)

/** Special values for one variable of each type, and for two: all for the first, each with a few for the second. */
const [singles, pairs] = [1, 5].map((width) => {
  const length = Math.max(...TYPES.map((t) => specials[t].length))
  return Array.from({ length }, (_, n) => n).flatMap((n) => {
    const seconds =
      width === 1 ? [n] : Array.from({ length: Math.ceil(length / width) }, (_, m) => m * width + (n % width))
    return seconds.map((m) => {
      const pair = (t: Type): Constant[] => [n, m].map((at) => specials[t][at % specials[t].length])
      return Object.fromEntries(TYPES.map((t) => [t, pair(t)])) as unknown as Assignment
    })
  })
})

// One operation over variables and constants in all places, the same variable twice included.
for (const op of foldable) {
  for (const at of ops[op].on) {
    test(`${op} at ${at} over variables and constants`, () => {
      const checker = new Checker()
      const type = ops[op].result ?? at
      const types = operandTypes(op, type, ops[op].arity, at)
      // All triples would be too many.
      const every = types.length > 2 ? 8 : 1
      const leaves = (t: Type): Tree[] => {
        const constants = specials[t].filter((_, i) => i % every === 0).map((c) => constant(t, c))
        return [variable(t, 0), variable(t, 1), ...constants]
      }
      const trees = types.reduce<Tree[][]>(
        (lists, t) => lists.flatMap((list) => leaves(t).map((leaf) => [...list, leaf])),
        [[]],
      )
      for (const args of trees) {
        const free = args.filter((a) => a.kind === 'variable')
        // Where all are constants there is nothing to choose, and `evaluate` has a test of its own.
        if (free.length > 0) checker.check(apply(op, type, args), free.length > 1 ? pairs : singles)
      }
    })
  }
}

/** xorshift32: the same trees in every run. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Operations by the type they give. */
const giving = (type: Type): readonly { op: Op; at: Type }[] =>
  foldable.flatMap((op) => {
    const { result, on } = ops[op]
    if (result !== undefined) return result === type ? on.map((at) => ({ op, at })) : []
    return on.includes(type) ? [{ op, at: type }] : []
  })
const makers = Object.fromEntries(TYPES.map((t) => [t, giving(t)])) as Readonly<Record<Type, ReturnType<typeof giving>>>

test('random expressions', () => {
  const below = random(0x2545f491)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]
  const grow = (type: Type, depth: number): Tree => {
    if (depth === 0 || below(8) === 0)
      return below(3) === 0 ? constant(type, pick(specials[type])) : variable(type, below(2))
    const { op, at } = pick(makers[type])
    const types = operandTypes(op, type, ops[op].arity, at)
    return apply(
      op,
      type,
      types.map((t) => grow(t, depth - 1)),
    )
  }
  const assignment = (): Assignment =>
    Object.fromEntries(TYPES.map((t) => [t, [pick(specials[t]), pick(specials[t])]])) as unknown as Assignment
  for (let i = 0; i < 20_000; i++) {
    const tree = grow(pick(TYPES), 2 + below(4))
    new Checker().check(tree, Array.from({ length: 12 }, assignment))
  }
})

test('equal values are one object, and -0 is not 0', () => {
  const b = new Builder()
  const [x, y] = [b.binder('f64', 'x'), b.binder('f64', 'y')]
  assert.is(b.binary('mul', x, y), b.binary('mul', y, x))
  assert.is.not(b.binary('sub', x, y), b.binary('sub', y, x))
  assert.is.not(b.f64(0), b.f64(-0))
  assert.is(b.f64(NaN), b.f64(NaN))
  assert.is.not(b.binder('f64', 'x'), x)
})

test('what is known folds', () => {
  const b = new Builder()
  const [x, i, c] = [b.binder('f64', 'x'), b.binder('i32', 'i'), b.binder('bool', 'c')]
  assert.is(b.binary('add', i, b.i32(0)), i)
  assert.is.not(b.binary('add', x, b.f64(0)), x)
  assert.is(b.binary('add', b.f64(-0), x), x)
  assert.is(b.unary('toInt32', b.unary('i32ToF64', i)), i)
  assert.is(b.unary('toInt32', b.f64(2 ** 32 + 5)), b.i32(5))
  assert.is(b.not(b.not(c)), c)
  assert.is(b.binary('lt', b.unary('i32ToF64', i), b.f64(3)), b.binary('lt', i, b.i32(3)))
  assert.is(b.binary('div', x, b.f64(8)), b.binary('mul', x, b.f64(0.125)))
})

test.run()
