/**
 * i32 expressions as sums of terms, modulo 2^32: what index arithmetic looks like when it is taken apart.
 *
 * Terms may be reordered at will since i32 arithmetic wraps; what a sum is used for has to lie in int32 for it to be the number itself.
 */
import type { Builder } from '../ir/build.ts'
import type { Value } from '../ir/types.ts'

export interface Term {
  readonly atom: Value
  coefficient: number
}

/** A sum to be added or subtracted. */
export interface SignedSum {
  readonly op: 'add' | 'sub'
  readonly value: Value
}

export class LinearSum {
  constant = 0
  readonly terms = new Map<Value, Term>()
  private readonly b: Builder
  private readonly varies: (value: Value) => boolean

  /** `varies` tells which factors a product is multiplied out by: never by one that varies. */
  constructor(b: Builder, varies: (value: Value) => boolean) {
    this.b = b
    this.varies = varies
  }

  /** Adds `value * coefficient * factor`; `factor` does not vary. */
  add(value: Value, coefficient: number, factor?: Value): void {
    const [x, y] = value.args
    const constant = y?.op === 'const' ? (y.imm as number) : undefined
    switch (value.op) {
      case 'const':
        if (factor === undefined) this.constant = (this.constant + Math.imul(coefficient, value.imm as number)) | 0
        else this.term(factor, Math.imul(coefficient, value.imm as number))
        return
      case 'add':
      case 'sub':
        this.add(x!, coefficient, factor)
        this.add(y!, value.op === 'add' ? coefficient : -coefficient, factor)
        return
      case 'shl':
        if (constant !== undefined) return this.add(x!, Math.imul(coefficient, 1 << constant), factor)
        break
      case 'mul':
        if (constant !== undefined) return this.add(x!, Math.imul(coefficient, constant), factor)
        // (i + 1) * n = i * n + n: with the i * n of other accesses, and n in the row base.
        if (factor === undefined && isSum(x!) && !this.varies(y!)) return this.add(x!, coefficient, y)
        if (factor === undefined && isSum(y!) && !this.varies(x!)) return this.add(y!, coefficient, x)
        break
    }
    this.term(factor === undefined ? value : this.b.binary('mul', value, factor), coefficient)
  }

  private term(atom: Value, coefficient: number): void {
    const known = this.terms.get(atom)
    if (known === undefined) this.terms.set(atom, { atom, coefficient })
    else known.coefficient = (known.coefficient + coefficient) | 0
  }

  varying(): SignedSum | undefined {
    return this.total((atom) => this.varies(atom))
  }
  invariant(): SignedSum | undefined {
    return this.total((atom) => !this.varies(atom))
  }

  /** The sum of some terms, in an order that does not depend on how the index was written. */
  private total(wanted: (atom: Value) => boolean): SignedSum | undefined {
    const terms = [...this.terms.values()].filter(({ atom, coefficient }) => coefficient !== 0 && wanted(atom))
    terms.sort((p, q) => p.atom.id - q.atom.id)
    // A lone `-i` is subtracted, so that `i` in bytes is shared with the accesses that add it.
    const negate = terms.length === 1 && terms[0]!.coefficient < 0
    let sum: Value | undefined
    for (const { atom, coefficient } of terms) {
      const term = this.b.binary('mul', atom, this.b.i32(negate ? -coefficient : coefficient))
      if (sum === undefined) sum = term
      else sum = coefficient === -1 ? this.b.binary('sub', sum, atom) : this.b.binary('add', sum, term)
    }
    return sum && { op: negate ? 'sub' : 'add', value: sum }
  }
}

const isSum = (value: Value): boolean => value.op === 'add' || value.op === 'sub'
