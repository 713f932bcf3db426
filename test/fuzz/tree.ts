/**
 * Generated source as a tree of text with holes. An expression knows its type and a statement its blocks, which is all that the
 * shrinker needs to know: it replaces an expression by a part of itself of the same type, a statement by its body or by nothing.
 */
export type ValueType = 'num' | 'bool' | 'big'

export interface Expr {
  readonly type: ValueType
  readonly parts: readonly (string | Expr)[]
  /** Needs brackets unless what surrounds it separates anyway. */
  readonly loose?: boolean
}

export type Block = readonly Stmt[]

export interface Stmt {
  readonly parts: readonly (string | Expr | Block)[]
  /** What a loop declares; where the shrinker keeps only the body, it is 0. */
  readonly variables?: readonly string[]
}

export interface Param {
  readonly name: string
  readonly type: ParamType
}

export type ElementClass =
  | 'Int8Array'
  | 'Uint8Array'
  | 'Uint8ClampedArray'
  | 'Int16Array'
  | 'Uint16Array'
  | 'Int32Array'
  | 'Uint32Array'
  | 'Float32Array'
  | 'Float64Array'
  | 'BigInt64Array'
  | 'BigUint64Array'

export type ParamType =
  | { readonly kind: 'array'; readonly element: ElementClass }
  | { readonly kind: 'plain' | 'size' | 'integer' | 'number' | 'bool' | 'big' | 'rows' | 'point' }

export interface Helper {
  readonly name: string
  readonly params: readonly string[]
  readonly body: Block
}

/** One argument, as plain data. Views of one buffer name it by the same number. */
export type Arg =
  | {
      readonly kind: 'view'
      readonly element: ElementClass
      readonly buffer: number
      readonly offset: number
      readonly length: number
    }
  /** The very object that an earlier argument is. */
  | { readonly kind: 'same'; readonly as: number }
  | { readonly kind: 'plain'; readonly values: readonly number[] }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: 'point'; readonly x: number; readonly y: number; readonly v: readonly number[] }
  | { readonly kind: 'scalar'; readonly value: number | boolean | bigint | undefined }

export interface Args {
  /** Contents by number of bytes or, where one view owns the buffer, by that view's elements. */
  readonly buffers: readonly BufferData[]
  readonly args: readonly Arg[]
}

export interface BufferData {
  readonly element: ElementClass
  readonly values: readonly (number | bigint)[]
}

export interface FuzzKernel {
  readonly seed: number
  readonly params: readonly Param[]
  readonly helpers: readonly Helper[]
  readonly env: Readonly<Record<string, number>>
  readonly body: Block
  readonly sets: readonly Args[]
  readonly resident: boolean
}

export function printExpr(expr: Expr, bare = false): string {
  const text = expr.parts
    .map((part, i) => {
      if (typeof part === 'string') return part
      const [before, after] = [expr.parts[i - 1], expr.parts[i + 1]]
      return printExpr(part, endsOpen(before) && startsClosed(after))
    })
    .join('')
  return expr.loose && !bare ? `(${text})` : text
}

const endsOpen = (part: unknown): boolean => typeof part === 'string' && /[([]$|, $/.test(part)
const startsClosed = (part: unknown): boolean => typeof part === 'string' && /^([)\]]|, )/.test(part)

export function printBlock(block: Block, indent = 1): string {
  return block.map((stmt) => printStmt(stmt, indent)).join('')
}

function printStmt(stmt: Stmt, indent: number): string {
  const pad = '  '.repeat(indent)
  const text = stmt.parts
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll('\n', `\n${pad}`)
      if (Array.isArray(part)) return `\n${printBlock(part, indent + 1)}${pad}`
      return printExpr(part as Expr, true)
    })
    .join('')
  return `${pad}${text}\n`
}

export function printFunction(params: readonly string[], body: Block): string {
  return `(${params.join(', ')}) => {\n${printBlock(body)}}`
}

export const kernelSource = (kernel: FuzzKernel): string =>
  printFunction(
    kernel.params.map((param) => param.name),
    kernel.body,
  )

export const helperSources = (kernel: FuzzKernel): Record<string, string> =>
  Object.fromEntries(kernel.helpers.map(({ name, params, body }) => [name, printFunction(params, body)]))

export function countLoops(block: Block): number {
  let loops = 0
  for (const stmt of block) {
    if (stmt.variables) loops++
    for (const part of stmt.parts) if (Array.isArray(part)) loops += countLoops(part)
  }
  return loops
}
