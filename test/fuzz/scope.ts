/** What a generated statement may name, and what it may do there. */
import type { Random } from './random.ts'
import type { ElementClass } from './tree.ts'

export interface ArrayVariable {
  readonly name: string
  readonly element: ElementClass
  readonly plain?: boolean
}

export interface Callable {
  readonly name: string
  /** What each parameter is called with. `depth`: a small non-negative integer that bounds a recursion. */
  readonly params: readonly ('num' | 'array' | 'depth')[]
}

export interface Scope {
  readonly random: Random
  /** Shared by all scopes of a kernel, so that no name shadows another by accident. */
  readonly names: { next: number }
  /** Loops may still be nested this deep. */
  readonly depthLeft: number
  /** Upper bound for constant trip counts at this depth. */
  readonly trips: number
  readonly nums: string[]
  readonly assignable: string[]
  readonly bools: string[]
  readonly bigs: string[]
  readonly ivs: string[]
  readonly sizes: string[]
  readonly arrays: ArrayVariable[]
  readonly rows: string[]
  readonly points: string[]
  readonly callables: Callable[]
  readonly labels: string[]
  readonly mayBreak: boolean
  readonly mayContinue: boolean
  /** What `return` may carry here. */
  readonly returns: 'num' | 'nothing' | 'at the end'
  /** How bigints are wrapped. Mixing the two may be refused, and is rare. */
  readonly wraps: readonly ('asIntN' | 'asUintN')[]
}

export function fresh(scope: Scope, prefix: string): string {
  return `${prefix}${scope.names.next++}`
}

/** A block of its own: what it declares is not seen outside. */
export function inner(scope: Scope, changes: Partial<Scope> = {}): Scope {
  return {
    ...scope,
    nums: [...scope.nums],
    assignable: [...scope.assignable],
    bools: [...scope.bools],
    bigs: [...scope.bigs],
    ivs: [...scope.ivs],
    sizes: [...scope.sizes],
    arrays: [...scope.arrays],
    callables: [...scope.callables],
    labels: [...scope.labels],
    ...changes,
  }
}

export const numberArrays = (scope: Scope): ArrayVariable[] => scope.arrays.filter((array) => !isBig(array))
export const bigArrays = (scope: Scope): ArrayVariable[] => scope.arrays.filter(isBig)
export const storable = (scope: Scope): ArrayVariable[] => scope.arrays.filter((array) => !array.plain && !isBig(array))

export function isBig(array: { readonly element: ElementClass }): boolean {
  return array.element.startsWith('Big')
}
