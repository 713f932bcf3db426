/**
 * Smart constructors. Every pure value is made here: fold first, then hash-cons, so that constant folding and common
 * subexpressions are not passes (after LuaJIT's fold engine). Rules live in fold.ts.
 */
import { fold } from './fold.ts'
import type { Constant, Op } from './ops.ts'
import { ops, resultType } from './ops.ts'
import type { Immediate, Type, Value } from './types.ts'
import { laneType, type VectorType } from './vector.ts'

export class Builder {
  private nextId = 0
  private readonly known: { [K in Op]?: { [T in Type]?: Map<number | string, Value> } } = {}

  /** The canonical value for `op(args)`: an existing or simpler one where there is. */
  make(op: Op, type: Type, args: readonly Value[], imm?: Immediate): Value {
    const ordered = ops[op].commutative === true && comesFirst(args[1]!, args[0]!) ? [args[1]!, args[0]!] : args
    return fold(this, op, type, ordered, imm) ?? this.intern(op, type, ordered, imm)
  }

  /** For fold rules: the value as it stands, operands already in canonical order. */
  intern(op: Op, type: Type, args: readonly Value[], imm?: Immediate): Value {
    const known = this.tableOf(op, type)
    const key = keyOf(args, imm)
    let value = known.get(key)
    if (value === undefined) {
      value = { id: this.nextId++, op, type, args, imm, root: undefined, range: undefined }
      known.set(key, value)
    }
    return value
  }

  private tableOf(op: Op, type: Type): Map<number | string, Value> {
    let byType = this.known[op]
    if (byType === undefined) this.known[op] = byType = {}
    let table = byType[type]
    if (table === undefined) byType[type] = table = new Map()
    return table
  }

  /** A fresh value that a statement or function header defines. */
  binder(type: Type, name?: string, known: Partial<Pick<Value, 'root' | 'range'>> = {}): Value {
    const { root, range } = known
    return { id: this.nextId++, op: 'binder', type, args: [], imm: name, root, range }
  }

  const(type: Type, value: Constant | boolean): Value {
    return this.intern('const', type, [], typeof value === 'boolean' ? Number(value) : value)
  }
  f64(value: number): Value {
    return this.const('f64', value)
  }
  i32(value: number): Value {
    return this.const('i32', value | 0)
  }
  bool(value: boolean): Value {
    return this.const('bool', value)
  }

  /** `op` at the type of its operands; of vectors too. */
  unary(op: Op, a: Value): Value {
    return this.make(op, resultType(op, a.type), [a])
  }
  binary(op: Op, a: Value, b: Value): Value {
    return this.make(op, resultType(op, a.type), [a, b])
  }
  select(cond: Value, a: Value, b: Value): Value {
    return this.make('select', a.type, [cond, a, b])
  }
  not(a: Value): Value {
    return this.make('not', a.type, [a])
  }
  and(a: Value, b: Value): Value {
    return this.make('and', a.type, [a, b])
  }
  or(a: Value, b: Value): Value {
    return this.make('or', a.type, [a, b])
  }

  splat(type: VectorType, scalar: Value): Value {
    return this.make('splat', type, [scalar])
  }
  lane(vector: Value, lane: number): Value {
    return this.make('lane', laneType(vector.type as VectorType), [vector], lane)
  }
  withLane(vector: Value, lane: number, scalar: Value): Value {
    return this.make('withLane', vector.type, [vector, scalar], lane)
  }
  /** Lane numbers count on from those of `a` to those of `b`. */
  shuffle(a: Value, b: Value, lanes: readonly number[]): Value {
    return this.make('shuffle', a.type, [a, b], lanes.join())
  }
  reinterpret(type: VectorType, vector: Value): Value {
    return this.make('reinterpret', type, [vector])
  }

  private readonly stripped = new Map<Value, Value>()
  /** The value without assumptions, also in what it is made of: what holds in one place need not in another. */
  bare(value: Value): Value {
    if (value.args.length === 0) return value
    let bare = this.stripped.get(value)
    if (bare === undefined) {
      bare =
        value.op === 'assume'
          ? this.bare(value.args[0]!)
          : this.make(
              value.op,
              value.type,
              value.args.map((a) => this.bare(a)),
              value.imm,
            )
      this.stripped.set(value, bare)
    }
    return bare
  }

  assume(value: Value, cond: Value, truth: boolean): Value {
    return this.make('assume', value.type, [value, cond], truth)
  }
}

/** What tells values of one op and type apart; a number wherever ids fit, as that is quicker. */
function keyOf(args: readonly Value[], imm: Immediate): number | string {
  if (imm === undefined && args.length === 2 && args[1]!.id < 2 ** 26 && args[0]!.id < 2 ** 26)
    return args[0]!.id * 2 ** 26 + args[1]!.id
  if (imm === undefined && args.length === 1) return args[0]!.id
  if (typeof imm === 'number' && args.length === 0) return Object.is(imm, -0) ? '-0' : imm
  return `${String(imm)} ${args.map((a) => a.id).join()}`
}

/** Operand order of commutative ops: constants last, otherwise by age. */
function comesFirst(a: Value, b: Value): boolean {
  if (a.op === 'const' || b.op === 'const') return b.op === 'const' && a.op !== 'const'
  return a.id < b.id
}

export const isConst = (value: Value): boolean => value.op === 'const'
/** Whether `value` is exactly the constant `c` (tells -0 from 0). */
export const isConstant = (value: Value, c: Constant): boolean => value.op === 'const' && Object.is(value.imm, c)
export const constantOf = (value: Value): Constant | undefined =>
  value.op === 'const' ? (value.imm as Constant) : undefined

/** The value behind assumptions. */
export function withoutAssumptions(value: Value): Value {
  let inner = value
  while (inner.op === 'assume') inner = inner.args[0]!
  return inner
}
