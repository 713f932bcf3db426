/**
 * Selections: what a loop carries only to remember one of its trips, such as the least element and its index.
 *
 *   if (x < best) { best = x; at = i }        the first trip with the least x
 *   if (x <= best) { best = x; at = i }       the last one
 *   if (c) at = i                             the last trip with c
 *
 * Parameters that are replaced under one condition, by what depends on none of them. Each lane may remember a trip of its own: of those the
 * right one is found behind the loop, by the order of the trips. NaN never replaces anything, and keeps what it is; the zeros are equal.
 */
import { operands } from '../ir/rewrite.ts'
import type { Block, If, Loop, Stmt, Value } from '../ir/types.ts'
import { childBlocks } from '../ir/types.ts'
import { flowOfLoop } from './flow.ts'
import type { Fact } from './form.ts'
import { split } from './loops.ts'

export interface Selection {
  /** Numbers of the loop's parameters, and what each is replaced by. */
  readonly members: readonly Member[]
  /** All of these must hold. */
  readonly conditions: readonly Fact[]
  /** The member that decides, by a comparison with what would replace it; undefined: the last trip counts. */
  readonly key?: Key
}

export interface Member {
  readonly index: number
  readonly by: Value
}

export interface Key {
  readonly index: number
  /** Is what is less kept, or what is greater? */
  readonly least: boolean
  /** Of equals the first; otherwise the last. */
  readonly first: boolean
}

/** The selections among some parameters of a loop. */
export function selectionsOf(loop: Loop, among: ReadonlySet<Value>): Selection[] {
  return new Finder(loop).find(loop.params.flatMap((param, index) => (among.has(param) ? [index] : [])))
}

interface Update {
  readonly conditions: readonly Fact[]
  readonly by: Value
}

class Finder {
  private readonly loop: Loop
  private readonly definedBy: ReadonlyMap<Value, Stmt>
  /** What each parameter goes through, by its number: itself, and results of conditionals. */
  private readonly running = new Map<number, Set<Value>>()

  constructor(loop: Loop) {
    this.loop = loop
    this.definedBy = flowOfLoop(loop)
  }

  find(indices: readonly number[]): Selection[] {
    const groups = new Map<string, { conditions: readonly Fact[]; members: Member[] }>()
    for (const index of indices) {
      this.running.set(index, new Set([this.loop.params[index]!]))
      const update = this.update(this.loop.body.yields[index]!, index)
      if (update === undefined || update === 'keeps') continue
      const { conditions, by } = update
      const name = conditions.map(({ cond, truth }) => `${cond.id} ${truth}`).join()
      const group = groups.get(name) ?? { conditions, members: [] }
      groups.set(name, group)
      group.members.push({ index, by })
    }
    return [...groups.values()].flatMap(({ conditions, members }) => this.selection(conditions, members) ?? [])
  }

  /** How a value comes from a parameter; undefined where it is something else. */
  private update(value: Value, index: number): Update | 'keeps' | undefined {
    if (value === this.loop.params[index]) return 'keeps'
    if (value.op === 'select') {
      const [cond, x, y] = value.args as [Value, Value, Value]
      return this.choice(cond, x, y, value, index)
    }
    const stmt = this.definedBy.get(value)
    if (stmt?.kind !== 'if') return undefined
    const at = stmt.results.indexOf(value)
    const [x, y] = [stmt.then.yields[at], stmt.else.yields[at]]
    return x && y && this.choice(stmt.cond, x, y, value, index)
  }

  private choice(cond: Value, x: Value, y: Value, value: Value, index: number): Update | 'keeps' | undefined {
    const [first, second] = [this.update(x, index), this.update(y, index)]
    const keeps = first === 'keeps'
    if (!keeps && second !== 'keeps') return undefined
    this.running.get(index)!.add(value)
    if (keeps && second === 'keeps') return 'keeps'
    const inner = (keeps ? second : first) as Update | undefined
    const { conditions, by } = inner ?? { conditions: [], by: keeps ? y : x }
    return { conditions: [...split(cond, !keeps), ...conditions], by }
  }

  private selection(conditions: readonly Fact[], members: readonly Member[]): Selection | undefined {
    const running = new Set(members.flatMap(({ index }) => [...this.running.get(index)!]))
    const mentions = mentioning(running)
    if (members.some(({ by }) => mentions(by))) return undefined
    const deciding = conditions.filter(({ cond }) => mentions(cond))
    if (deciding.length > 1 || this.isUsedElsewhere(members, running, mentions)) return undefined
    if (deciding.length === 0) return { members, conditions }
    const key = this.keyOf(deciding[0]!, members)
    return key && !mentions(key.by) ? { members, conditions, key: key.key } : undefined
  }

  private keyOf({ cond, truth }: Fact, members: readonly Member[]): { key: Key; by: Value } | undefined {
    if (!truth || (cond.op !== 'lt' && cond.op !== 'le')) return undefined
    const [x, y] = cond.args as [Value, Value]
    for (const { index, by } of members) {
      const param = this.loop.params[index]!
      const least = x === by && y === param
      if (least || (x === param && y === by)) return { key: { index, least, first: cond.op === 'lt' }, by }
    }
    return undefined
  }

  /** Whether anything but the selection itself depends on what it has remembered. */
  private isUsedElsewhere(
    members: readonly Member[],
    running: ReadonlySet<Value>,
    mentions: (value: Value) => boolean,
  ): boolean {
    const { loop } = this
    const own = new Set(members.map(({ index }) => index))
    const inBlock = (block: Block): boolean => block.stmts.some(inStmt)
    const arm = (block: Block, { results }: If): boolean =>
      inBlock(block) || block.yields.some((v, i) => !running.has(results[i]!) && mentions(v))
    const inStmt = (stmt: Stmt): boolean => {
      switch (stmt.kind) {
        case 'if':
          if (mentions(stmt.cond) && !(stmt.results.every((r) => running.has(r)) && !hasEffect(stmt))) return true
          return arm(stmt.then, stmt) || arm(stmt.else, stmt)
        case 'loop':
        case 'region':
          return operands(stmt).some(mentions) || inBlock(stmt.body) || stmt.body.yields.some(mentions)
        default:
          return operands(stmt).some(mentions)
      }
    }
    return mentions(loop.cond) || inBlock(loop.body) || loop.body.yields.some((v, i) => !own.has(i) && mentions(v))
  }
}

/** Whether more comes of an `if` than its results. */
const hasEffect = (stmt: Stmt): boolean =>
  childBlocks(stmt).some((block) =>
    block.stmts.some((s) => !(s.kind === 'load' || s.kind === 'if' || s.kind === 'loop') || hasEffect(s)),
  )

/** Whether a value is made of some others. */
function mentioning(values: ReadonlySet<Value>): (value: Value) => boolean {
  const memo = new Map<Value, boolean>()
  const mentions = (value: Value): boolean => {
    let found = memo.get(value)
    if (found === undefined) memo.set(value, (found = values.has(value) || value.args.some(mentions)))
    return found
  }
  return mentions
}
