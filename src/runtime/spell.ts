/** For `JSON.stringify` of what names a program: JSON has no bigint, and one spelling for what are several numbers. */
export function exactly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `bigint ${value}`
  if (typeof value === 'number' && !(Number.isFinite(value) && !Object.is(value, -0))) {
    return `number ${Object.is(value, -0) ? '-0' : value}`
  }
  return value
}
