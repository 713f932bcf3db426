/**
 * Loads whose element no trip changes move in front of their loop; a loop that tests at its top by an exit then becomes one with a
 * condition, as in `for (let k = start[i]; k < start[i + 1]; k++)`.
 *
 * Only from loops that write nothing: arrays may overlap. A load that has a check of its own may be made in vain; others move only if every
 * trip makes them before anything can leave, and where the loop may make no trip, its condition guards them. Pure values need no hoisting:
 * emission places them.
 *
 * Requires: lowered IR. Breaks nothing.
 */
import { atEntry, bindersIn, invariance } from '../analyze/loops.ts'
import type { Builder } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import { operands, substitute } from '../ir/rewrite.ts'
import type { Block, Exit, If, Load, Loop, Module, Region, Stmt, Value } from '../ir/types.ts'
import { childBlocks, elementValueType } from '../ir/types.ts'

export function hoist(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Hoister(b).func(func))
}

class Hoister extends Editor {
  /** Loads that are made already where their loop begins. */
  private readonly moved = new Set<Stmt>()

  protected override loop(old: Loop): void {
    const inner = bindersIn(old)
    const isInvariant = invariance(inner)
    const loads = writes(old.body)
      ? []
      : movableLoads(old.body).flatMap((load) => {
          const free = load.guard === undefined ? load : withoutTests(load, isInvariant, this.b)
          return operands(free).every(isInvariant) ? [{ load, free }] : []
        })
    if (loads.length === 0) return super.loop(old)
    // The condition before the first trip: whether there is one.
    const first = old.cond.op === 'const' ? undefined : this.value(atEntry(old, this.b))
    for (const { load, free } of loads) {
      this.load(first === undefined || load.guard !== undefined ? free : this.guarded(load, first))
      this.moved.add(load)
    }
    super.loop(old)
  }

  override stmt(old: Stmt): void {
    if (!this.moved.has(old)) super.stmt(old)
  }

  /** `first` is in terms of the copy. */
  private guarded(load: Load, first: Value): Load {
    const { b } = this
    this.map.set(first, first)
    const type = elementValueType(load.element)
    return { ...load, guard: first, otherwise: b.const(type, type === 'i64' ? 0n : 0) }
  }

  /** `region { for (;;) { if (!c) exit; ... } }` becomes `while (c) ...`. */
  protected override region(old: Region): void {
    super.region(old)
    const made = this.out.pop() as Region
    // What was hoisted to the start of the region may as well stand before it.
    const first = Math.max(
      made.body.stmts.findIndex((s) => s.kind !== 'load'),
      0,
    )
    for (const load of made.body.stmts.slice(0, first)) this.emit(load)
    const region = first > 0 ? { ...made, body: { ...made.body, stmts: made.body.stmts.slice(first) } } : made
    const tested = testedAtTop(region)
    if (tested === undefined) {
      this.emit(region)
      return
    }
    const { loop, test, exit } = tested
    const [, ...rest] = loop.body.stmts
    this.emit({
      ...region,
      body: {
        stmts: [{ ...loop, cond: test.cond, body: { stmts: rest, yields: loop.body.yields } }],
        yields: exit.values.map((v) => atEnd(this.b, loop, v)),
      },
    })
  }
}

/** A value of the loop's parameters, after the loop: in terms of its results. */
const atEnd = (b: Builder, loop: Loop, value: Value): Value => substitute(b, value, loop.params, loop.results)

function testedAtTop(region: Region): { loop: Loop; test: If; exit: Exit } | undefined {
  const [loop] = region.body.stmts
  if (
    loop?.kind !== 'loop' ||
    loop.cond.op !== 'const' ||
    region.body.stmts.length !== 2 ||
    region.body.stmts[1]!.kind !== 'throw'
  )
    return undefined
  const [test] = loop.body.stmts
  if (test?.kind !== 'if' || test.then.stmts.length > 0 || test.results.length > 0 || test.else.stmts.length !== 1)
    return undefined
  const [exit] = test.else.stmts
  if (exit?.kind !== 'exit' || exit.target !== region.label) return undefined
  const params = new Set(loop.params)
  const inner = bindersIn(loop)
  const usable = (value: Value): boolean =>
    value.op === 'binder' ? params.has(value) || !inner.has(value) : value.args.every(usable)
  return usable(test.cond) && exit.values.every(usable) ? { loop, test, exit } : undefined
}

/** A load with a check of its own, which asks nothing of what the loop has tested. */
function withoutTests(load: Load, isInvariant: (value: Value) => boolean, b: Builder): Load {
  const known = new Map<Value, Value>()
  const make = ({ op, type, args, imm }: Value): Value =>
    op === 'assume' && !isInvariant(args[1]!) ? free(args[0]!) : b.make(op, type, args.map(free), imm)
  const free = (value: Value): Value => {
    if (value.args.length === 0) return value
    let made = known.get(value)
    if (made === undefined) known.set(value, (made = make(value)))
    return made
  }
  return { ...load, ptr: free(load.ptr), index: free(load.index), guard: free(load.guard!) }
}

/** Loads that are made whenever the block is entered, and those that may be: which have a check of their own. */
function movableLoads(block: Block, isLeading = true): Load[] {
  const found: Load[] = []
  let leads = isLeading
  for (const stmt of block.stmts) {
    if (stmt.kind === 'load' && (leads || stmt.guard !== undefined)) found.push(stmt)
    if (stmt.kind !== 'loop') found.push(...childBlocks(stmt).flatMap((child) => movableLoads(child, false)))
    leads &&= stmt.kind !== 'loop' && !mayLeave(stmt)
  }
  return found
}

const mayLeave = (stmt: Stmt): boolean =>
  stmt.kind === 'exit' ||
  stmt.kind === 'throw' ||
  stmt.kind === 'call' ||
  childBlocks(stmt).some((b) => b.stmts.some(mayLeave))
const writes = (block: Block): boolean =>
  block.stmts.some((s) => s.kind === 'store' || s.kind === 'bulk' || s.kind === 'call' || childBlocks(s).some(writes))
