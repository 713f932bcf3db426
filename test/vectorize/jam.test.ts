/** Unroll-and-jam: which nests are taken several rows at a time, and what the rows then share. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileInThread } from '../../src/in-thread.ts'
import { jit } from '../../src/index.ts'

compileInThread()
const test = suite('unroll-and-jam')
type Matrix = Float64Array

/** Loads of one element and of two in the innermost loop with most sums, and these sums. */
function tileOf(fn: (...args: any[]) => unknown): { elements: number; pairs: number; sums: number } {
  const kernel = jit(fn, { tier: 'compiled' })
  kernel(new Float64Array(64), new Float64Array(64), new Float64Array(64), 8)
  assert.equal(kernel.stats.fallbacks, [])
  const loops = kernel.inspectIR('dce')!.split('loop (').slice(1)
  const tiles = loops.map((text) => {
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
    const params = text.slice(0, text.indexOf(')')).match(/: f64x2 =/g)?.length ?? 0
    return { elements: count(/= load f64 %/g), pairs: count(/= load f64 x2 %/g), sums: params }
  })
  return tiles.reduce((most, tile) => (tile.sums > most.sums ? tile : most))
}

test('four rows and two vectors of columns: what is loaded for the columns serves all rows', () => {
  const tile = tileOf((a: Matrix, b: Matrix, c: Matrix, n: number) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0
        for (let k = 0; k < n; k++) s += a[i * n + k]! * b[k * n + j]!
        c[i * n + j] = s
      }
  })
  assert.equal(tile, { elements: 4, pairs: 2, sums: 8 })
})

test('sums that are kept in memory', () => {
  const tile = tileOf((a: Matrix, b: Matrix, c: Matrix, n: number) => {
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j]! += a[i * n + k]! * b[k * n + j]!
  })
  assert.equal(tile, { elements: 4, pairs: 2, sums: 8 })
})

test('not where rows have loops of different lengths', () => {
  const tile = tileOf((a: Matrix, b: Matrix, c: Matrix, n: number) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0
        for (let k = 0; k < i; k++) s += a[i * n + k]! * b[k * n + j]!
        c[i * n + j] = s
      }
  })
  assert.equal(tile.elements, 1)
})

test('not where a row needs the one before', () => {
  const tile = tileOf((a: Matrix, b: Matrix, c: Matrix, n: number) => {
    for (let i = 1; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0
        for (let k = 0; k < n; k++) s += a[i * n + k]! * b[k * n + j]!
        c[i * n + j] = s + c[(i - 1) * n + j]!
      }
  })
  assert.equal(tile.elements, 1)
})

test.run()
