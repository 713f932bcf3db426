/**
 * Random IR modules that are legal by construction: nested loops of all kinds, ifs, regions left from within, guarded and plain
 * accesses with affine subscripts, calls with several results. Values are taken from what is in scope, so that sharing between
 * blocks, arms and trips (what placement is about) is common.
 */
import { type ElementType, elementSize } from '../../src/artifact.ts'
import type { Builder } from '../../src/ir/build.ts'
import { type Op, ops } from '../../src/ir/ops.ts'
import type { Block, Func, Label, Module, Stmt, ScalarType as Type, Value } from '../../src/ir/types.ts'
import { elementValueType, leaves } from '../../src/ir/types.ts'
import { block, func, heap, ifOf, loop, moduleOf } from './harness.ts'

const TYPES = ['f64', 'i32', 'bool', 'f64', 'i32', 'i64', 'f32'] as const
const ELEMENTS: readonly ElementType[] = ['f64', 'f64', 'i32', 'f32', 'u8', 'i16', 'i64', 'i8', 'u16', 'u32', 'u8c']
const BINARY = {
  f64: ['add', 'sub', 'mul', 'min', 'max', 'div', 'rem'],
  f32: ['add', 'mul', 'min'],
  i32: ['add', 'sub', 'mul', 'and', 'xor', 'shl', 'shr', 'ushr', 'idiv', 'irem', 'udiv', 'urem', 'min', 'max'],
  i64: ['add', 'mul', 'xor', 'shl', 'idiv'],
  bool: ['and', 'or', 'xor'],
} as const satisfies Record<Type, readonly Op[]>
const UNARY = {
  f64: ['neg', 'abs', 'floor', 'round', 'sqrt'],
  f32: ['neg'],
  i32: ['clz', 'abs'],
  i64: [],
  bool: ['not'],
} as const
const CONVERT: Record<Type, readonly (readonly [Op, Type])[]> = {
  f64: [
    ['i32ToF64', 'i32'],
    ['u32ToF64', 'i32'],
    ['i64ToF64', 'i64'],
    ['f32ToF64', 'f32'],
  ],
  f32: [['f64ToF32', 'f64']],
  i32: [
    ['toInt32', 'f64'],
    ['boolToI32', 'bool'],
    ['truncSat', 'f64'],
    ['wrapI64', 'i64'],
  ],
  i64: [
    ['i32ToI64', 'i32'],
    ['truncSat64', 'f64'],
  ],
  bool: [
    ['lt', 'f64'],
    ['eq', 'i32'],
    ['ult', 'i32'],
    ['le', 'i32'],
    ['ne', 'i64'],
    ['inBounds', 'f64'],
  ],
}
/** Two arrays of 4096 bytes an element type, of which accesses use the middle. Never viewed as another type: bits of a NaN are free. */
const ARRAYS = 2 * ELEMENTS.length
const MIDDLE = 2048
export const MEMORY_BYTES = heap(ARRAYS * 4096)

export class RandomModule {
  private readonly b: Builder
  private state: number
  private scope: Value[] = []
  /** Small non-negative i32 values: loop counters. */
  private counters: Value[] = []
  private regions: { label: Label; types: Type[] }[] = []
  private readonly callees: Func[] = []
  private statements = 0

  constructor(b: Builder, seed: number) {
    this.b = b
    this.state = seed
  }

  module(): Module {
    for (let i = this.below(3); i > 0; i--)
      this.callees.push(this.function(`callee${i}`, this.types(1 + this.below(3)), 6))
    const main = this.function('main', ['f64'], 30)
    return moduleOf(main, ...this.callees)
  }

  private function(name: string, results: readonly Type[], size: number): Func {
    const params = (['f64', 'i32', 'i32', 'f64'] as const).map((type, i) => this.b.binder(type, `p${i}`))
    this.scope = [...params]
    this.counters = []
    this.regions = []
    this.statements = size
    return func(name, params, results, this.block(results, 0))
  }

  private next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) | 0
    let x = this.state
    x = Math.imul(x ^ (x >>> 16), 0x45d9f3b)
    return (x ^ (x >>> 13)) >>> 0
  }
  private below(n: number): number {
    return this.next() % n
  }
  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
  private chance(percent: number): boolean {
    return this.below(100) < percent
  }
  private types(n: number): Type[] {
    return Array.from({ length: n }, () => this.pick(TYPES))
  }

  private value(type: Type, depth = 0): Value {
    const known = this.scope.filter((v) => v.type === type)
    if (known.length > 0 && this.chance(35 + 15 * depth)) return this.pick(known)
    if (depth > 3 || this.chance(8)) return this.constant(type)
    const made = this.compound(type, depth + 1)
    if (this.chance(50)) this.scope.push(made)
    return made
  }

  private compound(type: Type, depth: number): Value {
    const kind = this.below(10)
    if (kind < 5) {
      const op = this.pick<Op>(BINARY[type])
      return this.b.binary(op, this.value(type, depth), this.value(type, depth))
    }
    if (kind < 8) {
      const [op, from] = this.pick(CONVERT[type])
      if (op === 'inBounds') return this.b.make(op, 'bool', [this.value('f64', depth), this.b.i32(10 + this.below(50))])
      return this.b.make(
        op,
        ops[op].result!,
        Array.from({ length: ops[op].arity }, () => this.value(from, depth)),
      )
    }
    if (kind === 8 && UNARY[type].length > 0) return this.b.unary(this.pick<Op>(UNARY[type]), this.value(type, depth))
    return this.b.select(this.value('bool', depth), this.value(type, depth), this.value(type, depth))
  }

  private constant(type: Type): Value {
    if (type === 'bool') return this.b.bool(this.chance(50))
    if (type === 'i64') return this.b.const('i64', BigInt(this.below(200)) - 100n)
    if (type === 'i32') return this.b.i32(this.pick([0, 1, 2, 3, -1, 7, 100, this.next()]))
    return this.b.const(type, this.pick([0, -0, 1, 0.5, -2.5, 1024, Number.NaN, Number.POSITIVE_INFINITY, 3]))
  }

  private block(results: readonly Type[], depth: number): Block {
    const saved = [this.scope, this.counters] as const
    this.scope = [...this.scope]
    this.counters = [...this.counters]
    const stmts: Stmt[] = []
    for (let i = 1 + this.below(4); i > 0 && this.statements > 0; i--) {
      this.statements--
      stmts.push(...this.statement(depth))
      if (leaves(block(stmts))) break
    }
    const yields = leaves(block(stmts)) ? [] : results.map((type) => this.value(type))
    ;[this.scope, this.counters] = saved
    return block(stmts, yields)
  }

  private statement(depth: number): Stmt[] {
    const kind = this.below(depth < 5 ? 12 : 6)
    if (kind < 2) return [this.load()]
    if (kind < 4) return [this.store()]
    if (kind === 4) return this.call()
    if (kind === 5) return this.exit()
    if (kind < 8) return [this.if(depth)]
    if (kind === 8) return [this.region(depth)]
    return [this.loop(depth)]
  }

  /** A subscript that stays within the middle of an array: sums of scaled counters and masked values. */
  private subscript(size: number): Value {
    const { b } = this
    const small = (): Value =>
      this.counters.length > 0 && this.chance(75) ? this.pick(this.counters) : b.and(this.value('i32', 2), b.i32(7))
    const scaled = (): Value => {
      const x = small()
      const kind = this.below(6)
      if (kind === 0) return b.binary('mul', x, b.i32(this.below(9)))
      if (kind === 1) return b.binary('shl', x, b.i32(this.below(3)))
      if (kind === 2) return b.binary('mul', b.binary('add', x, b.i32(this.below(3) - 1)), small())
      if (kind === 3) return b.binary('sub', b.i32(0), x)
      return x
    }
    let sum = scaled()
    for (let i = this.below(3); i > 0; i--) sum = b.binary(this.chance(80) ? 'add' : 'sub', sum, scaled())
    return b.binary('add', sum, b.i32(this.below(9) - 4 + MIDDLE / size))
  }

  private access() {
    const element = this.pick(ELEMENTS)
    return {
      element,
      ptr: this.b.i32(heap(4096 * (2 * ELEMENTS.indexOf(element) + this.below(2)))),
      index: this.subscript(elementSize[element]),
    }
  }

  private load(): Stmt {
    const access = this.access()
    const type = elementValueType(access.element)
    const guard = this.chance(40) ? { guard: this.value('bool'), otherwise: this.value(type) } : {}
    const result = this.b.binder(type, 'x')
    this.scope.push(result)
    return { kind: 'load', ...access, result, ...guard }
  }

  private store(): Stmt {
    const access = this.access()
    const guard = this.chance(40) ? { guard: this.value('bool') } : {}
    return { kind: 'store', ...access, value: this.value(elementValueType(access.element)), ...guard }
  }

  private results(types: readonly Type[]): Value[] {
    const results = types.map((type) => this.b.binder(type, 'r'))
    this.scope.push(...results)
    return results
  }

  private call(): Stmt[] {
    const callee = this.callees.length > 0 ? this.pick(this.callees) : undefined
    if (callee === undefined) return [this.store()]
    const args = callee.params.map((p) => this.value(p.type as Type))
    return [{ kind: 'call', callee: callee.name, args, results: this.results(callee.results as Type[]) }]
  }

  private exit(): Stmt[] {
    if (this.regions.length === 0) return [this.load()]
    const { label, types } = this.pick(this.regions)
    return [{ kind: 'exit', target: label, values: types.map((type) => this.value(type)) }]
  }

  private if(depth: number): Stmt {
    const types = this.types(this.below(3))
    const cond = this.value('bool')
    const [yes, no] = [this.block(types, depth + 1), this.chance(60) ? this.block(types, depth + 1) : undefined]
    const otherwise =
      no ??
      block(
        [],
        types.map((type) => this.value(type)),
      )
    const results = leaves(yes) && leaves(otherwise) ? [] : this.results(types)
    return ifOf(cond, yes, otherwise, results)
  }

  private region(depth: number): Stmt {
    const label: Label = { name: 'out' }
    const types = this.types(this.below(3))
    this.regions.push({ label, types })
    const body = this.block(types, depth + 1)
    this.regions.pop()
    return { kind: 'region', label, body, results: this.results(types) }
  }

  private loop(depth: number): Stmt {
    const { b } = this
    const types = this.types(this.below(4))
    const trips = this.pick([0, 1, 2, 3, 5, 20])
    const bound = this.chance(50) ? b.i32(trips) : b.and(this.value('i32'), b.i32(7))
    const step = 1 + this.below(2)
    const inits = [['i', b.i32(0)] as const, ...types.map((type) => ['c', this.value(type)] as const)]
    const swaps = this.chance(30)
    const saved = this.scope
    const made = loop(
      b,
      inits,
      (i, ...carried) => {
        const counted = b.binary('lt', i!, bound)
        this.scope = [...saved, ...carried]
        return this.chance(70) ? counted : b.and(counted, this.value('bool'))
      },
      ([i, ...carried]) => {
        this.scope = [...this.scope.filter((v) => !carried.includes(v)), i!, ...carried]
        this.counters.push(i!)
        let body = this.block(types, depth + 1)
        if (!leaves(body)) {
          // A rotation of what the loop carries: back-edge assignments that read each other's targets.
          const rotated = types.map((type, k) => [...carried.slice(k + 1), ...carried].find((c) => c.type === type)!)
          body = { ...body, yields: [b.binary('add', i!, b.i32(step)), ...(swaps ? rotated : body.yields)] }
        }
        this.counters.pop()
        this.scope = saved
        return body
      },
    )
    this.scope = saved
    this.scope.push(...made.results)
    return made
  }
}
