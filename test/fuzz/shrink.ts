/**
 * Makes a failing kernel small: greedy delta debugging over the tree of the source, then over the arguments. A candidate is kept when
 * it fails in the same way; one that is no longer valid or no longer compiles does not, and is dropped. None is tried twice.
 */

import { elementBytes } from './arguments.ts'
import { checkKernel, type Verdict } from './check.ts'
import {
  type Arg,
  type Args,
  type Block,
  type Expr,
  type FuzzKernel,
  helperSources,
  kernelSource,
  type Stmt,
} from './tree.ts'

type Fault = Verdict & { kind: 'fault' }

export function shrink(kernel: FuzzKernel, fault: Fault, milliseconds: number): { kernel: FuzzKernel; fault: Fault } {
  const small = new Shrinker(kernel, fault, Date.now() + milliseconds).run()
  // Which pass is to blame is asked once, of what is left.
  const verdict = checkKernel(small.kernel, { threeWay: small.threeWay })
  return { kernel: small.kernel, fault: verdict.kind === 'fault' ? verdict : small.fault }
}

class Shrinker {
  kernel: FuzzKernel
  fault: Fault
  /** What only the interpreter or the verifier between passes sees is shrunk with them; the rest is quicker without. */
  readonly threeWay: boolean
  private readonly deadline: number
  private readonly tried = new Set<string>()
  private readonly setsNumbers = new Map<FuzzKernel['sets'], number>()

  constructor(kernel: FuzzKernel, fault: Fault, deadline: number) {
    this.kernel = kernel
    this.fault = fault
    this.deadline = deadline
    this.threeWay = checkKernel(kernel, { blame: false }).kind !== 'fault'
  }

  /** Large steps first; the small ones, which are many, once there are no large ones. */
  run(): this {
    for (let step = 0; step < steps.length; ) step = this.take(steps[step]!) && step > 0 ? Math.min(step, 1) : step + 1
    return this
  }

  /** All candidates of one kind. A success does not start over: what came before it in the list failed a moment ago. */
  private take(candidates: Candidates): boolean {
    let improved = false
    for (let at = 0; ; ) {
      const found = this.firstFailing(candidates, at)
      if (found === undefined) return improved
      at = found
      improved = true
    }
  }

  /** The number of the first candidate from `from` on that fails as well, which is now the kernel. */
  private firstFailing(candidates: Candidates, from: number): number | undefined {
    let at = 0
    for (const candidate of candidates(this.kernel)) {
      if (at++ < from || !this.isNew(candidate)) continue
      if (Date.now() > this.deadline) return undefined
      const verdict = this.attempt(candidate)
      if (verdict?.kind !== 'fault' || verdict.fault !== this.fault.fault) continue
      this.kernel = candidate
      this.fault = verdict
      return at - 1
    }
    return undefined
  }

  private isNew(kernel: FuzzKernel): boolean {
    const { sets, resident } = kernel
    const number = this.setsNumbers.get(sets) ?? this.setsNumbers.size
    this.setsNumbers.set(sets, number)
    const key = [kernelSource(kernel), ...Object.values(helperSources(kernel)), number, resident].join('\n')
    if (this.tried.has(key)) return false
    this.tried.add(key)
    return true
  }

  private attempt(kernel: FuzzKernel): Verdict | undefined {
    try {
      return checkKernel(kernel, { threeWay: this.threeWay, blame: false })
    } catch {
      return undefined // no longer a program
    }
  }
}

type Candidates = (kernel: FuzzKernel) => Iterable<FuzzKernel>
type Smaller = (block: Block) => Iterable<Block>

const steps: readonly Candidates[] = [calls, within(dropped), within(unwrapped), unused, within(simpler), smallerSets]

function* calls(kernel: FuzzKernel): Iterable<FuzzKernel> {
  if (kernel.sets.length > 1) for (const set of kernel.sets) yield { ...kernel, sets: [set] }
  if (kernel.resident) yield { ...kernel, resident: false }
}

/** The same change to the bodies of all functions. */
function within(smaller: Smaller): Candidates {
  return function* (kernel) {
    for (const body of smaller(kernel.body)) yield { ...kernel, body }
    for (let i = 0; i < kernel.helpers.length; i++) {
      for (const body of smaller(kernel.helpers[i].body))
        yield { ...kernel, helpers: replaced(kernel.helpers, i, { ...kernel.helpers[i], body }) }
    }
  }
}

function* smallerSets(kernel: FuzzKernel): Iterable<FuzzKernel> {
  for (let i = 0; i < kernel.sets.length; i++) {
    for (const set of smallerArgs(kernel.sets[i])) yield { ...kernel, sets: replaced(kernel.sets, i, set) }
  }
}

const replaced = <T>(list: readonly T[], at: number, ...items: T[]): T[] => [
  ...list.slice(0, at),
  ...items,
  ...list.slice(at + 1),
]

/** Without some of the statements, here or further inside. */
function* dropped(block: Block): Iterable<Block> {
  for (let size = block.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= block.length; at += size) yield [...block.slice(0, at), ...block.slice(at + size)]
  }
  yield* inside(block, dropped)
}

/** With a statement's body in its place. */
function* unwrapped(block: Block): Iterable<Block> {
  for (let i = 0; i < block.length; i++) {
    const stmt = block[i]
    for (const part of stmt.parts) {
      if (!isBlock(part)) continue
      const variables = (stmt.variables ?? []).map((name): Stmt => ({ parts: [`let ${name} = 0`] }))
      yield replaced(block, i, { parts: ['{', [...variables, ...part], '}'] })
      if (variables.length === 0) yield replaced(block, i, ...part)
    }
  }
  yield* inside(block, unwrapped)
}

/** With a part of an expression in its place. */
function* simpler(block: Block): Iterable<Block> {
  yield* inside(block, simpler, expressions)
}

function* inside(block: Block, smaller: Smaller, smallerExpr?: (expr: Expr) => Iterable<Expr>): Iterable<Block> {
  for (let i = 0; i < block.length; i++) {
    const { parts } = block[i]
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k]
      if (typeof part === 'string') continue
      for (const made of isBlock(part) ? smaller(part) : (smallerExpr?.(part) ?? []))
        yield replaced(block, i, { ...block[i], parts: replaced(parts, k, made) })
    }
  }
}

const isBlock = (part: string | Expr | Block): part is Block => Array.isArray(part)
const literals = { num: ['0', '1', '2'], bool: ['true', 'false'], big: ['0n', '1n'] }

function* expressions(expr: Expr): Iterable<Expr> {
  const simple = expr.parts.length === 1 && literals[expr.type].includes(expr.parts[0] as string)
  if (simple) return
  for (const text of literals[expr.type]) yield { type: expr.type, parts: [text] }
  for (const part of expr.parts) {
    if (typeof part === 'string') continue
    if (part.type === expr.type) yield part
    for (const deeper of part.parts) if (typeof deeper !== 'string' && deeper.type === expr.type) yield deeper
  }
  for (let i = 0; i < expr.parts.length; i++) {
    const part = expr.parts[i]
    if (typeof part !== 'string')
      for (const smaller of expressions(part)) yield { ...expr, parts: replaced(expr.parts, i, smaller) }
  }
}

/** Helpers, constants and parameters that nothing names any more. */
function* unused(kernel: FuzzKernel): Iterable<FuzzKernel> {
  const texts = [kernelSource(kernel), ...Object.values(helperSources(kernel))]
  const uses = (name: string) =>
    texts.filter((text) => new RegExp(`\\b${name}\\b`).test(text.slice(text.indexOf('=>')))).length
  for (let i = 0; i < kernel.helpers.length; i++)
    if (uses(kernel.helpers[i].name) === 0) yield { ...kernel, helpers: replaced(kernel.helpers, i) }
  if (Object.keys(kernel.env).some((name) => uses(name) === 0)) {
    yield { ...kernel, env: Object.fromEntries(Object.entries(kernel.env).filter(([name]) => uses(name) > 0)) }
  }
  for (let i = 0; i < kernel.params.length; i++) {
    const shared = kernel.sets.some((set) => set.args.some((arg) => arg.kind === 'same'))
    if (uses(kernel.params[i].name) > 0 || shared) continue
    yield {
      ...kernel,
      params: replaced(kernel.params, i),
      sets: kernel.sets.map((set) => ({ ...set, args: replaced(set.args, i) })),
    }
  }
}

function* smallerArgs(set: Args): Iterable<Args> {
  for (let i = 0; i < set.args.length; i++)
    for (const arg of smallerArg(set.args[i])) yield { ...set, args: replaced(set.args, i, arg) }
  for (let i = 0; i < set.buffers.length; i++) {
    const { element, values } = set.buffers[i]
    const needed = set.args.reduce(
      (most, arg) =>
        arg.kind === 'view' && arg.buffer === i
          ? Math.max(most, arg.offset + arg.length * elementBytes(arg.element))
          : most,
      0,
    )
    const keep = Math.ceil(needed / elementBytes(element))
    if (keep < values.length)
      yield { ...set, buffers: replaced(set.buffers, i, { element, values: values.slice(0, keep) }) }
    const zero = element.startsWith('Big') ? 0n : 0
    if (values.some((value) => !Object.is(value, zero)))
      yield { ...set, buffers: replaced(set.buffers, i, { element, values: values.map(() => zero) }) }
    for (let k = 0; k < values.length; k++) {
      const simpler = element.startsWith('Big') ? [0n, 1n] : [0, 1]
      for (const value of simpler.slice(0, simpler.findIndex((each) => Object.is(each, values[k])) >>> 0)) {
        yield { ...set, buffers: replaced(set.buffers, i, { element, values: replaced(values, k, value) }) }
      }
    }
  }
}

function* smallerArg(arg: Arg): Iterable<Arg> {
  if (arg.kind === 'view') {
    for (const length of shorter(arg.length)) yield { ...arg, length }
    if (arg.offset > 0) yield { ...arg, offset: 0 }
  } else if (arg.kind === 'plain') {
    for (const length of shorter(arg.values.length)) yield { ...arg, values: arg.values.slice(0, length) }
    if (arg.values.some((value) => value !== 0)) yield { ...arg, values: arg.values.map(() => 0) }
  } else if (arg.kind === 'rows') {
    for (const length of shorter(arg.rows.length)) yield { ...arg, rows: arg.rows.slice(0, length) }
    for (const length of shorter(arg.rows[0]?.length ?? 0))
      yield { ...arg, rows: arg.rows.map((row) => row.slice(0, length)) }
  } else if (arg.kind === 'point') {
    for (const length of shorter(arg.v.length)) yield { ...arg, v: arg.v.slice(0, length) }
    if (arg.x !== 0) yield { ...arg, x: 0 }
    if (arg.y !== 0) yield { ...arg, y: 0 }
  } else if (arg.kind === 'scalar' && typeof arg.value === 'number') {
    const simpler = [0, 1, 2, Math.trunc(arg.value / 2), ...(Math.abs(arg.value) < 64 ? [arg.value - 1] : [])]
    for (const value of simpler)
      if (Math.abs(value) < Math.abs(arg.value) || Number.isNaN(arg.value)) yield { kind: 'scalar', value }
  }
}

const shorter = (length: number): number[] =>
  [...new Set([0, Math.floor(length / 2), length - 1])].filter((each) => each >= 0 && each < length)
