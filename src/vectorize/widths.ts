/**
 * How wide the lanes of a small integer are: as narrow as its range and its uses allow. A byte takes 8 bits, the sum of some bytes 16.
 *
 * Additions, products and bit operations need only the low bits of their operands, so what is stored in a byte may be computed in
 * bytes; other operations need their operands as they are, for which the lanes have to be as wide as the range. A value is kept in the
 * lanes it was computed in, and changes their width where it is used (values.ts).
 */
import type { Divergence } from '../analyze/divergence.ts'
import { full, type Range } from '../analyze/range.ts'
import { elementRange, type Ranges } from '../analyze/ranges.ts'
import { transfer } from '../analyze/transfer.ts'
import { elementSize } from '../artifact.ts'
import { constantOf } from '../ir/build.ts'
import { operands } from '../ir/rewrite.ts'
import type { Block, Loop, Stmt, Value } from '../ir/types.ts'
import { VECTOR_BYTES } from '../ir/vector.ts'

/** Bytes of a lane. */
export type Width = 1 | 2 | 4

/** All of the value, not only its low bits. */
const EXACT = 4

export interface WidthsOptions {
  readonly loop: Loop
  readonly divergence: Divergence
  readonly lanes: number
  readonly ranges: Ranges
  /** What the loop accumulates: its lanes hold something else than the range says. */
  readonly sums: ReadonlySet<Value>
}

export class Widths {
  private readonly options: WidthsOptions
  /** Lanes narrower than this would not fill a vector. */
  private readonly least: Width
  /** Low bytes that somebody asks for. */
  private readonly needs = new Map<Value, number>()
  private readonly known = new Map<Value, Width>()
  /** Made of what the loop accumulates. */
  private readonly running: Set<Value>
  private readonly sizes = new Map<Value, number>()
  private readonly seen = new Map<Value, Range | undefined>()
  /** The loop may be a copy, of whose loads the analysis before knows nothing. */
  private readonly loaded = new Map<Value, Range | undefined>()

  constructor(options: WidthsOptions) {
    this.options = options
    this.least = Math.max(1, Math.min(4, VECTOR_BYTES / options.lanes)) as Width
    this.running = new Set(options.sums)
    this.analyze()
  }

  /** Bytes of the lanes that the operation is done in; of a comparison, the lanes of its operands. */
  of(value: Value): Width {
    if (this.least === 4) return 4
    let width = this.known.get(value)
    if (width === undefined) this.known.set(value, (width = this.compute(value)))
    return width
  }

  /** Whether lanes of this width hold the value itself, read as signed or as unsigned integers. */
  fits(value: Value, width: Width, how: 'signed' | 'unsigned'): boolean {
    if (width === 4 && how === 'signed') return true
    if (this.running.has(value)) return false
    const range = this.range(value)
    return range !== undefined && (how === 'signed' ? isSigned(range, width) : isUnsigned(range, width))
  }

  /** The narrower of what the analysis before tells and what follows from the elements loaded. */
  private range(value: Value): Range | undefined {
    if (this.seen.has(value)) return this.seen.get(value)
    const known = this.options.ranges(value)
    const own = value.op === 'binder' ? this.loaded.get(value) : transfer(value, (arg) => this.range(arg) ?? full)
    const range = own !== undefined && (known === undefined || known.hi - known.lo > own.hi - own.lo) ? own : known
    this.seen.set(value, range)
    return range
  }

  /** The narrowest lanes that hold all of the values, read in one way. */
  private exact(...values: readonly Value[]): Width {
    for (const width of [1, 2] as const) {
      if (width < this.least) continue
      if (values.every((v) => this.fits(v, width, 'unsigned'))) return width
      if (values.every((v) => this.fits(v, width, 'signed'))) return width
    }
    return 4
  }

  private compute(value: Value): Width {
    if (value.op === 'binder') {
      const size = this.sizes.get(value)
      return size === undefined ? this.exact(value) : this.atLeast(size)
    }
    const [x, y] = value.args as [Value, Value]
    const own = this.atLeast(Math.min(this.exact(value), this.needs.get(value) ?? EXACT))
    switch (value.op) {
      case 'const':
      case 'add':
      case 'sub':
      case 'and':
      case 'or':
      case 'xor':
      case 'select':
      case 'boolToI32':
        return own
      case 'mul':
        return this.atLeast(Math.max(own, 2))
      case 'shl': {
        const width = this.atLeast(Math.max(own, 2))
        return this.counts(y, width) ? width : 4
      }
      case 'shr':
      case 'ushr': {
        const width = this.atLeast(Math.max(own, this.exact(x), 2))
        const isSame = value.op === 'shr' || (this.range(x)?.lo ?? -1) >= 0
        return isSame && this.counts(y, width) ? width : 4
      }
      case 'min':
      case 'max':
      case 'lt':
      case 'le':
      case 'eq':
      case 'ne':
        return this.exact(x, y)
      case 'ult':
      case 'ule':
        return [x, y].every((v) => (this.range(v)?.lo ?? -1) >= 0) ? this.exact(x, y) : 4
      case 'abs':
        return ([1, 2] as const).find((w) => w >= this.least && this.fits(x, w, 'signed')) ?? 4
      default:
        return 4
    }
  }

  private atLeast(width: number): Width {
    return Math.max(this.least, width) as Width
  }

  /** A shift by less than the width of the lanes: beyond it, vectors count modulo theirs. */
  private counts(count: Value, width: Width): boolean {
    const c = constantOf(count)
    return typeof c === 'number' && c >= 0 && c < 8 * width
  }

  /** From users to what they use, and from what the loop accumulates to what is made of it. */
  private analyze(): void {
    const { loop, divergence } = this.options
    // Operands stand before their users.
    const order = new Set<Value>()
    const visit = (value: Value): void => {
      if (order.has(value) || !divergence.varies(value)) return
      for (const a of value.args) visit(a)
      order.add(value)
    }
    const flows: [from: Value, to: Value][] = []
    const stmt = (s: Stmt): void => {
      const into: readonly Value[] = s.kind === 'loop' ? s.inits : s.kind === 'store' ? [s.value] : []
      for (const v of operands(s)) {
        visit(v)
        if (!into.includes(v)) this.need(v, EXACT)
      }
      if (s.kind === 'load') {
        this.sizes.set(s.result, Math.min(4, elementSize[s.element]))
        this.loaded.set(s.result, elementRange[s.element])
      } else if (s.kind === 'store') this.need(s.value, Math.min(4, elementSize[s.element]))
      else if (s.kind === 'if') for (const arm of [s.then, s.else]) block(arm, s.results)
      else if (s.kind === 'loop') {
        this.need(s.cond, EXACT)
        s.params.forEach((p, i) => flows.push([s.inits[i]!, p], [p, s.results[i]!]))
        block(s.body, s.params)
      }
    }
    const block = (b: Block, into: readonly Value[]): void => {
      b.stmts.forEach(stmt)
      b.yields.forEach((v, i) => {
        visit(v)
        flows.push([v, into[i]!])
      })
    }
    block(loop.body, loop.params)
    for (let before = -1; before !== this.running.size; ) {
      before = this.running.size
      for (const [from, to] of flows) if (this.running.has(from)) this.running.add(to)
      for (const v of order) if (v.args.some((a) => this.running.has(a))) this.running.add(v)
    }
    for (const [from, to] of flows) this.need(from, this.of(to))
    for (const value of [...order].reverse()) {
      const bytes = lowBits.has(value.op) ? this.of(value) : EXACT
      value.args.forEach((a, i) => {
        const isCount = value.op === 'shl' && i === 1
        this.need(a, isCount ? EXACT : bytes)
      })
    }
  }

  private need(value: Value, bytes: number): void {
    this.needs.set(value, Math.max(this.needs.get(value) ?? 0, bytes))
  }
}

/** The low bits of the result are made of the low bits of the operands. */
const lowBits: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'and', 'or', 'xor', 'shl', 'select'])

const isSigned = ({ lo, hi }: Range, width: Width): boolean =>
  lo >= -(2 ** (8 * width - 1)) && hi <= 2 ** (8 * width - 1) - 1
const isUnsigned = ({ lo, hi }: Range, width: Width): boolean => lo >= 0 && hi <= 2 ** (8 * width) - 1
