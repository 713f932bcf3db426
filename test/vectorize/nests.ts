/**
 * Small loop nests with affine subscripts as data that shrinks, the IR of them, and what they do to memory by brute force.
 */
import fc from 'fast-check'
import { rangesOf } from '../../src/analyze/ranges.ts'
import { elementSize } from '../../src/artifact.ts'
import { Builder } from '../../src/ir/build.ts'
import type { Constant } from '../../src/ir/ops.ts'
import type { Block, Load, Loop, Stmt, Store, Value } from '../../src/ir/types.ts'
import { block, loopOf, moduleOf } from '../ir/functions.ts'
import { type Assignment, evaluate } from '../optimize/evaluate.ts'

/** A sum of terms: constant, i, i * n, j, j * n. */
type Subscript = readonly [number, number, number, number, number]

export interface AccessShape {
  readonly isStore: boolean
  readonly array: 'a' | 'b'
  readonly element: 'f64' | 'f32' | 'u8'
  readonly index: Subscript
}

type End = 'n' | 'm' | 'i' | 'next' | 3

export interface NestShape {
  readonly from: 0 | 1 | 'm'
  readonly step: 1 | 2 | -1
  readonly innerFrom: 0 | 1 | 'm' | 'i' | 'next'
  readonly innerTo: End
  readonly before: readonly AccessShape[]
  readonly inside: readonly AccessShape[]
  readonly behind: readonly AccessShape[]
}

const few = (...numbers: readonly number[]): fc.Arbitrary<number> => fc.constantFrom(...numbers)
const accessOf = (isInner: boolean): fc.Arbitrary<AccessShape> =>
  fc.record({
    isStore: fc.boolean(),
    array: fc.constantFrom<AccessShape['array'][]>('a', 'a', 'b'),
    element: fc.constantFrom<AccessShape['element'][]>('f64', 'f64', 'f64', 'f64', 'f32', 'u8'),
    index: fc.tuple(
      few(0, 0, 0, 1, 2, 4, 9),
      few(1, 1, 1, 0, 0, 2, -1),
      few(0, 0, 0, 1),
      isInner ? few(0, 1, 1, 2) : few(0),
      isInner ? few(0, 0, 0, 1) : few(0),
    ),
  })

export const anyNest: fc.Arbitrary<NestShape> = fc.record({
  from: fc.constantFrom<NestShape['from'][]>(0, 0, 1, 'm'),
  step: fc.constantFrom<NestShape['step'][]>(1, 1, 1, 2, -1),
  innerFrom: fc.constantFrom<NestShape['innerFrom'][]>(0, 0, 1, 'm', 'i', 'next'),
  innerTo: fc.constantFrom<End[]>('n', 'n', 'm', 'i', 'next', 3),
  before: fc.array(accessOf(false), { maxLength: 2 }),
  inside: fc.oneof(fc.constant<AccessShape[]>([]), fc.array(accessOf(true), { minLength: 1, maxLength: 3 })),
  behind: fc.array(accessOf(false), { maxLength: 2 }),
})

/** The loop of a shape, with what it takes to run it. */
export class Nest {
  readonly b = new Builder()
  readonly n = this.b.binder('i32', 'n')
  readonly m = this.b.binder('i32', 'm')
  readonly arrays = { a: this.b.binder('i32', 'a', { root: 0 }), b: this.b.binder('i32', 'b', { root: 1 }) }
  readonly loop: Loop
  readonly shape: NestShape
  private readonly i = this.b.binder('i32', 'i')
  private readonly j = this.b.binder('i32', 'j')

  constructor(shape: NestShape) {
    const { b, i, n, m } = this
    this.shape = shape
    const first = shape.from === 'm' ? m : b.i32(shape.from)
    const isUp = shape.step > 0
    const stmts = [...this.accesses(shape.before), ...this.inner(), ...this.accesses(shape.behind)]
    this.loop = loopOf({
      params: [i],
      inits: [isUp ? first : b.binary('sub', n, b.i32(1))],
      cond: isUp ? b.binary('lt', i, n) : b.binary('le', first, i),
      body: block(stmts, b.binary('add', i, b.i32(shape.step))),
      results: [b.binder('i32')],
    })
  }

  ranges() {
    const { n, m, arrays, loop } = this
    const params = [arrays.a, arrays.b, n, m]
    return rangesOf(moduleOf({ name: 'f', params, results: [], body: block([loop]) }))
  }

  private inner(): Stmt[] {
    const { b, i, j, n, m, shape } = this
    if (shape.inside.length === 0) return []
    const ends = { n, m, i, next: b.binary('add', i, b.i32(1)) }
    const end = (of: NestShape['innerFrom'] | End): Value => (typeof of === 'number' ? b.i32(of) : ends[of])
    return [
      loopOf({
        params: [j],
        inits: [end(shape.innerFrom)],
        cond: b.binary('lt', j, end(shape.innerTo)),
        body: block(this.accesses(shape.inside), b.binary('add', j, b.i32(1))),
        results: [b.binder('i32')],
      }),
    ]
  }

  private accesses(shapes: readonly AccessShape[]): (Load | Store)[] {
    const { b } = this
    return shapes.map(({ isStore, array, element, index: subscript }) => {
      const at = { element, ptr: this.arrays[array], index: this.index(subscript) }
      const type = element === 'u8' ? 'i32' : element
      return isStore
        ? { kind: 'store', ...at, value: b.const(type, 1) }
        : { kind: 'load', ...at, result: b.binder(type, 'x') }
    })
  }

  private index([constant, i, ni, j, nj]: Subscript): Value {
    const { b } = this
    const times = (x: Value, factor: number): Value => b.binary('mul', x, b.i32(factor))
    const terms = [
      times(this.i, i),
      times(b.binary('mul', this.i, this.n), ni),
      times(this.j, j),
      times(b.binary('mul', this.j, this.n), nj),
    ]
    return terms.reduce((x, y) => b.binary('add', x, y), b.i32(constant))
  }

  /** Every access in the order in which the loop makes them; undefined if one is in front of its array. */
  run(at: Assignment): Instance[] | undefined {
    const found: Instance[] = []
    let isValid = true
    const body = ({ stmts }: Block, now: Assignment, path: readonly number[], trip: number): void => {
      stmts.forEach((stmt, order) => {
        const here = [...path, order]
        if (stmt.kind === 'loop') trips(stmt, now, (inside, count) => body(stmt.body, inside, [...here, count], trip))
        else if (stmt.kind === 'load' || stmt.kind === 'store') {
          const index = evaluate(stmt.index, now) as number
          if (index < 0) isValid = false
          const size = elementSize[stmt.element]
          const address = (evaluate(stmt.ptr, now) as number) + index * size
          found.push({ stmt, trip, counter: now.get(this.i) as number, path: here, address, size })
        }
      })
    }
    trips(this.loop, at, (now, trip) => body(this.loop.body, now, [], trip))
    return isValid ? found : undefined
  }
}

/** An access that is made. */
export interface Instance {
  readonly stmt: Load | Store
  readonly trip: number
  /** What the loop's counter is in that trip. */
  readonly counter: number
  /** Statement of the body, trip of the inner loop, statement in it. */
  readonly path: readonly number[]
  readonly address: number
  readonly size: number
}

/** Runs a loop whose parameters do not depend on memory. */
export function trips(
  { params, inits, cond, body }: Loop,
  at: Assignment,
  visit: (at: Assignment, trip: number) => void,
): void {
  let values: Constant[] = inits.map((init) => evaluate(init, at))
  for (let trip = 0; ; trip++) {
    const now = new Map([...at, ...params.map((param, i) => [param, values[i]!] as const)])
    if (evaluate(cond, now) !== 1) return
    visit(now, trip)
    values = body.yields.map((next) => evaluate(next, now))
  }
}

/** Pairs of accesses to the same byte in different trips, the one of the earlier trip first, at least one of them a store. */
export function* meetings(instances: readonly Instance[]): Generator<[Instance, Instance]> {
  const cells = new Map<number, Instance[]>()
  for (const instance of instances) {
    for (let byte = 0; byte < instance.size; byte++) {
      const known = cells.get(instance.address + byte)
      if (known === undefined) cells.set(instance.address + byte, [instance])
      else known.push(instance)
    }
  }
  for (const users of cells.values()) {
    for (const [at, second] of users.entries()) {
      for (const first of users.slice(0, at)) {
        if (first.trip !== second.trip && (first.stmt.kind === 'store' || second.stmt.kind === 'store'))
          yield [first, second]
      }
    }
  }
}

/** Sizes of the parameters, and arrays apart, the same, or overlapping. */
export function* assignments({ n, m, arrays }: Nest): Generator<Assignment> {
  for (const size of [0, 1, 2, 5, 9, 19]) {
    for (const other of [0, 1, 4, 20]) {
      for (const start of [4096, 1024, 1024 + 8, 1024 - 16, 1024 + 3 * 8 * size, 1024 + 4]) {
        yield new Map<Value, Constant>([
          [n, size],
          [m, other],
          [arrays.a, 1024],
          [arrays.b, start],
        ])
      }
    }
  }
}
