/** Values as they would be written in a test: `-0`, `3n`, `new Int8Array([1, 2])`. Long arrays are clipped. */
import { baseOf, isTypedArray } from './clone.ts'

const longest = 64

export function show(value: unknown, depth = 0): string {
  if (Object.is(value, -0)) return '-0'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return value.name || 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth > 3) return '...'
  if (isTypedArray(value)) {
    const offset = value.byteOffset - (baseOf(value.buffer) ?? 0)
    const view =
      offset === 0 && value.buffer.byteLength === value.byteLength
        ? ''
        : ` at byte ${offset} of ${value.buffer.byteLength}`
    return `new ${value.constructor.name}([${list(value, depth)}])${view}`
  }
  if (Array.isArray(value)) return `[${list(value, depth)}]`
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${show(item, depth + 1)}`)
    .join(', ')} }`
}

function list(items: ArrayLike<unknown>, depth: number): string {
  const shown = Array.from({ length: Math.min(items.length, longest) }, (_, i) =>
    i in items ? show(items[i], depth + 1) : '/* hole */',
  )
  return shown.join(', ') + (items.length > longest ? `, ... (${items.length} in all)` : '')
}

/** The argument list, with a note on which arguments are one object or views of one buffer. */
export function showArgs(args: readonly unknown[]): string {
  const names = new Map<unknown, number>()
  return args
    .map((arg, i) => {
      const buffer = isTypedArray(arg) ? arg.buffer : undefined
      const earlier = typeof arg === 'object' && arg !== null ? (names.get(arg) ?? names.get(buffer)) : undefined
      if (typeof arg === 'object' && arg !== null && !names.has(arg)) names.set(arg, i)
      if (buffer && !names.has(buffer)) names.set(buffer, i)
      const note =
        earlier === undefined
          ? ''
          : ` /* ${names.get(arg) === i ? 'shares the buffer of' : 'is'} argument ${earlier} */`
      return `  ${i}: ${show(arg)}${note}`
    })
    .join('\n')
}
