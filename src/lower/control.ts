/**
 * Structured control in SSA form: arms, regions and loops whose variables become results and parameters where paths meet.
 *
 * A loop is lowered with the kinds its variables have on entry; where the back-edge brings a wider kind (`undefined` meets a number),
 * the loop is lowered once more with that kind, until nothing changes. Kinds only widen, so this ends.
 */
import type * as ESTree from 'estree'
import { withoutAssumptions } from '../ir/build.ts'
import { ops } from '../ir/ops.ts'
import { defines } from '../ir/rewrite.ts'
import type { Block, Draft, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import type { Binding } from '../parse/parse.ts'
import { spanOf } from '../parse/parse.ts'
import { type Arrival, type Context, type Env, type Target, UNREACHABLE } from './context.ts'
import { notesOn } from './notes.ts'
import type { JsValue } from './values.ts'
import { coerceTo, commonValue, components, joinShapes, shapeOf, withComponents } from './values.ts'

export const newTarget = (name: string): Target => ({ label: { name }, arrivals: [] })

/**
 * Sets `cx.env` to what holds where all arrivals meet, and returns the binders that carry what differs, with the travelling value.
 * `inner` holds the binders of the construct that ends here: they are not in scope any more.
 */
function meet(
  cx: Context,
  base: Env,
  arrivals: readonly Arrival[],
  inner: ReadonlySet<Value>,
): { results: Value[]; js: JsValue | undefined } {
  const results: Value[] = []
  const rows: Value[][] = arrivals.map(() => [])
  const escapes = escapesFrom(inner)

  const meetValues = (incoming: readonly JsValue[], name?: string): JsValue => {
    const shape = incoming.reduce((x, y) => joinShapes(cx.b, x, y))
    const parts = incoming.map((js) => components(coerceTo(cx.b, js, shape)))
    const count = parts[0]!.length
    if (parts.some((p) => p.length !== count))
      return { kind: 'conflict', message: 'it may hold different things, depending on the path taken' }
    const met = Array.from({ length: count }, (_, k) => {
      const candidates = parts.map((p) => p[k]!)
      const first = candidates[0]!
      if (candidates.every((c) => c === first) && !escapes(first)) return first
      const common = commonValue(candidates)
      if (common !== undefined && !escapes(common)) return common
      if (common !== undefined && !escapes(withoutAssumptions(common))) return withoutAssumptions(common)
      const result = cx.b.binder(first.type, name)
      results.push(result)
      candidates.forEach((c, i) => rows[i]!.push(c))
      return result
    })
    let k = 0
    return withComponents(coerceTo(cx.b, incoming[0]!, shape), () => met[k++]!)
  }

  const env: Env = new Map()
  for (const binding of base.keys()) {
    const incoming = arrivals.map((a) => a.env.get(binding)!)
    env.set(
      binding,
      incoming.every((js) => js === incoming[0] && !components(js).some(escapes))
        ? incoming[0]!
        : meetValues(incoming, binding.name),
    )
  }
  const js =
    arrivals.every((a) => a.js !== undefined) && arrivals.length > 0
      ? meetValues(arrivals.map((a) => a.js!))
      : undefined
  arrivals.forEach((a, i) => a.give(rows[i]!))
  cx.env = env
  return { results, js }
}

/** A test for values that hang on binders which go out of scope. */
function escapesFrom(inner: ReadonlySet<Value>): (value: Value) => boolean {
  const memo = new Map<Value, boolean>()
  const escapes = (value: Value): boolean => {
    if (value.op === 'const') return false
    if (value.op === 'binder') return inner.has(value)
    let known = memo.get(value)
    if (known === undefined) memo.set(value, (known = value.args.some(escapes)))
    return known
  }
  return inner.size === 0 ? () => false : escapes
}

/** All binders a block defines, at any depth. */
function bindersOf(block: Block, into = new Set<Value>()): Set<Value> {
  for (const stmt of block.stmts) {
    for (const value of defines(stmt)) into.add(value)
    if (stmt.kind === 'loop') for (const param of stmt.params) into.add(param)
    for (const child of childBlocks(stmt)) bindersOf(child, into)
  }
  return into
}

/** Cycles that computing both arms at once may cost before a branch is the better choice. */
const SELECT_BUDGET = 16

/** Runs one of two arms. Arms of cheap pure values become selects. */
export function ifElse(
  cx: Context,
  cond: Value,
  then: () => JsValue | undefined,
  otherwise: () => JsValue | undefined,
  node?: ESTree.Node,
): JsValue | undefined {
  if (!cx.reachable) return undefined
  if (cond.op === 'const') return cond.imm === 1 ? then() : otherwise()
  const mark = newestId(cx)
  const base = cx.env
  const arm = (truth: boolean, body: () => JsValue | undefined) =>
    cx.collect(() => {
      cx.assume(cond, truth)
      return body()
    })
  const arms = [arm(true, then), arm(false, otherwise)]
  const live = arms.filter((a) => a.reachable)
  if (live.length === 0) {
    cx.emit({
      kind: 'if',
      cond,
      then: arms[0]!.block,
      else: arms[1]!.block,
      results: [],
      ...(node && { span: spanOf(node) }),
    })
    cx.reachable = false
    return undefined
  }
  const inner = new Set([...bindersOf(arms[0]!.block), ...bindersOf(arms[1]!.block)])
  const arrivals = live.map((a) => ({
    env: a.env,
    ...(a.result && { js: a.result }),
    give: (values: readonly Value[]) => {
      a.block.yields = values
    },
  }))
  const { results, js } = meet(cx, base, arrivals, inner)
  const [t, e] = arms as [(typeof arms)[0], (typeof arms)[0]]
  if (
    live.length === 2 &&
    t.block.stmts.length === 0 &&
    e.block.stmts.length === 0 &&
    results.length <= 4 &&
    isCheap([...t.block.yields, ...e.block.yields], mark)
  ) {
    const chosen = new Map(results.map((r, i) => [r, cx.b.select(cond, t.block.yields[i]!, e.block.yields[i]!)]))
    const replace = (value: JsValue): JsValue => {
      const parts = components(value).map((v) => chosen.get(v) ?? v)
      let k = 0
      return withComponents(value, () => parts[k++]!)
    }
    for (const [binding, value] of cx.env)
      if (components(value).some((v) => chosen.has(v))) cx.env.set(binding, replace(value))
    return js && replace(js)
  }
  cx.emit({ kind: 'if', cond, then: t.block, else: e.block, results, ...(node && { span: spanOf(node) }) })
  return js
}

/** Ids grow: what is made from now on is newer. */
const newestId = (cx: Context): number => cx.b.binder('i32').id

function isCheap(values: readonly Value[], since: number): boolean {
  let cost = 0
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (value.id <= since || value.op === 'binder' || seen.has(value)) return
    seen.add(value)
    cost += ops[value.op].cost ?? 1
    for (const arg of value.args) visit(arg)
  }
  for (const value of values) visit(value)
  return cost <= SELECT_BUDGET
}

/** Runs `body`; exits to `target` and falling off the end meet behind it. */
export function region(cx: Context, target: Target, body: () => JsValue | undefined): JsValue | undefined {
  if (!cx.reachable) return undefined
  const base = cx.env
  cx.open.push(target)
  const { result, block, env, reachable } = cx.collect(body)
  cx.open.pop()
  const arrivals = [...target.arrivals]
  if (reachable)
    arrivals.push({
      env,
      ...(result && { js: result }),
      give: (values) => {
        block.yields = values
      },
    })
  if (arrivals.length === 0) {
    for (const stmt of block.stmts) cx.emit(stmt)
    cx.reachable = false
    return undefined
  }
  if (reachable && arrivals.length === 1) {
    // Nobody exits: the block's statements are simply next.
    for (const stmt of block.stmts) cx.emit(stmt)
    cx.env = env
    dropInnermost(cx, base)
    return result
  }
  const last = block.stmts.at(-1)
  if (arrivals.length === 1 && last?.kind === 'exit' && last.target === target.label) {
    block.stmts.pop()
    for (const stmt of block.stmts) cx.emit(stmt)
    const only = arrivals[0]!
    cx.env = new Map(only.env)
    dropInnermost(cx, base)
    return only.js
  }
  const { results, js } = meet(cx, base, arrivals, bindersOf(block))
  cx.emit({ kind: 'region', label: target.label, body: block, results })
  return js
}

/** Variables declared inside a construct end with it. */
function dropInnermost(cx: Context, base: Env): void {
  for (const binding of cx.env.keys()) if (!base.has(binding)) cx.env.delete(binding)
}

export interface LoopParts {
  readonly node: ESTree.Node
  /** Variables that one trip may change. */
  readonly carried: ReadonlySet<Binding>
  /** The condition before each trip; absent: for ever. */
  readonly test?: ESTree.Expression
  readonly body: () => void
  /** What `continue` goes on to. */
  readonly update?: () => void
  /** `do ... while`: the condition after each trip. */
  readonly testAfter?: ESTree.Expression
  /** A condition that is not in the source, instead of `test`. */
  readonly hiddenTest?: () => Value
  readonly labels: readonly string[]
}

export function loop(cx: Context, parts: LoopParts): void {
  if (!cx.reachable) return
  const entry = cx.env
  const carried = [...parts.carried].filter((binding) => entry.has(binding))
  let shapes = carried.map((binding) => entry.get(binding)!)
  const arrived = cx.open.map((target) => target.arrivals.length)
  for (let attempt = 0; ; attempt++) {
    const variables = cx.module.variables.length
    const trial = tryLoop(cx, parts, entry, carried, shapes)
    if (trial.shapes.every((s, i) => shapeOf(s) === shapeOf(shapes[i]!)) || attempt > 8) {
      trial.commit()
      return
    }
    cx.module.variables.length = variables
    cx.open.forEach((target, i) => {
      target.arrivals.length = arrived[i]!
    })
    shapes = trial.shapes
  }
}

function tryLoop(cx: Context, parts: LoopParts, entry: Env, carried: readonly Binding[], shapes: readonly JsValue[]) {
  const breakTo = newTarget('break')
  const continueTo = newTarget('continue')
  const params: Value[] = []
  const fresh = (js: JsValue, name: string, into: Value[]): JsValue =>
    withComponents(js, () => {
      const value = cx.b.binder(components(js)[into.length - start]!.type, name)
      into.push(value)
      return value
    })
  let start = 0
  const headEnv = new Map(entry)
  carried.forEach((binding, i) => {
    start = params.length
    headEnv.set(binding, fresh(shapes[i]!, binding.name, params))
  })

  let cond = cx.b.bool(true)
  let exits: { env: Env } | undefined
  const saved = cx.jumps
  cx.jumps = [...cx.jumps, { labels: parts.labels, breakTo, continueTo }]
  cx.open.push(breakTo)
  const body = cx.collect(() => {
    cx.env = new Map(headEnv)
    const { test: source, hiddenTest } = parts
    if (source !== undefined || hiddenTest !== undefined) {
      const test = cx.collect(() => (source ? cx.visit.condition(cx, source) : hiddenTest!()))
      if (test.block.stmts.length === 0 && [...headEnv].every(([k, v]) => test.env.get(k) === v)) {
        cond = test.result
        exits = { env: new Map(headEnv) }
        cx.assume(cond, true)
      } else {
        // The condition loads or writes: it runs inside, and leaves by an exit.
        leaveUnlessTrue(cx, source!, breakTo)
      }
    }
    region(cx, continueTo, () => {
      parts.body()
      return undefined
    })
    if (cx.reachable) {
      parts.update?.()
      if (parts.testAfter !== undefined) leaveUnlessTrue(cx, parts.testAfter, breakTo)
    }
  })
  cx.jumps = saved
  cx.open.pop()

  const back = body.reachable ? carried.map((binding) => body.env.get(binding)!) : undefined
  const joined = shapes.map((shape, i) =>
    joinShapes(cx.b, joinShapes(cx.b, shape, entry.get(carried[i]!)!), back?.[i] ?? shape),
  )
  return {
    shapes: joined,
    commit: () => commitLoop(cx, parts, { entry, headEnv, carried, shapes, params, cond, exits, body, back, breakTo }),
  }
}

interface LoweredLoop {
  readonly entry: Env
  readonly headEnv: Env
  readonly carried: readonly Binding[]
  readonly shapes: readonly JsValue[]
  readonly params: readonly Value[]
  readonly cond: Value
  readonly exits: { env: Env } | undefined
  readonly body: { block: Draft; env: Env; reachable: boolean }
  readonly back: readonly JsValue[] | undefined
  readonly breakTo: Target
}

function commitLoop(cx: Context, parts: LoopParts, lowered: LoweredLoop): void {
  const { b } = cx
  for (const binding of lowered.carried) cx.record(binding, lowered.headEnv.get(binding)!)
  const { entry, headEnv, carried, shapes, params, cond, body, back, breakTo } = lowered
  const exits = cond.op === 'const' && cond.imm === 1 ? undefined : lowered.exits
  const inits = carried.flatMap((binding, i) => components(coerceTo(b, entry.get(binding)!, shapes[i]!)))
  if (back !== undefined) body.block.yields = back.flatMap((js, i) => components(coerceTo(b, js, shapes[i]!)))
  const results = params.map((p) => b.binder(p.type, p.imm as string))
  const stmt: Stmt = {
    kind: 'loop',
    params,
    inits,
    cond,
    body: body.block,
    results,
    mode: 'serial',
    span: spanOf(parts.node),
    facts: { functionName: cx.source.parsed.name, checks: 'none', notes: notesOn(cx, parts.node) },
  }
  // The loop proper ends where `cond` fails: its variables are the results there.
  const outerEnv = new Map(headEnv)
  const asResults = new Map(params.map((p, i) => [p, results[i]!]))
  for (const binding of carried) {
    const js = headEnv.get(binding)!
    outerEnv.set(binding, withComponents(js, nextOf(components(js).map((v) => asResults.get(v) ?? v))))
  }
  const arrivals = [...breakTo.arrivals]
  if (arrivals.length === 0 && exits !== undefined) {
    cx.emit(stmt)
    cx.env = outerEnv
    return
  }
  const block: Draft = { stmts: [stmt], yields: [] }
  if (exits !== undefined) {
    arrivals.push({
      env: outerEnv,
      give: (values) => {
        block.yields = values
      },
    })
  } else {
    // An endless loop is left by exits only: the end of the block is never reached.
    block.stmts.push({ kind: 'throw', index: UNREACHABLE, values: [] })
  }
  if (arrivals.length === 0) {
    cx.emit(stmt)
    cx.emit({ kind: 'throw', index: UNREACHABLE, values: [] })
    return
  }
  const met = meet(cx, entry, arrivals, bindersOf(block))
  cx.emit({ kind: 'region', label: breakTo.label, body: block, results: met.results })
}

function nextOf(values: readonly Value[]): () => Value {
  let k = 0
  return () => values[k++]!
}

/** Goes on where `cond` holds, else exits. */
export function leaveUnless(cx: Context, cond: Value, target: Target): void {
  if (!cx.reachable || (cond.op === 'const' && cond.imm === 1)) return
  if (cond.op === 'const') return cx.exit(target)
  const leave = cx.collect(() => {
    cx.assume(cond, false)
    cx.exit(target)
  })
  cx.emit({ kind: 'if', cond, then: { stmts: [], yields: [] }, else: leave.block, results: [] })
  cx.assume(cond, true)
}

/** The same for a condition in the source: each part of an `&&` leaves by itself, so that what it tells is known from there on. */
export function leaveUnlessTrue(cx: Context, node: ESTree.Expression, target: Target): void {
  if (!cx.reachable) return
  if (node.type === 'LogicalExpression' && node.operator === '&&') {
    leaveUnlessTrue(cx, node.left, target)
    leaveUnlessTrue(cx, node.right, target)
  } else {
    leaveUnless(cx, cx.visit.condition(cx, node), target)
  }
}
