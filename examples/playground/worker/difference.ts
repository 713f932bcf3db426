/** Are two values the same to the last bit? NaNs are, whatever their bits. */

/** The first difference in words, or undefined. */
export function differenceOf(a: unknown, b: unknown, name: string): string | undefined {
  if (Object.is(a, b)) return undefined
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return `${name} has ${b.length} elements instead of ${a.length}`
    for (let i = 0; i < a.length; i++) {
      if (Object.is(a[i], b[i])) continue
      const found = differenceOf(a[i], b[i], `${name}[${i}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    for (const key of keys) {
      const found = differenceOf(a[key], b[key], `${name}.${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return `${name} is ${String(b)} instead of ${String(a)}`
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isList(value)
}
