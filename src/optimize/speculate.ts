/**
 * Integer speculation: a loop whose numbers are integers, but not provably small, runs first while they are.
 *
 *   while (cond(n)) n = step(n)
 *   =>  while (cond(n) && |n| <= 2^50) n = step(n)
 *       while (cond(n)) n = step(n)
 *
 * The first loop does what the second would, so nothing is ever done twice or differently; but in it the range of `n` is known, and
 * narrowing makes it an i64. Where the condition fails the second loop makes no trip; where the numbers grow too large it goes on
 * from there. Worth it where a float is expensive: remainders and indices.
 *
 * Requires: lowered IR. Breaks nothing.
 */
import { eachStmtOf } from '../analyze/flow.ts'
import type { Ranges } from '../analyze/ranges.ts'
import { rangesOf } from '../analyze/ranges.ts'
import type { Builder } from '../ir/build.ts'
import { withoutAssumptions } from '../ir/build.ts'
import { operands, Rewriter } from '../ir/rewrite.ts'
import type { Block, Loop, Module, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'

const LIMIT = 2 ** 50

export function speculate(module: Module, b: Builder): Module {
  const ranges = rangesOf(module)
  let found = false
  eachStmtOf(module, (stmt) => {
    if (stmt.kind === 'loop' && candidates(stmt, ranges).length > 0) found = true
  })
  return found ? { ...module, funcs: module.funcs.map((func) => new Speculator(b, ranges).func(func)) } : module
}

class Speculator extends Rewriter {
  private readonly ranges: Ranges
  constructor(b: Builder, ranges: Ranges) {
    super(b)
    this.ranges = ranges
  }

  protected override loop(old: Loop): void {
    const params = candidates(old, this.ranges)
    if (params.length === 0) return super.loop(old)
    const small = params.map((p) => this.b.binary('le', this.b.unary('abs', p), this.b.f64(LIMIT)))
    const cond = small.reduce((x, y) => this.b.and(x, y), old.cond)
    const first = this.copyOf({ ...old, cond, body: assuming(old.body, params, small, this.b) })
    for (const stmt of first.stmts) this.emit(stmt)
    super.loop(old)
    // The general loop goes on with what the first one left.
    const general = this.out.pop() as Loop
    this.emit({ ...general, inits: first.results, exact: true })
  }
}

/** Integers without a proved bound, in an innermost loop that needs them as integers. */
function candidates(loop: Loop, ranges: Ranges): Value[] {
  const hasInner = (block: Block): boolean =>
    block.stmts.some((s) => s.kind === 'loop' || childBlocks(s).some(hasInner))
  if (loop.exact === true || loop.cond.op === 'const' || hasInner(loop.body)) return []
  const unbounded = loop.params.filter((param, i) => {
    const [range, init] = [ranges(param), ranges(loop.inits[i]!)]
    const grows =
      param.type === 'f64' &&
      range !== undefined &&
      range.int &&
      !range.nan &&
      !(range.lo >= -(2 ** 53) && range.hi <= 2 ** 53)
    return grows && init !== undefined && init.lo >= -(2 ** 50) && init.hi <= 2 ** 50
  })
  if (unbounded.length === 0) return []
  const wanted = integerUses(loop)
  return unbounded.filter((param) => wanted.has(param))
}

/** The body with its loop parameters known to be small. */
function assuming(body: Block, params: readonly Value[], small: readonly Value[], b: Builder): Block {
  const known = new Map(params.map((p, i) => [p, b.assume(p, small[i]!, true)]))
  return new Rewriter(b, known).block(body)
}

/** Loop parameters that, by themselves or in sums, are divided with a remainder, index arrays or are truncated. */
function integerUses(loop: Loop): Set<Value> {
  const found = new Set<Value>()
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    if (value.op === 'rem' || value.op === 'inBounds' || value.op === 'toInt32') summands(value.args[0]!)
    for (const arg of value.args) visit(arg)
  }
  /** The values that a sum is made of. */
  const summands = (value: Value): void => {
    const bare = withoutAssumptions(value)
    found.add(bare)
    if (bare.op === 'add' || bare.op === 'sub') bare.args.forEach(summands)
  }
  const walk = (block: Block): void => {
    for (const stmt of block.stmts) {
      for (const v of operands(stmt as Stmt)) visit(v)
      for (const child of childBlocks(stmt)) walk(child)
    }
    for (const v of block.yields) visit(v)
  }
  walk(loop.body)
  visit(loop.cond)
  return found
}
