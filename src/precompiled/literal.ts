/** Values of an env as JavaScript text that makes the same value. */
import { elementTypeOf, tagOf } from '../runtime/arrays.ts'

/** @throws {TypeError} for what is neither a number, boolean or bigint, nor an array of these */
export function literal(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'boolean':
    case 'undefined':
      return String(value)
    default:
  }
  if (elementTypeOf(value) !== undefined) {
    // An array from alloc or a view of something larger becomes one of its own.
    const items = [...(value as Iterable<number | bigint>)]
    const isZero = items.every((item) => Object.is(item, 0) || item === 0n)
    return `new ${tagOf(value)}(${isZero ? items.length : `[${items.map(literal).join(',')}]`})`
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  throw new TypeError(`${String(value)} cannot be written to a file`)
}
