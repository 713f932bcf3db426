/**
 * Runs a module on a byte buffer: the oracle that says which pass lied. It evaluates through the op table and knows nothing of how
 * code is emitted.
 *
 * Every function becomes closures over a flat frame with one slot per value. A pure value is computed right after the last of its
 * binders is defined, whether or not the path taken needs it: all pure operations are total, so that shows only in time.
 */
import type { ElementType } from '../artifact.ts'
import { elementSize } from '../artifact.ts'
import { Bug, unreachable } from '../diagnostics.ts'
import { type Content, hasLanes, lanesEvaluator } from './lanes.ts'
import type { Constant } from './ops.ts'
import { ops } from './ops.ts'
import type { Block, Bulk, Call, Func, If, Label, Load, Loop, Module, Region, Stmt, Store, Value } from './types.ts'
import { leaves, vectorValueType } from './types.ts'
import { laneBytes, laneCount, laneType } from './vector.ts'

/** What a module imports. */
export interface Host {
  /** A host function by its path, e.g. `Math.sin`. */
  call(name: string, args: readonly number[]): Constant
  /** Raises error `index` of the module's table. */
  throw(index: number, values: readonly Constant[]): never
  /** The byte address, in the memory given, of that many zeroed bytes. */
  allocate(bytes: number): number
}

/**
 * The results of calling the module's first function. Throws a `Bug` for an access outside `memory`, for a binder
 * outside the range it promises, and once loops have made more than `maxTrips` trips together.
 */
export function interpret(
  m: Module,
  memory: ArrayBufferLike,
  args: readonly Constant[],
  host: Host,
  maxTrips = 1e8,
): Constant[] {
  return interpreter(m).run(memory, args, host, maxTrips)
}

export interface Interpreter {
  /** `interpret`, on the module this was made of. */
  run(memory: ArrayBufferLike, args: readonly Constant[], host: Host, maxTrips?: number): Constant[]
}

/** Prepares a module for many runs. What becomes of the module afterwards does not matter. */
export function interpreter(m: Module): Interpreter {
  const machine = new Machine(m)
  return { run: (memory, args, host, maxTrips = 1e8) => machine.run(memory, args, host, maxTrips) }
}

/** The run was given up: that says nothing about the module. */
export class TooManyTrips extends Bug {}

type Frame = Content[]
/** Runs a statement; gives the region to leave for, if any. */
type Action = (frame: Frame) => Label | undefined

/** Where binders get their values, and with them the pure values of which these are the last operands. */
interface Point {
  readonly order: number
  readonly steps: ((frame: Frame) => void)[]
}

interface Code {
  readonly run: Action
  /** Slots of what it yields. */
  readonly yields: readonly number[]
}

class Machine {
  view: DataView = new DataView(new ArrayBuffer(0))
  host: Host = noHost
  private readonly main: string
  private readonly code = new Map<string, (args: readonly Content[]) => Content[]>()
  private tripsLeft = 0

  constructor(m: Module) {
    this.main = m.funcs[0].name
    for (const f of m.funcs) this.code.set(f.name, new Compiler(this, f).func())
  }

  run(memory: ArrayBufferLike, args: readonly Constant[], host: Host, maxTrips: number): Constant[] {
    this.view = new DataView(memory)
    this.host = host
    this.tripsLeft = maxTrips
    return this.call(this.main, args) as Constant[]
  }

  call(callee: string, args: readonly Content[]): Content[] {
    return this.code.get(callee)!(args)
  }

  trip(): void {
    if (this.tripsLeft-- <= 0) throw new TooManyTrips('interpret: a loop does not end')
  }

  /** The checked byte address of an element, or of the first of several. */
  address(element: ElementType, ptr: Content, index: Content, count = 1): number {
    const size = elementSize[element]
    return this.check(((ptr as number) >>> 0) + (index as number) * size, count * size)
  }

  /** Checks that `bytes` bytes at `address` lie in memory. */
  check(address: number, bytes: number): number {
    if (address < 0 || address + bytes > this.view.byteLength) {
      throw new Bug(`interpret: access to bytes ${address} to ${address + bytes} of ${this.view.byteLength}`)
    }
    return address
  }
}

const notRunning = (): never => {
  throw new Bug('interpret: called outside a run')
}
const noHost: Host = { call: notRunning, throw: notRunning, allocate: notRunning }

class Compiler {
  private readonly machine: Machine
  private readonly source: Func
  private readonly slots = new Map<Value, number>()
  /** By slot: where the value is computed. */
  private readonly points: Point[] = []
  /** A fresh frame: constants are in place. */
  private readonly template: Frame = []
  private readonly entry: Point
  private lastOrder = 0
  private readonly targets = new Map<Label, readonly number[]>()

  constructor(machine: Machine, source: Func) {
    this.machine = machine
    this.source = source
    this.entry = this.point()
  }

  func(): (args: readonly Content[]) => Content[] {
    const { entry, template } = this
    const params = this.define(this.source.params, entry)
    const body = this.block(this.source.body)
    return (args) => {
      const frame = template.slice()
      for (const [i, slot] of params.entries()) frame[slot] = args[i]
      reach(entry, frame)
      if (body.run(frame) !== undefined) throw new Bug('interpret: exit to a region that is not around it')
      return body.yields.map((slot) => frame[slot])
    }
  }

  // Values

  private point(): Point {
    return { order: this.lastOrder++, steps: [] }
  }

  private slot(value: Value, point: Point, content: Constant = 0): number {
    const slot = this.template.push(content) - 1
    this.slots.set(value, slot)
    this.points[slot] = point
    return slot
  }

  private define(binders: readonly Value[], point: Point): number[] {
    return binders.map((b) => {
      const slot = this.slot(b, point)
      if (b.range !== undefined) point.steps.push((frame) => checkRange(b, frame[slot]))
      return slot
    })
  }

  private uses(values: readonly Value[]): number[] {
    return values.map((v) => this.use(v))
  }

  private use(value: Value): number {
    const known = this.slots.get(value)
    if (known !== undefined) return known
    if (value.op === 'const') return this.slot(value, this.entry, value.imm as Constant)
    if (value.op === 'binder') throw new Bug(`interpret: binder ${value.imm} used where it is not defined`)
    const args = this.uses(value.args)
    const point = args.reduce((last, a) => (this.points[a].order > last.order ? this.points[a] : last), this.entry)
    const slot = this.slot(value, point)
    const evaluate = this.evaluator(value)
    // One list for all evaluations: none keeps it, or comes back here before it is done.
    const operands: Content[] = args.map(() => 0)
    point.steps.push((frame) => {
      for (let i = 0; i < args.length; i++) operands[i] = frame[args[i]]
      frame[slot] = evaluate(operands)
    })
    return slot
  }

  private evaluator(value: Value): (operands: Content[]) => Content {
    const { machine } = this
    const { op, type, args, imm } = value
    if (hasLanes(value)) return lanesEvaluator(value)
    if (op === 'table') {
      const element = type as ElementType
      return ([ptr, index]) => reads[element](machine.view, machine.address(element, ptr, index))
    }
    if (op === 'host') return (operands) => machine.host.call(imm as string, operands as number[])
    if (op === 'assume') return ([content]) => content
    const { evaluate, result } = ops[op]
    if (evaluate === undefined) throw new Bug(`interpret: ${op} has no evaluation`)
    const at = result === undefined ? type : args[0].type
    return (operands) => evaluate(operands, at, imm)
  }

  // Statements

  private block(block: Block): Code {
    const actions = block.stmts.map((stmt) => this.stmt(stmt))
    const run: Action = (frame) => {
      for (const action of actions) {
        const label = action(frame)
        if (label !== undefined) return label
      }
      return undefined
    }
    return { run, yields: leaves(block) ? [] : this.uses(block.yields) }
  }

  private stmt(stmt: Stmt): Action {
    switch (stmt.kind) {
      case 'load':
        return this.load(stmt)
      case 'store':
        return this.store(stmt)
      case 'call':
        return this.call(stmt)
      case 'bulk':
        return this.bulk(stmt)
      case 'if':
        return this.if(stmt)
      case 'loop':
        return this.loop(stmt)
      case 'region':
        return this.region(stmt)
      case 'exit': {
        const results = this.targets.get(stmt.target)!
        const values = this.uses(stmt.values)
        return (frame) => {
          move(frame, values, results)
          return stmt.target
        }
      }
      case 'throw': {
        const values = this.uses(stmt.values)
        return (frame) => {
          this.machine.host.throw(
            stmt.index,
            values.map((v) => frame[v] as Constant),
          )
          throw new Bug('interpret: the host did not throw')
        }
      }
      default:
        return unreachable(stmt)
    }
  }

  /** The checked byte address of an access, or undefined where its guard says no. */
  private address({ element, ptr, index, guard, lanes }: Load | Store): (frame: Frame) => number | undefined {
    const { machine } = this
    const [base, offset] = this.uses([ptr, index])
    const allowed = guard === undefined ? undefined : this.use(guard)
    return (frame) => {
      if (allowed !== undefined && frame[allowed] === 0) return undefined
      return machine.address(element, frame[base], frame[offset], lanes)
    }
  }

  private load(stmt: Load): Action {
    const { machine } = this
    const read = reader(stmt)
    const address = this.address(stmt)
    const otherwise = stmt.otherwise === undefined ? undefined : this.use(stmt.otherwise)
    const point = this.point()
    const [result] = this.define([stmt.result], point)
    return (frame) => {
      const at = address(frame)
      frame[result] = at === undefined ? frame[otherwise!] : read(machine.view, at)
      reach(point, frame)
      return undefined
    }
  }

  private store(stmt: Store): Action {
    const { machine } = this
    const write = writer(stmt)
    const address = this.address(stmt)
    const value = this.use(stmt.value)
    return (frame) => {
      const at = address(frame)
      if (at !== undefined) write(machine.view, at, frame[value])
      return undefined
    }
  }

  private call(stmt: Call): Action {
    const { machine } = this
    const { callee } = stmt
    const args = this.uses(stmt.args)
    const point = this.point()
    const results = this.define(stmt.results, point)
    const invoke = (values: Content[]): Content[] => {
      if (callee === 'host:allocate') return [machine.host.allocate((values[0] as number) >>> 0) | 0]
      if (callee.startsWith('host:')) return [machine.host.call(callee.slice('host:'.length), values as number[])]
      return machine.call(callee, values)
    }
    return (frame) => {
      const given = invoke(args.map((a) => frame[a]))
      for (const [i, slot] of results.entries()) frame[slot] = given[i]
      reach(point, frame)
      return undefined
    }
  }

  private bulk(stmt: Bulk): Action {
    const { machine } = this
    const [target, count] = this.uses([stmt.target, stmt.bytes])
    const source = stmt.source === undefined ? undefined : this.use(stmt.source)
    return (frame) => {
      const memory = new Uint8Array(machine.view.buffer)
      const bytes = (frame[count] as number) >>> 0
      const to = machine.check((frame[target] as number) >>> 0, bytes)
      if (source === undefined) memory.fill(0, to, to + bytes)
      else {
        const from = machine.check((frame[source] as number) >>> 0, bytes)
        memory.copyWithin(to, from, from + bytes)
      }
      return undefined
    }
  }

  private if(stmt: If): Action {
    const cond = this.use(stmt.cond)
    const then = this.block(stmt.then)
    const otherwise = this.block(stmt.else)
    const point = this.point()
    const results = this.define(stmt.results, point)
    return (frame) => {
      const arm = frame[cond] === 1 ? then : otherwise
      const label = arm.run(frame)
      if (label !== undefined) return label
      move(frame, arm.yields, results)
      reach(point, frame)
      return undefined
    }
  }

  private loop(stmt: Loop): Action {
    const { machine } = this
    const inits = this.uses(stmt.inits)
    const head = this.point()
    const params = this.define(stmt.params, head)
    const cond = this.use(stmt.cond)
    const body = this.block(stmt.body)
    const point = this.point()
    const results = this.define(stmt.results, point)
    return (frame) => {
      move(frame, inits, params)
      reach(head, frame)
      while (frame[cond] === 1) {
        machine.trip()
        const label = body.run(frame)
        if (label !== undefined) return label
        move(frame, body.yields, params)
        reach(head, frame)
      }
      move(frame, params, results)
      reach(point, frame)
      return undefined
    }
  }

  private region(stmt: Region): Action {
    const point = this.point()
    const results = this.define(stmt.results, point)
    this.targets.set(stmt.label, results)
    const body = this.block(stmt.body)
    return (frame) => {
      const label = body.run(frame)
      if (label !== undefined && label !== stmt.label) return label
      // An exit has moved its values already.
      if (label === undefined) move(frame, body.yields, results)
      reach(point, frame)
      return undefined
    }
  }
}

/** Passes rely on what a binder promises. */
function checkRange({ imm, range }: Value, content: Content): void {
  const [low, high] = range!
  if (!(low <= (content as Constant) && (content as Constant) <= high))
    throw new Bug(`interpret: ${imm} is ${content}, not in [${low}, ${high}]`)
}

/** Computes what depends on binders that have just been set. */
function reach(point: Point, frame: Frame): void {
  for (const step of point.steps) step(frame)
}

/** All at once: a loop may yield its parameters in another order. */
function move(frame: Frame, from: readonly number[], to: readonly number[]): void {
  const values = from.map((slot) => frame[slot])
  for (const [i, slot] of to.entries()) frame[slot] = values[i]
}

/** Elements as values: i32 and i64 bits for integers of their size and below. */
const reads: Readonly<Record<ElementType, (memory: DataView, address: number) => Constant>> = {
  i8: (m, a) => m.getInt8(a),
  u8: (m, a) => m.getUint8(a),
  u8c: (m, a) => m.getUint8(a),
  i16: (m, a) => m.getInt16(a, true),
  u16: (m, a) => m.getUint16(a, true),
  i32: (m, a) => m.getInt32(a, true),
  u32: (m, a) => m.getInt32(a, true),
  f32: (m, a) => m.getFloat32(a, true),
  f64: (m, a) => m.getFloat64(a, true),
  i64: (m, a) => m.getBigInt64(a, true),
  u64: (m, a) => m.getBigInt64(a, true),
}
/** Stores wrap. What goes to a clamped element has been clamped before. */
const writes: Readonly<Record<ElementType, (memory: DataView, address: number, value: never) => void>> = {
  i8: (m, a, v) => m.setInt8(a, v),
  u8: (m, a, v) => m.setUint8(a, v),
  u8c: (m, a, v) => m.setUint8(a, v),
  i16: (m, a, v) => m.setInt16(a, v, true),
  u16: (m, a, v) => m.setUint16(a, v, true),
  i32: (m, a, v) => m.setInt32(a, v, true),
  u32: (m, a, v) => m.setUint32(a, v, true),
  f32: (m, a, v) => m.setFloat32(a, v, true),
  f64: (m, a, v) => m.setFloat64(a, v, true),
  i64: (m, a, v) => m.setBigInt64(a, v, true),
  u64: (m, a, v) => m.setBigInt64(a, v, true),
}

/** Vectors element by element; lanes without one are 0. */
function reader({ element, lanes }: Load): (memory: DataView, address: number) => Content {
  const read = reads[element]
  if (lanes === undefined) return read
  const type = vectorValueType(element, lanes)!
  const empty = laneType(type) === 'i64' ? 0n : 0
  const size = elementSize[element]
  // A vector as narrow as its elements holds their bits, which it reads as signed.
  const narrow = laneBytes(type) === size ? signedElement[element] : undefined
  const readLane = narrow === undefined ? read : reads[narrow]
  return (memory, address) =>
    Array.from({ length: laneCount(type) }, (_, i) => (i < lanes ? readLane(memory, address + i * size) : empty))
}

function writer({ element, lanes }: Store): (memory: DataView, address: number, value: Content) => void {
  const write = writes[element] as (memory: DataView, address: number, value: Content) => void
  if (lanes === undefined) return write
  const size = elementSize[element]
  return (memory, address, value) => {
    for (let i = 0; i < lanes; i++) write(memory, address + i * size, (value as readonly Constant[])[i])
  }
}

const signedElement: { readonly [E in ElementType]?: ElementType } = { u8: 'i8', u8c: 'i8', u16: 'i16' }
