/**
 * What a nest costs, roughly in cycles: with all loops serial, or with one of them widened. Decides between loops of one nest, which
 * need only be right in comparison.
 */
import type { Divergence } from '../analyze/divergence.ts'
import { flowOfLoop } from '../analyze/flow.ts'
import { bindersIn, hasLoop, invariance } from '../analyze/loops.ts'
import type { Selection } from '../analyze/selection.ts'
import { elementSize } from '../artifact.ts'
import { isSameCell } from '../ir/cells.ts'
import { ops } from '../ir/ops.ts'
import { defines, operands } from '../ir/rewrite.ts'
import { type Block, type If, type Load, type Loop, leaves, type Stmt, type Store, type Value } from '../ir/types.ts'
import {
  isVector,
  laneBytes,
  laneCount,
  maskType,
  type Type,
  VECTOR_BYTES,
  type VectorType,
  vectorOf,
} from '../ir/vector.ts'
import { approximationCost } from './approx.ts'
import { fillsVectors, stridedAccess } from './interleaved.ts'
import { strideOf } from './widening.ts'
import type { Widths } from './widths.ts'

/** Operations a cycle, and vector registers for what a loop carries. */
const WIDTH = 2.5
const REGISTERS = 10

/** Trips of a loop where nothing is known. */
const TRIPS = 64

export interface Widened {
  readonly loop: Loop
  readonly lanes: number
  readonly divergence: Divergence
  readonly counters: ReadonlyMap<Value, number>
  readonly tail: number
  readonly serial: ReadonlySet<Value>
  readonly selections: readonly Selection[]
  readonly approximates: boolean
  readonly widths: Widths
  /** Bytes of the widest lane. */
  readonly width: number
  readonly groups: ReadonlyMap<Stmt, readonly Store[]>
}

/** Cycles of one run of `loop`. */
export function costOf(loop: Loop, widened?: Widened): number {
  const cost = new Cost(widened).ofLoop(loop)
  if (widened === undefined) return cost
  // What is left over for the loop as it was: on average half of the lanes, less one. Arrays of small elements are longer.
  const share = loop.cond.args[1]?.op === 'const' ? 1 : Math.min(1, widened.width / 4)
  return cost + share * (costOf(loop) / tripsOf(loop)) * ((widened.lanes - 1) / 2)
}

class Cost {
  private readonly widened: Widened | undefined
  /** The loops around what is being looked at, the operations of one trip of each, and the cycles of loops in it. */
  private readonly path: { readonly loop: Loop; cycles: number; nested: number }[] = []
  private readonly depths = new Map<Value, number>()
  private readonly seen = new Map<Value, number>()
  /** Accesses to elements that will be in variables. */
  private readonly kept = new Set<Stmt>()

  constructor(widened: Widened | undefined) {
    this.widened = widened
  }

  ofLoop(loop: Loop): number {
    const level = { loop, cycles: 1, nested: 0 }
    this.path.push(level)
    const depth = this.path.length
    for (const p of loop.params) this.depths.set(p, depth)
    this.use([loop.cond])
    const { widened } = this
    const cells = widened?.loop === loop || (!this.isInside && hasLoop(loop.body)) ? [] : cellsOf(loop)
    for (const stmt of loop.body.stmts) if (cells.some((c) => isSameCell(stmt, c))) this.kept.add(stmt)
    this.block(loop.body, 1)
    const diverges = this.isInside && widened!.loop !== loop && widened!.divergence.varies(loop.cond)
    if (diverges) this.add(loop.params.reduce((n, p) => n + partsOf(p.type, widened!.lanes), 0))
    this.path.pop()
    const trips = tripsOf(loop)
    const isOwn = widened !== undefined && widened.loop === loop
    const runs = isOwn ? Math.max(1, (trips - (widened.lanes - 1) / 2) / widened.lanes) : trips
    // Several operations a cycle, unless each trip has to wait for the one before.
    const waits = isOwn
      ? widened.serial.size > 0
        ? latencyOf(loop, widened.serial) * widened.lanes
        : widened.selections.length > 0
          ? latencyOf(loop, new Set(widened.selections.flatMap((s) => s.members.map((m) => loop.params[m.index]!))))
          : 0
      : latencyOf(loop, new Set(loop.params), cells) + (diverges ? 3 : 0)
    const cycles =
      Math.max(level.cycles / WIDTH, waits) + level.nested + (this.isInside && !isOwn ? this.spills(loop, cells) : 0)
    // The more lanes, the longer the last of them stays.
    return cycles * runs * (diverges ? 1 + 0.2 * Math.log2(widened!.lanes) : 1) + 2
  }

  /** Carried vectors beyond the registers there are cost a load and a store each. */
  private spills(loop: Loop, cells: readonly Store[]): number {
    const { divergence, lanes } = this.widened!
    const own = [...loop.params.filter((p) => divergence.varies(p)), ...cells.map((s) => s.value)]
    const carried = own.reduce((n, { type }) => n + partsOf(type, lanes), 0)
    // Beside a mask that diverging lanes carry, and their count.
    const masks = divergence.varies(loop.cond) ? 2 * partsOf('f64', lanes) : 0
    return 2 * Math.max(0, carried + masks - REGISTERS)
  }

  private get isInside(): boolean {
    const { widened } = this
    return widened !== undefined && this.path.some((p) => p.loop === widened.loop)
  }

  private add(cycles: number, depth = this.path.length): void {
    const level = this.path[depth - 1]
    if (level !== undefined) level.cycles += cycles
  }

  /** Among statements that run lane after lane. */
  private inTail = false
  /** What it defines, one for each lane; and vectors that it takes apart. */
  private readonly own = new Set<Value>()
  private readonly apart = new Set<Value>()

  private block(block: Block, weight: number): void {
    for (const [at, stmt] of block.stmts.entries()) {
      if (block === this.widened?.loop.body && at >= this.widened.tail) this.inTail = true
      this.use(stmt.kind === 'loop' ? stmt.inits : operands(stmt))
      for (const v of defines(stmt)) {
        this.depths.set(v, this.path.length)
        if (this.inTail) this.own.add(v)
      }
      this.stmt(stmt, weight)
    }
    this.use(block.yields)
    if (block === this.widened?.loop.body) this.inTail = false
  }

  private stmt(stmt: Stmt, weight: number): void {
    switch (stmt.kind) {
      case 'load':
      case 'store':
        return this.add(this.kept.has(stmt) ? 0 : this.access(stmt) * weight)
      case 'if': {
        if (leaves(stmt.then) || leaves(stmt.else)) return this.wayOut(stmt, weight)
        const diverges = this.isInside && this.widened!.divergence.varies(stmt.cond)
        this.add(diverges ? 3 : 1)
        for (const arm of [stmt.then, stmt.else]) this.block(arm, diverges ? 1 : 0.7)
        return
      }
      case 'loop': {
        const cycles = this.ofLoop(stmt)
        const around = this.path.at(-1)
        if (around !== undefined) around.nested += cycles * (this.inTail ? this.widened!.lanes : 1)
        return
      }
      case 'region':
        return this.block(stmt.body, weight)
      default:
        this.add(10)
    }
  }

  /** Taken once at most. */
  private wayOut(stmt: If, weight: number): void {
    const diverges = this.isInside && this.widened!.divergence.varies(stmt.cond)
    this.add(diverges ? 2 + partsOf('bool', this.widened!.lanes) : 1)
    for (const arm of [stmt.then, stmt.else]) if (!leaves(arm)) this.block(arm, weight)
  }

  private access(stmt: Load | Store): number {
    const { kind, element, index, ptr, guard } = stmt
    const { widened } = this
    if (!this.isInside || widened === undefined) return 1
    const { varies } = widened.divergence
    if (this.inTail) return widened.lanes * 1.5
    const isPlain = !varies(ptr) && (guard === undefined || !varies(guard))
    if (isPlain && !varies(index)) return 1.5
    const size = Math.max(elementSize[element], VECTOR_BYTES / widened.lanes)
    const parts = Math.max(1, (widened.lanes * size) / VECTOR_BYTES)
    const stride = isPlain ? strideOf(index, widened) : undefined
    if (stride === 1) return parts * 1.1
    if (stride === -1) return parts * 2
    const group = widened.groups.get(stmt)
    if (group !== undefined && fillsVectors(stmt as Store, group.length, widened.lanes)) return parts * 3
    const strided = kind === 'load' && stride !== undefined ? stridedAccess(stmt, stride, widened.lanes) : undefined
    // A load and a shift for each vector that lies between; or a load of each, and what picks from it.
    if (strided !== undefined) return Math.max(1, parts * stride!) * ('element' in strided ? 1.5 : 2.5)
    return widened.lanes * (kind === 'load' ? 2.5 : 2)
  }

  /** Cost of values not seen before, in the loop where they change. */
  private use(values: readonly Value[]): void {
    for (const value of values) {
      this.depthOf(value)
      if (this.inTail) this.takeApart(value)
    }
  }
  private depthOf(value: Value): number {
    if (value.op === 'binder') return this.depths.get(value) ?? 0
    if (value.args.length === 0) return 0
    let depth = this.seen.get(value)
    if (depth !== undefined) return depth
    depth = value.args.reduce((d, a) => Math.max(d, this.depthOf(a)), 0)
    this.seen.set(value, depth)
    this.add(this.operation(value, depth), depth)
    return depth
  }

  /** Lanes that what runs lane after lane asks for, one by one: of a value made for all lanes together. */
  private takeApart(value: Value): void {
    const { lanes, divergence } = this.widened!
    if (this.apart.has(value) || !divergence.varies(value)) return
    this.apart.add(value)
    if (this.isOwn(value)) value.args.forEach((arg) => this.takeApart(arg))
    else if (!isOfCounters(value, this.widened!)) this.add(lanes * (isFloat(value) ? 0.5 : 1.5))
  }
  /** Whether it is made of what differs from one lane to the next because the lanes take turns. */
  private isOwn(value: Value): boolean {
    if (value.op === 'binder') return this.own.has(value) || this.widened!.serial.has(value)
    let known = this.ownValues.get(value)
    if (known === undefined) this.ownValues.set(value, (known = value.args.some((arg) => this.isOwn(arg))))
    return known
  }
  private readonly ownValues = new Map<Value, boolean>()

  private operation(value: Value, depth: number): number {
    const { widened } = this
    const scalar = scalarCost(value)
    const inside = widened !== undefined && this.path.slice(0, depth).some((p) => p.loop === widened.loop)
    if (!inside || !widened.divergence.varies(value)) return scalar
    if (this.inTail && this.isOwn(value)) return widened.lanes * scalar
    if (isOfCounters(value, widened)) return scalar
    const approximation =
      value.op === 'host' && widened.approximates ? approximationCost(value.imm as string) : undefined
    if (approximation !== undefined) return partsOf('f64', widened.lanes) * approximation
    const at = value.args[0]!.type
    const type = value.type === 'bool' || isVector(at) ? at : value.type
    const vector =
      type === 'i32'
        ? small[widened.widths.of(value)]
        : type === 'bool'
          ? maskOf(value, widened.widths)
          : vectorOf(type)
    // Only by a constant is a remainder made in lanes, see emit/remainder.ts.
    const isCalled = value.op === 'rem' && value.args[1]!.op !== 'const'
    const isLanewise =
      vector !== undefined &&
      !isCalled &&
      (convertible.has(value.op) || ops[value.op].vector?.includes(vector) === true)
    return isLanewise
      ? partsOf(vector, widened.lanes) * laneCost(value, vector) + this.resizing(value, widened)
      : widened.lanes * ((ops[value.op].cost ?? 1) + 6)
  }

  /** Operands in lanes of another width. */
  private resizing(value: Value, { divergence, lanes, widths }: Widened): number {
    const isSmall = (v: Value): boolean => v.type === 'i32' && v.op !== 'const' && divergence.varies(v)
    const width = widths.of(value)
    return value.args.reduce((sum, a) => {
      const own = isSmall(a) ? widths.of(a) : width
      return own === width ? sum : sum + (Math.max(own, width) * lanes) / VECTOR_BYTES
    }, 0)
  }
}

/** Index arithmetic is mostly part of the access; a constant divisor needs no division. */
function scalarCost({ op, type, args }: Value): number {
  if (type === 'i32' && ['add', 'sub', 'mul', 'shl'].includes(op)) return 0.3
  if (op === 'rem' && args[1]!.op === 'const') return 20
  if (['idiv', 'udiv', 'irem', 'urem'].includes(op) && args[1]!.op === 'const') return 3
  return ops[op].cost ?? 1
}

/** Of an operation on a vector; see emit/legalize.ts for what constants make cheaper. */
function laneCost(value: Value, vector: VectorType): number {
  const { op, args } = value
  const isExtreme = (v: Value): boolean => (v.op === 'min' || v.op === 'max') && v.args.some((x) => x.op === 'const')
  if (isExtreme(value)) return 1
  if (op === 'truncSat' && args[0]!.op === 'nearest' && isExtreme(args[0]!.args[0]!)) return 1
  return slow[`${op} ${vector}`] ?? ops[op].cost ?? 1
}

/** What processors with 128-bit vectors take several instructions for. */
const slow: { readonly [op: string]: number } = {
  'mul i64x2': 8,
  'shr i64x2': 5,
  'lt i64x2': 3,
  'le i64x2': 4,
  'eq i64x2': 1,
  'ult i32x4': 3,
  'ule i32x4': 2,
  'truncSat i32x4': 4,
  'truncSat f64x2': 4,
  'u32ToF64 i32x4': 3,
  'min f64x2': 4,
  'max f64x2': 4,
  'min f32x4': 4,
  'max f32x4': 4,
  'rem f64x2': 24,
}

const convertible = new Set([
  'i32ToF64',
  'u32ToF64',
  'f32ToF64',
  'f64ToF32',
  'truncSat',
  'i32ToI64',
  'u32ToI64',
  'wrapI64',
  'boolToI32',
])

const isFloat = ({ type }: Value): boolean => type === 'f64' || type === 'f32'

/** Index arithmetic, made as a scalar. */
function isOfCounters(value: Value, widened: Widened): boolean {
  return value.type === 'i32' && strideOf(value, widened) !== undefined
}

/** The vectors that a bool made of bools is kept in. */
function maskOf(value: Value, widths: Widths): VectorType {
  const [x] = value.args as [Value]
  if (x === undefined || x.op === 'binder') return 'i32x4'
  if (x.type === 'bool') return x.args.length === 0 ? 'i32x4' : maskOf(x, widths)
  return x.type === 'i32' ? small[widths.of(value)]! : maskType(vectorOf(x.type)!)
}

const small: Readonly<Record<number, VectorType>> = { 1: 'i8x16', 2: 'i16x8', 4: 'i32x4' }

function partsOf(type: Type, lanes: number): number {
  const vector = type === 'bool' ? 'i32x4' : isVector(type) ? type : vectorOf(type)
  return vector === undefined ? lanes : Math.max(1, lanes / laneCount(vector))
}

/** A constant number of trips, or what is usual. */
export function tripsOf(loop: Loop): number {
  // Where speculation failed: seldom.
  if (loop.exact === true) return 1
  const [x, y] = loop.cond.args
  const index = x === undefined ? -1 : loop.params.indexOf(x)
  const start = loop.inits[index]
  if (loop.cond.op !== 'lt' || y?.op !== 'const' || start?.op !== 'const' || y.type !== 'i32') return TRIPS
  return Math.max(1, (y.imm as number) - (start.imm as number))
}

/** Bytes of the widest type that differs between lanes in the loop's body. */
export function widestOf(
  loop: Loop,
  { varies }: Divergence,
  isIndex: (value: Value) => boolean,
  widths: Widths,
): number {
  let widest = 1
  const seen = new Set<Value>()
  const value = (v: Value): void => {
    if (seen.has(v) || !varies(v)) return
    seen.add(v)
    if (isIndex(v)) return
    const vector = v.type === 'bool' ? undefined : isVector(v.type) ? v.type : vectorOf(v.type)
    if (v.type === 'i32') widest = Math.max(widest, widths.of(v))
    else if (vector !== undefined) widest = Math.max(widest, laneBytes(vector))
    for (const a of v.args) value(a)
  }
  const block = (b: Block): void => {
    for (const stmt of b.stmts) {
      for (const v of operands(stmt)) value(v)
      for (const v of defines(stmt)) value(v)
      if (stmt.kind === 'if') for (const arm of [stmt.then, stmt.else]) block(arm)
      else if (stmt.kind === 'loop') {
        for (const v of stmt.params) value(v)
        block(stmt.body)
      }
    }
    for (const v of b.yields) value(v)
  }
  block(loop.body)
  return widest
}

const latencies: { readonly [op: string]: number } = {
  div: 13,
  sqrt: 18,
  min: 4,
  max: 4,
  rem: 40,
  select: 1,
  idiv: 20,
  irem: 20,
}

/** Elements that every trip updates: they may be kept in variables (see promote.ts, packed.ts). */
function cellsOf(loop: Loop): Store[] {
  const isFixed = invariance(bindersIn(loop))
  return loop.body.stmts.filter(
    (s): s is Store =>
      s.kind === 'store' &&
      isFixed(s.index) &&
      isFixed(s.ptr) &&
      loop.body.stmts.some((l) => l.kind === 'load' && isSameCell(l, s)),
  )
}

/** Cycles that a trip of the loop has to wait for what the one before carries to it: the longest way from a parameter to a yield. */
function latencyOf(loop: Loop, among: ReadonlySet<Value>, cells: readonly Store[] = []): number {
  for (const stmt of loop.body.stmts)
    if (stmt.kind === 'load' && cells.some((c) => isSameCell(stmt, c))) among = new Set([...among, stmt.result])
  const definedBy = flowOfLoop(loop)
  const known = new Map<Value, number>()
  const of = (value: Value): number => {
    const seen = known.get(value)
    if (seen !== undefined) return seen
    known.set(value, Number.NEGATIVE_INFINITY)
    let latency = Number.NEGATIVE_INFINITY
    if (among.has(value)) latency = 0
    else if (value.op === 'binder') {
      const stmt = definedBy.get(value)
      const at = stmt?.kind === 'if' ? stmt.results.indexOf(value) : -1
      if (stmt?.kind === 'if' && at >= 0)
        for (const arm of [stmt.then, stmt.else])
          if (arm.yields[at]) latency = Math.max(latency, 1 + of(arm.yields[at]))
    } else {
      const own = latencies[value.op] ?? (isFloat(value) ? 4 : 1)
      for (const arg of value.args) latency = Math.max(latency, own + of(arg))
    }
    known.set(value, latency)
    return latency
  }
  return [...loop.body.yields, ...cells.map((c) => c.value)].reduce((worst, v) => Math.max(worst, of(v)), 1)
}
