/** Which built-ins a kernel's text names, so that a loader can tell whether they still are what was compiled. */

const PATH = /\b(?:Math|Number|BigInt|Array|Object)\.[\w$]+|\b(?:isNaN|isFinite|BigInt|Number|Array|\w+Array)\b/g

/** Paths such as `Math.floor` that are functions here, sorted. Errs on the side of naming one. */
export function namedBuiltins(sources: readonly string[]): string[] {
  const paths = new Set(sources.flatMap((source) => source.match(PATH) ?? []))
  return [...paths].filter(isFunction).sort()
}

function isFunction(path: string): boolean {
  const at = (object: unknown, key: string): unknown => (object as Record<string, unknown> | undefined)?.[key]
  return typeof path.split('.').reduce(at, globalThis) === 'function'
}
