/**
 * Dependence against brute force: small random nests run, each access with its address. Where the guard holds, trips that run side by
 * side must touch what they share in the order of the trips: the statements in front of the first conflict each for all lanes, then
 * those behind it lane after lane, as the vectorizer makes them.
 */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Independent } from '../../src/analyze/dependence.ts'
import { independence } from '../../src/analyze/dependence.ts'
import { divergenceOf } from '../../src/analyze/divergence.ts'
import { countedLoop } from '../../src/analyze/loops.ts'
import { type Assignment, evaluate } from '../optimize/evaluate.ts'
import { holds } from '../optimize/property.ts'
import { type AccessShape, anyNest, assignments, type Instance, meetings, Nest, type NestShape } from './nests.ts'

interface Answer extends Independent {
  readonly nest: Nest
  /** First statement of the body that is made lane after lane. */
  readonly tail: number
}

function ask(shape: NestShape, everywhere = false): Answer {
  const nest = new Nest(shape)
  const { b, loop } = nest
  const counted = countedLoop(loop, b)
  assert.ok(counted, 'the loop is counted')
  const around = { loops: [], facts: [] }
  const question = {
    loop,
    counted: counted!,
    divergence: divergenceOf(loop),
    around,
    ...(everywhere && { everywhere }),
  }
  const answer = independence(question, b, nest.ranges())
  return { ...answer, nest, tail: Math.min(...answer.conflicts.flatMap((c) => c.within), Infinity) }
}

const show = (at: Assignment): string => [...at].map(([binder, x]) => `${binder.imm} = ${x}`).join(', ')
const describe = ({ stmt, trip, path }: Instance): string => `${stmt.kind} ${path.join('.')} of trip ${trip}`

/** Whether lanes make `x` before `y`, which is of a later trip. */
function isBefore(x: Instance, y: Instance, tail: number): boolean {
  const [isTail, isTailToo] = [x.path[0]! >= tail, y.path[0]! >= tail]
  if (isTail || isTailToo) return !isTail || isTailToo
  for (let k = 0; k < Math.min(x.path.length, y.path.length); k++)
    if (x.path[k] !== y.path[k]) return x.path[k]! < y.path[k]!
  return true
}

const seen = { guarded: 0, failed: 0, tails: 0, alone: 0, overlaps: 0 }

/** Fails unless the answer is right for these sizes and addresses. */
function checkAt(answer: Answer, at: Assignment): void {
  const { nest, tail } = answer
  const instances = nest.run(at)
  if (instances === undefined) return
  if (evaluate(answer.guard, at) !== 1) {
    seen.failed++
    return
  }
  seen.guarded++
  const alone = new Set(answer.alone.map((value) => evaluate(value, at)))
  for (const [x, y] of meetings(instances)) {
    const context = (): string => `${describe(x)} and ${describe(y)} meet for ${show(at)}`
    for (const [s, o] of [[x.stmt, y.stmt] as const, [y.stmt, x.stmt] as const])
      if (s.kind === 'store' && answer.apart(s, o)) throw new Error(`said to be apart: ${context()}`)
    if (y.trip - x.trip >= answer.lanes || alone.has(x.counter) || alone.has(y.counter)) continue
    seen.overlaps++
    if (!isBefore(x, y, tail)) throw new Error(`in the wrong order: ${context()}`)
  }
}

function checkNest(shape: NestShape): void {
  const answer = ask(shape)
  if (answer.tail === 0) return
  if (answer.tail < Infinity) seen.tails++
  if (answer.alone.length > 0) seen.alone++
  for (const at of assignments(answer.nest)) checkAt(answer, at)
}

test('random nests: lanes keep the order of what they share', () => {
  holds(fc.property(anyNest, checkNest), 500)
  for (const [what, count] of Object.entries(seen))
    assert.ok(count > 100 || (what === 'alone' && count > 0), `${what}: ${count}`)
})

test('random nests: trips that may stand anywhere never meet', () => {
  let guarded = 0
  const check = (shape: NestShape): void => {
    const answer = ask(shape, true)
    if (answer.tail < Infinity || answer.alone.length > 0) return
    for (const at of assignments(answer.nest)) {
      const instances = answer.nest.run(at)
      if (instances === undefined || evaluate(answer.guard, at) !== 1) continue
      guarded++
      for (const [x, y] of meetings(instances))
        throw new Error(`${describe(x)} and ${describe(y)} meet for ${show(at)}`)
    }
  }
  holds(fc.property(anyNest, check), 300)
  assert.ok(guarded > 1000, `${guarded}`)
})

const load = (array: 'a' | 'b', ...index: AccessShape['index']): AccessShape => ({
  isStore: false,
  array,
  element: 'f64',
  index,
})
const store = (array: 'a' | 'b', ...index: AccessShape['index']): AccessShape => ({
  ...load(array, ...index),
  isStore: true,
})
const plain: NestShape = { from: 0, step: 1, innerFrom: 0, innerTo: 'n', before: [], inside: [], behind: [] }
const isConstant = (answer: Answer, truth: 0 | 1): boolean => answer.guard.op === 'const' && answer.guard.imm === truth

test('in place: without a guard, in any number of lanes', () => {
  const answer = ask({ ...plain, before: [load('a', 0, 1, 0, 0, 0), store('a', 0, 1, 0, 0, 0)] })
  assert.equal(answer.conflicts, [])
  assert.ok(isConstant(answer, 1))
  assert.is(answer.lanes, 16)
})

test('what a later trip reads or writes: as many lanes as it is away', () => {
  const lanesOf = (
    distance: number,
    ...accesses: ((...index: AccessShape['index']) => AccessShape)[]
  ): number | string => {
    const [first, second] = accesses
    const { lanes, conflicts } = ask({ ...plain, before: [first!(0, 1, 0, 0, 0), second!(distance, 1, 0, 0, 0)] })
    return conflicts[0]?.why ?? lanes
  }
  const at =
    (access: typeof load) =>
    (...index: AccessShape['index']) =>
      access('a', ...index)
  assert.is(lanesOf(4, at(load), at(store)), 4)
  assert.is(lanesOf(1, at(load), at(store)), 'an iteration needs what the one before it wrote')
  assert.is(lanesOf(1, at(store), at(load)), 'an iteration needs what the one before it wrote')
  // All lanes have loaded before the first of them stores.
  assert.is(lanesOf(-1, at(load), at(store)), 16)
  assert.is(lanesOf(-1, at(store), at(load)), 16)
})

test('two arrays: a guard that tells whether they overlap', () => {
  const answer = ask({ ...plain, before: [load('b', 0, 1, 0, 0, 0), store('a', 0, 1, 0, 0, 0)] })
  const { n, m, arrays } = answer.nest
  const guardAt = (b: number): unknown =>
    evaluate(
      answer.guard,
      new Map([
        [n, 10],
        [m, 0],
        [arrays.a, 1024],
        [arrays.b, b],
      ]),
    )
  assert.equal(answer.conflicts, [])
  assert.equal([944, 945, 1024, 1103, 1104].map(guardAt), [1, 0, 0, 0, 1])
})

test('rows of a matrix are apart', () => {
  const answer = ask({ ...plain, inside: [load('a', 0, 0, 1, 1, 0), store('a', 0, 0, 1, 1, 0)] })
  assert.equal(answer.conflicts, [])
  const { n, m, arrays } = answer.nest
  assert.is(
    evaluate(
      answer.guard,
      new Map([
        [n, 10],
        [m, 0],
        [arrays.a, 1024],
        [arrays.b, 1024],
      ]),
    ),
    1,
  )
})

test('a row that goes up and a column that goes down meet in different trips', () => {
  for (const step of [1, -1] as const) {
    checkNest({ ...plain, step, behind: [load('a', 0, 0, 1, 0, 0), store('a', 4, -1, 0, 0, 0)] })
    checkNest({ ...plain, step, behind: [store('a', 4, -1, 0, 0, 0), load('a', 0, 0, 1, 0, 0)] })
  }
})

test('one element that all trips write is a conflict', () => {
  const { conflicts } = ask({ ...plain, before: [load('b', 0, 1, 0, 0, 0), store('a', 2, 0, 0, 0, 0)] })
  assert.equal(
    conflicts.map(({ why, within }) => ({ why, within })),
    [{ why: 'every iteration writes the same element', within: [1, 1] }],
  )
})

test.run()
