/**
 * Statements that were made for all lanes one after the other, in the order of the trips again as far as that goes: what a vector needs is loaded
 * just before it is stored, instead of all vectors waiting in registers for each other.
 *
 *   x0 = a[j..]; x1 = a[j + 2..]; y0 = b[j..]; y1 = b[j + 2..]; c[j..] = x0 + y0; c[j + 2..] = x1 + y1
 *   =>  x0 = a[j..]; y0 = b[j..]; c[j..] = x0 + y0; x1 = a[j + 2..]; y1 = b[j + 2..]; c[j + 2..] = x1 + y1
 *
 * A store may go before an access of later lanes alone: that is the order of the loop as it was written, whatever overlaps.
 */
import { defines, operands } from '../ir/rewrite.ts'
import type { Stmt, Value } from '../ir/types.ts'

/** The first and the last lane that an access is for. */
export interface LaneSpan {
  readonly first: number
  readonly last: number
}

/** Of statements that are not in `lanes` none changes places with any other. */
export function inTripOrder(stmts: readonly Stmt[], lanes: ReadonlyMap<Stmt, LaneSpan>): Stmt[] {
  const ordered: Stmt[] = []
  let run: Access[] = []
  const flush = (): void => {
    ordered.push(...(run.some(({ stmt }) => stmt.kind === 'store') ? sorted(run) : run).map(({ stmt }) => stmt))
    run = []
  }
  for (const stmt of stmts) {
    const span = lanes.get(stmt)
    if (span !== undefined) run.push({ stmt, ...span })
    else {
      flush()
      ordered.push(stmt)
    }
  }
  flush()
  return ordered
}

interface Access extends LaneSpan {
  readonly stmt: Stmt
}

/** List scheduling: of what may come next, that for the lowest lanes. */
function sorted(run: readonly Access[]): Access[] {
  const makers = new Map(run.flatMap((access) => defines(access.stmt).map((v) => [v, access] as const)))
  const before = new Map(run.map((access, i) => [access, mustPrecede(access, run.slice(0, i), makers)]))
  const left = new Set(run)
  const result: Access[] = []
  while (left.size > 0) {
    let next: Access | undefined
    for (const access of left) {
      if (next !== undefined && access.last >= next.last) continue
      if ([...before.get(access)!].every((other) => !left.has(other))) next = access
    }
    left.delete(next!)
    result.push(next!)
  }
  return result
}

/** What an access has to wait for: that which it is computed from, and where one of both stores, all but those of later lanes. */
function mustPrecede(
  access: Access,
  earlier: readonly Access[],
  makers: ReadonlyMap<Value, Access>,
): ReadonlySet<Access> {
  const isStore = access.stmt.kind === 'store'
  const result = new Set(
    earlier.filter((other) => (isStore || other.stmt.kind === 'store') && other.first <= access.last),
  )
  const seen = new Set<Value>()
  const visit = (value: Value): void => {
    if (seen.has(value)) return
    seen.add(value)
    const maker = makers.get(value)
    if (maker !== undefined) result.add(maker)
    value.args.forEach(visit)
  }
  operands(access.stmt).forEach(visit)
  return result
}
