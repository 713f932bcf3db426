/**
 * The IR's data: types, values, statements, functions. Read docs/IR.md for the ideas; this file is the grammar.
 *
 * Structured and typed: loops and ifs stay nodes, and have results where a control-flow graph would have phis. Pure values float as
 * hash-consed immutable nodes; whatever touches memory or leaves a block is an ordered statement.
 */
import type { ElementType } from '../artifact.ts'
import type { Span } from '../diagnostics.ts'
import type { Immediate, Op, Type } from './ops.ts'
import type { ScalarType, VectorType } from './vector.ts'

export type { Immediate, Type } from './ops.ts'
export type { ScalarType, VectorType } from './vector.ts'

/**
 * A pure value, or (op `binder`) one that a statement or a function header defines. Identity is meaning: two equal pure values are
 * one object, two binders never are. `id` indexes side tables and names the value in dumps.
 */
export interface Value {
  readonly id: number
  readonly op: Op
  readonly type: Type
  readonly args: readonly Value[]
  /** Constant, name of a host function, truth of an assumption, number of a lane, list of such. For a binder: the source name it stems from. */
  readonly imm: Immediate
  /** Binders that are base addresses: index into `Module.roots`. */
  readonly root: number | undefined
  /** Binders whose bounds are known from what they are, e.g. a length: inclusive. */
  readonly range: readonly [low: number, high: number] | undefined
}

/** A block runs its statements in order, then yields to the statement that owns it, unless its last statement leaves. */
export interface Block {
  readonly stmts: readonly Stmt[]
  readonly yields: readonly Value[]
}

/** A block in the making. Once it is part of a module it never changes: passes share what they leave alone. */
export interface Draft {
  readonly stmts: Stmt[]
  yields: readonly Value[]
}

/** An access to element `index` of the array at byte address `ptr`. Without a guard the index must be in bounds. */
interface Access {
  readonly element: ElementType
  readonly ptr: Value
  readonly index: Value
  /** Of a vector: it is to this many elements from `index` on (see `vectorValueType`). Has no guard. */
  readonly lanes?: number
  /** When it is 0 the access does not happen; a load then gives `otherwise`. */
  readonly guard?: Value
  readonly span?: Span
}

export interface Load extends Access {
  readonly kind: 'load'
  readonly result: Value
  readonly otherwise?: Value
}

export interface Store extends Access {
  readonly kind: 'store'
  readonly value: Value
}

/** Calls a function of the module by name, or (callee starts with `host:`) an import. */
export interface Call {
  readonly kind: 'call'
  readonly callee: string
  readonly args: readonly Value[]
  readonly results: readonly Value[]
  readonly span?: Span
}

/** Bulk memory: `fill` bytes with 0, or `copy` bytes from `source` as if through a buffer. Byte counts are i32, unsigned. */
export interface Bulk {
  readonly kind: 'bulk'
  readonly op: 'zero' | 'copy'
  readonly target: Value
  readonly source?: Value
  readonly bytes: Value
  readonly span?: Span
}

export interface If {
  readonly kind: 'if'
  readonly cond: Value
  readonly then: Block
  readonly else: Block
  readonly results: readonly Value[]
  readonly span?: Span
  /** It chooses between the fast version of a loop and, in `else`, the one that is always right. */
  readonly guards?: Guarded
}

/** What a guard is in front of, and what it tests: that no access needs its check, or that iterations may run side by side. */
export interface Guarded {
  readonly facts: LoopFacts
  readonly what: 'checks' | 'lanes'
}

/**
 * `params := inits; while (cond) { body; params := body.yields }; results := params`.
 * `cond` is a pure value of the params and of what is defined outside.
 */
export interface Loop {
  readonly kind: 'loop'
  readonly params: readonly Value[]
  readonly inits: readonly Value[]
  readonly cond: Value
  readonly body: Block
  readonly results: readonly Value[]
  readonly mode: LoopMode
  /** The exact version behind a guard of its own: no guard will do better. */
  readonly exact?: boolean
  readonly span?: Span
  /** What passes found out about it, in the user's terms. Shared by copies of the loop. */
  readonly facts: LoopFacts
}

export type LoopMode = 'serial' | 'vector' | 'parallel'

export interface LoopFacts {
  readonly functionName: string
  checks: 'none' | 'hoisted' | 'kept'
  /** How it was vectorized. */
  vector?: string
  /** What kept it from being vectorized, and where. */
  obstacle?: { readonly why: string; readonly span?: Span }
  readonly notes: string[]
}

/** A labelled block: an `exit` to it gives its results; falling off its end yields them. */
export interface Region {
  readonly kind: 'region'
  readonly label: Label
  readonly body: Block
  readonly results: readonly Value[]
}

export interface Label {
  readonly name: string
}

export interface Exit {
  readonly kind: 'exit'
  readonly target: Label
  values: readonly Value[]
}

/** Ends the call: the host throws `Module.throws[index]`, whose message has the values between its pieces. */
export interface Throw {
  readonly kind: 'throw'
  readonly index: number
  readonly values: readonly Value[]
  readonly span?: Span
}

export type Stmt = Load | Store | Call | Bulk | If | Loop | Region | Exit | Throw

export interface Func {
  readonly name: string
  readonly params: readonly Value[]
  readonly results: readonly Type[]
  readonly body: Block
}

/** Where an address comes from: an argument, an env array, a field, or memory the kernel allocated. */
export interface Root {
  readonly name: string
  readonly kind: 'param' | 'env' | 'field' | 'row' | 'new'
  /** Elements may be put there only within its length: an Array would grow. */
  readonly plain: boolean
}

export interface Module {
  readonly funcs: readonly Func[]
  readonly roots: readonly Root[]
  readonly throws: readonly { readonly type: string; readonly message: readonly string[] }[]
}

export const emptyBlock = (): Block => ({ stmts: [], yields: [] })

/** True where control never reaches the end of the block. */
export function leaves(block: Block): boolean {
  const last = block.stmts.at(-1)
  return last !== undefined && stmtLeaves(last)
}

function stmtLeaves(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case 'exit':
    case 'throw':
      return true
    case 'if':
      return leaves(stmt.then) && leaves(stmt.else)
    case 'region':
      return leaves(stmt.body) && !exitsTo(stmt.body, stmt.label)
    default:
      return false
  }
}

/** Whether an exit to `label` lies in the block. */
export function exitsTo(block: Block, label: Label): boolean {
  return block.stmts.some((stmt) =>
    stmt.kind === 'exit' ? stmt.target === label : childBlocks(stmt).some((b) => exitsTo(b, label)),
  )
}

export function childBlocks(stmt: Stmt): readonly Block[] {
  switch (stmt.kind) {
    case 'if':
      return [stmt.then, stmt.else]
    case 'loop':
    case 'region':
      return [stmt.body]
    default:
      return []
  }
}

/** The type of a loaded element, and of a stored one. */
export function elementValueType(element: ElementType): Exclude<ScalarType, 'bool'> {
  switch (element) {
    case 'f64':
      return 'f64'
    case 'f32':
      return 'f32'
    case 'i64':
    case 'u64':
      return 'i64'
    default:
      return 'i32'
  }
}

/**
 * The type of `lanes` elements loaded or stored together, if there is one: integers are widened to the lanes of the type, as one is
 * to i32. Where they do not fill it, lanes past the last are loaded as 0 and not stored.
 */
export function vectorValueType(element: ElementType, lanes: number): VectorType | undefined {
  switch (element) {
    case 'f64':
      return lanes === 2 ? 'f64x2' : undefined
    case 'i64':
    case 'u64':
      return lanes === 2 ? 'i64x2' : undefined
    case 'f32':
      return lanes === 2 || lanes === 4 ? 'f32x4' : undefined
    default:
      if (lanes === 2 || lanes === 4) return 'i32x4'
      if (element === 'i32' || element === 'u32') return undefined
      if (lanes === 8) return 'i16x8'
      return lanes === 16 && element !== 'i16' && element !== 'u16' ? 'i8x16' : undefined
  }
}

/** The type of what an access loads or stores. */
export const accessType = ({ element, lanes }: Access): Type | undefined =>
  lanes === undefined ? elementValueType(element) : vectorValueType(element, lanes)
