/**
 * Partial unrolling: small loops that stay scalar make several trips between two tests.
 *
 *   for (i = start; i < limit; i++) body
 *   =>  for (i = start; i + 3 < limit; i += 4) { body; body; body; body }
 *       for (; i < limit; i++) body
 *
 * What one trip leaves for the next needs no move, and accesses of all trips share one address. Not where each trip waits for a float
 * that the one before computes: there the rest is free anyway.
 *
 * Requires: narrowed IR; stands behind what makes lanes of trips. Breaks nothing.
 */
import { countedLoop, invariance, stopOf } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands, pairs, Rewriter } from '../ir/rewrite.ts'
import type { Loop, Module, Stmt, Value } from '../ir/types.ts'

/** Trips between two tests, and the most operations of one of them. */
const TRIPS = 4
const MOST_STATEMENTS = 6
const MOST_OPERATIONS = 32

export function repeat(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Repeater(b).func(func))
}

class Repeater extends Editor {
  /** Inside an exact version, which is seldom taken. */
  private exact = false

  protected override loop(old: Loop): void {
    const outer = this.exact
    this.exact ||= old.exact === true
    super.loop(old)
    this.exact = outer
    const loop = this.out.at(-1) as Loop
    const first = outer || old.exact === true ? undefined : this.severalTrips(loop)
    if (first === undefined) return
    this.out.splice(-1, 1, first, { ...loop, inits: first.results })
  }

  /** The loop as far as there are trips enough. */
  private severalTrips(loop: Loop): Loop | undefined {
    const { b } = this
    // Of what runs in lanes, few trips are left.
    if (loop.facts.vector !== undefined || !isSmall(loop) || waitsForFloats(loop)) return undefined
    const counted = countedLoop(loop, b)
    if (counted === undefined) return undefined
    const params = loop.params.map((p) => b.binder(p.type, p.imm as string | undefined, p))
    const stmts: Stmt[] = []
    let values: readonly Value[] = params
    for (let trip = 0; trip < TRIPS; trip++) {
      const body = new Rewriter(b, pairs(loop.params, values)).block(loop.body)
      stmts.push(...body.stmts)
      values = body.yields
    }
    const counter = params[counted.index]!
    const stop = stopOf(counted.limit, counted, TRIPS, b)
    const below = counted.unsigned ? 'ult' : 'lt'
    const cond = counted.step > 0 ? b.binary(below, counter, stop) : b.binary(below, stop, counter)
    const results = loop.params.map((p) => b.binder(p.type, p.imm as string | undefined, p))
    return { ...loop, params, cond, body: { stmts, yields: values }, results }
  }
}

/** A straight line of few operations, each of one element. */
function isSmall({ body }: Loop): boolean {
  if (body.stmts.length === 0 || body.stmts.length > MOST_STATEMENTS) return false
  if (!body.stmts.every((s) => (s.kind === 'load' || s.kind === 'store') && s.lanes === undefined)) return false
  const operations = new Set<Value>()
  const count = (value: Value): void => {
    if (value.args.length === 0 || operations.has(value)) return
    operations.add(value)
    value.args.forEach(count)
  }
  for (const stmt of body.stmts) operands(stmt).forEach(count)
  body.yields.forEach(count)
  return operations.size <= MOST_OPERATIONS
}

/** Whether a trip starts from floats that the one before computes; those that only move on need no wait. */
function waitsForFloats({ params, body }: Loop): boolean {
  const isFresh = invariance(new Set(params))
  return body.yields.some((v) => (v.type === 'f64' || v.type === 'f32') && v.op !== 'binder' && !isFresh(v))
}
