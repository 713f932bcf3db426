/**
 * Redundant load elimination and store-to-load forwarding, along the paths of the structured program.
 *
 * What a load gave, or a store put, stays known until something may have changed it: a store whose element is not proved to be
 * another one (arrays may overlap, but for those that the kernel has made), a bulk operation, or a call. V8 does none of this for
 * WebAssembly memory.
 *
 * Requires: narrowed IR. Breaks nothing.
 */
import { elementSize } from '../artifact.ts'
import type { Builder } from '../ir/build.ts'
import { constantOf } from '../ir/build.ts'
import { Editor } from '../ir/edit.ts'
import type { Block, If, Load, Loop, Module, Region, Root, Stmt, Store, Value } from '../ir/types.ts'
import { childBlocks, leaves } from '../ir/types.ts'

export function forward(module: Module, b: Builder): Module {
  return Editor.each(module, (func) => new Forwarder(b, module.roots).func(func))
}

/** An element whose value is known, in terms of the copy. */
interface Known {
  readonly element: string
  readonly ptr: Value
  readonly index: Value
  /** Number of elements; undefined for a scalar access to one. */
  readonly lanes: number | undefined
  readonly guard: Value | undefined
  readonly value: Value
}

class Forwarder extends Editor {
  private readonly roots: readonly Root[]
  private known: Known[] = []
  /** What was known at the end of the block that was copied last. */
  private atEnd: readonly Known[] = []

  constructor(b: Builder, roots: readonly Root[]) {
    super(b)
    this.roots = roots
  }

  override stmt(old: Stmt): void {
    switch (old.kind) {
      case 'store':
        return this.store(old)
      case 'bulk':
        this.known = []
        return super.stmt(old)
      case 'call':
        if (!old.callee.startsWith('host:')) this.known = []
        return super.stmt(old)
      default:
        super.stmt(old)
    }
  }

  protected override load(old: Load): void {
    const [ptr, index] = [this.value(old.ptr), this.value(old.index)]
    const guard = old.guard && this.value(old.guard)
    if (guard?.op === 'const' && guard.imm === 0) return super.load(old)
    const found = this.known.find(
      (k) =>
        k.element === old.element &&
        k.ptr === ptr &&
        k.index === index &&
        k.lanes === old.lanes &&
        k.value.type === old.result.type &&
        (k.guard === undefined || k.guard === guard),
    )
    if (found !== undefined && (found.guard !== undefined || guard === undefined || guard.op === 'const')) {
      this.map.set(old.result, found.value)
      return
    }
    if (found !== undefined) {
      this.map.set(old.result, this.b.select(guard!, found.value, this.value(old.otherwise!)))
      return
    }
    super.load(old)
    const value = this.value(old.result)
    const checked = guard?.op === 'const' ? undefined : guard
    this.known.push({ element: old.element, ptr, index, lanes: old.lanes, guard: checked, value })
  }

  private store(old: Store): void {
    super.stmt(old)
    const [ptr, index] = [this.value(old.ptr), this.value(old.index)]
    this.known = this.known.filter((k) =>
      k.ptr === ptr
        ? k.element === old.element && areApart(k.index, k.lanes ?? 1, index, old.lanes ?? 1)
        : this.areOthers(k.ptr, ptr),
    )
    if (old.guard !== undefined && this.value(old.guard).op !== 'const') return
    const value = this.stored(old.element, this.value(old.value), old.lanes)
    if (value !== undefined)
      this.known.push({ element: old.element, ptr, index, lanes: old.lanes, guard: undefined, value })
  }

  /** Addresses of two arrays, one of which the kernel has made: memory of its own. */
  private areOthers({ root: x }: Value, { root: y }: Value): boolean {
    if (x === undefined || y === undefined || x === y) return false
    return this.roots[x]!.kind === 'new' || this.roots[y]!.kind === 'new'
  }

  /** What a load gives after a store of `value`. */
  private stored(element: string, value: Value, lanes: number | undefined): Value | undefined {
    const { b } = this
    const isSmall = ['u8', 'u8c', 'i8', 'u16', 'i16'].includes(element)
    if (lanes !== undefined) return isSmall || lanes * sizeOf(element) < 16 ? undefined : value
    switch (element) {
      case 'u8':
        return b.and(value, b.i32(255))
      case 'u16':
        return b.and(value, b.i32(65535))
      case 'i8':
        return b.binary('shr', b.binary('shl', value, b.i32(24)), b.i32(24))
      case 'i16':
        return b.binary('shr', b.binary('shl', value, b.i32(16)), b.i32(16))
      default:
        return value
    }
  }

  protected override if(old: If): void {
    if (this.value(old.cond).op === 'const') return super.if(old)
    let { known } = this
    const then = this.block(old.then)
    if (!leaves(then)) known = known.filter((k) => this.atEnd.includes(k))
    const otherwise = this.block(old.else)
    if (!leaves(otherwise)) known = known.filter((k) => this.atEnd.includes(k))
    this.known = known
    this.emit({
      ...old,
      cond: this.value(old.cond),
      then,
      else: otherwise,
      results: old.results.map((r) => this.bind(r)),
    })
  }

  override block(old: Block): Block {
    const before = this.known
    this.known = [...before]
    const block = super.block(old)
    this.atEnd = this.known
    this.known = before
    return block
  }

  protected override loop(old: Loop): void {
    // Another trip may have written what this one reads.
    if (clobbers(old)) this.known = []
    super.loop(old)
  }

  protected override region(old: Region): void {
    const before = this.known
    super.region(old)
    this.known = clobbers(old) ? [] : before
  }
}

/** Whether running the statement may change memory. */
function clobbers(stmt: Stmt): boolean {
  if (stmt.kind === 'store' || stmt.kind === 'bulk') return true
  if (stmt.kind === 'call') return !stmt.callee.startsWith('host:')
  return childBlocks(stmt).some((block) => block.stmts.some(clobbers))
}

const sizeOf = (element: string): number => elementSize[element as keyof typeof elementSize]

/** Whether indices differ by a constant that keeps so many elements from each other. */
function areApart(x: Value, xCount: number, y: Value, yCount: number): boolean {
  const [bx, cx] = split(x)
  const [by, cy] = split(y)
  return bx === by && (cx + xCount <= cy || cy + yCount <= cx)
}
function split(value: Value): [base: Value | undefined, offset: number] {
  const constant = constantOf(value)
  if (typeof constant === 'number') return [undefined, constant]
  const offset = value.op === 'add' ? constantOf(value.args[1]!) : undefined
  return typeof offset === 'number' ? [value.args[0]!, offset] : [value, 0]
}
