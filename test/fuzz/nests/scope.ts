/** What the statements of a generated nest may name. */
import type { Random } from '../random.ts'
import type { Block, ElementClass, Expr, Stmt, ValueType } from '../tree.ts'

/** `line`: n elements; `square`: n rows of as many columns as `columns` says; `indices`: numbers of elements of a line. */
export type Extent = 'line' | 'square' | 'indices'

export interface NestArray {
  readonly name: string
  readonly element: ElementClass
  readonly extent: Extent
  readonly plain?: boolean
}

/** What numbers a kernel is about: doubles, singles that are rounded at each step, int32, small integers, or all of them. */
export type Flavour = 'double' | 'single' | 'int' | 'small' | 'mixed'

/** A loop variable and the size that bounds it. */
export interface LoopVariable {
  readonly name: string
  readonly size: string
}

export interface NestScope {
  readonly random: Random
  readonly names: { next: number }
  readonly flavour: Flavour
  readonly arrays: readonly NestArray[]
  /** Trips of the nest's loops: `n`, and `m` or `n`. */
  readonly rows: string
  readonly columns: string
  /** Loops around, outermost first. */
  readonly ivs: readonly LoopVariable[]
  readonly floats: string[]
  readonly ints: string[]
  /** Local variables of the current body. */
  readonly assignable: { readonly name: string; readonly int: boolean }[]
  /** An int32 parameter that is a distance between elements, and two that bound loops. */
  readonly distance: string | undefined
  readonly bounds: readonly [lo: string, hi: string] | undefined
  /** `continue` and `break` may stand here. */
  readonly loop: 'none' | 'break' | 'both'
  /** Names of rows, `const row = i * n`, with the iv that they belong to. */
  readonly bases: { readonly name: string; readonly iv: string }[]
}

export function inside(scope: NestScope, changes: Partial<NestScope> = {}): NestScope {
  return {
    ...scope,
    floats: [...scope.floats],
    ints: [...scope.ints],
    assignable: [...scope.assignable],
    bases: [...scope.bases],
    ...changes,
  }
}

export const fresh = (scope: NestScope, prefix: string): string => `${prefix}${scope.names.next++}`

export const stmt = (...parts: (string | Expr | Block)[]): Stmt => ({ parts })
export const text = (type: ValueType, parts: readonly (string | Expr)[], loose = false): Expr => ({
  type,
  parts,
  loose,
})
export const num = (...parts: (string | Expr)[]): Expr => text('num', parts)
export const infix = (a: Expr, op: string, b: Expr): Expr => text('num', [a, ` ${op} `, b], true)

/** Brackets of its own, whatever surrounds it. */
export const closed = (expr: Expr): Expr => ({ ...expr, parts: ['(', { ...expr, loose: false }, ')'], loose: false })

export const literal = (value: number): Expr => {
  const printed = Object.is(value, -0) ? '-0' : String(value)
  return text('num', [printed], printed.startsWith('-'))
}

export const isInteger = ({ element }: NestArray): boolean => !element.startsWith('Float')
export const storable = (scope: NestScope): NestArray[] => scope.arrays.filter((array) => array.extent !== 'indices')

export const isIntKernel = ({ flavour, random }: NestScope): boolean =>
  flavour === 'int' || flavour === 'small' || (flavour === 'mixed' && random.chance(0.5)) || random.chance(0.1)
