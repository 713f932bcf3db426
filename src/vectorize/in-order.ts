/** The tail of a loop's body, whose trips depend on each other: one copy for each lane, in the order of the trips. */
import type { Builder } from '../ir/build.ts'
import { defines, Rewriter } from '../ir/rewrite.ts'
import type { Label, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import type { LaneValues } from './values.ts'

/** Statements for one lane: what they share with others is made by the lanes side by side. */
export class LaneCopy extends Rewriter {
  private readonly lanes: LaneValues
  private readonly number: number
  private readonly own: ReadonlySet<Value>
  private readonly isOwn = new Map<Value, boolean>()

  constructor(
    b: Builder,
    lanes: LaneValues,
    number: number,
    own: ReadonlySet<Value>,
    labels: ReadonlyMap<Label, Label>,
  ) {
    super(b)
    this.lanes = lanes
    this.number = number
    this.own = own
    for (const [from, to] of labels) this.labels.set(from, to)
  }

  copyAll(stmts: readonly Stmt[]): readonly Stmt[] {
    this.stmts(stmts)
    return this.out
  }

  override value(old: Value): Value {
    const known = this.map.get(old)
    if (known !== undefined) return known
    const made = this.mentionsOwn(old)
      ? this.rebuild(old)
      : this.lanes.varies(old)
        ? this.lanes.lane(old, this.number)
        : this.lanes.value(old)
    this.map.set(old, made)
    return made
  }
  private mentionsOwn(value: Value): boolean {
    if (value.op === 'binder') return this.own.has(value)
    let known = this.isOwn.get(value)
    if (known === undefined) this.isOwn.set(value, (known = value.args.some((a) => this.mentionsOwn(a))))
    return known
  }
}

/** Binders that a statement and what is inside it define. */
export function* definedIn(stmt: Stmt): Generator<Value> {
  yield* defines(stmt)
  if (stmt.kind === 'loop') yield* stmt.params
  for (const child of childBlocks(stmt)) for (const s of child.stmts) yield* definedIn(s)
}
