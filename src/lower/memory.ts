/** Array literals that need memory: indexed by variables, long, or written through several names. */
import type * as ESTree from 'estree'
import type { Value } from '../ir/types.ts'
import { allocate } from './arrays.ts'
import type { Context } from './context.ts'
import type { ArrayValue, GridValue, JsValue } from './values.ts'
import { describe, unsupported } from './values.ts'

type Tuple = Extract<JsValue, { kind: 'tuple' }>

/** Rows of numbers, all of one length. */
export function isRectangular(js: Tuple): boolean {
  const [first] = js.items
  if (first?.kind !== 'tuple') return false
  return js.items.every(
    (row) =>
      row.kind === 'tuple' &&
      row.items.length === first.items.length &&
      row.items.every((item) => item.kind === 'number'),
  )
}

/** The literal in memory of its own: an array of numbers, or rows of them. */
export function materialize(cx: Context, js: Tuple, node: ESTree.Node): ArrayValue | GridValue {
  if (!isRectangular(js)) {
    if (js.items.some((item) => item.kind === 'tuple')) {
      unsupported(
        'array-literal',
        'rows of different lengths in an array literal that is indexed by a variable',
        node,
        'give all rows one length, and numbers only',
      )
    }
    return inMemory(cx, js.items, node)
  }
  const rows = js.items as readonly Tuple[]
  const { ptr } = inMemory(
    cx,
    rows.flatMap((row) => row.items),
    node,
  )
  return { kind: 'grid', ptr, rows: rows.length, columns: rows[0]!.items.length }
}

function inMemory(cx: Context, items: readonly JsValue[], node: ESTree.Node): ArrayValue {
  const array = allocate(cx, 'f64', true, cx.b.i32(items.length))
  items.forEach((item, i) => {
    if (item.kind !== 'number')
      return unsupported(
        'array-literal',
        `${describe(item)} in an array literal that is indexed by a variable`,
        node,
        'use typed arrays',
      )
    if (item.present !== undefined)
      cx.bailIf(cx.b.not(item.present), 'an element of an array literal would be undefined; test for it before', node)
    cx.emit({ kind: 'store', element: 'f64', ptr: array.ptr, index: cx.b.i32(i), value: item.value })
  })
  return array
}

/** `K[i]` of rows in memory: an array that may be missing. */
export function readGridRow(cx: Context, grid: GridValue, index: Value): ArrayValue {
  const { b } = cx
  const present = b.binary('inBounds', index, b.i32(grid.rows))
  const row = b.select(present, b.unary('truncSat', index), b.i32(0))
  const ptr = b.binary('add', grid.ptr, b.binary('mul', row, b.i32(8 * grid.columns)))
  return {
    kind: 'array',
    element: 'f64',
    plain: true,
    ptr,
    length: b.i32(grid.columns),
    identity: b.i32(-1),
    view: false,
    present,
  }
}
