/** What `inspectTypes()` shows: each variable with the type it has been proved to hold, as users would write it. */

import { join } from '../analyze/range.ts'
import { type Range, rangesOf } from '../analyze/ranges.ts'
import type { Report } from '../artifact.ts'
import type { VariableRecord } from './context.ts'
import type { Lowered } from './lower.ts'
import { signatureOf } from './values.ts'

/** Types of the kernel's own variables, in the order of the source; a variable that changes holds all that it is given. */
export function typesOf(lowered: Lowered): Report['types'] {
  const rangeOf = rangesOf(lowered.module)
  const places = new Map<string, VariableRecord[]>()
  for (const variable of lowered.context.variables) {
    const key = `${variable.span.start} ${variable.name}`
    places.set(key, [...(places.get(key) ?? []), variable])
  }
  return [...places.values()]
    .map((records) => ({ span: records[0]!.span, name: records[0]!.name, type: typeOf(records, rangeOf) }))
    .sort((x, y) => x.span.start - y.span.start)
}

function typeOf(records: readonly VariableRecord[], rangeOf: ReturnType<typeof rangesOf>): string {
  const kinds = new Set(records.map(({ js }) => signatureOf(js)))
  const numbers = records.flatMap(({ js }) => (js.kind === 'number' ? [js] : []))
  // A `let` without a value is undefined until something is assigned.
  const rest = records.filter(({ js }) => js.kind !== 'number' && js.kind !== 'undefined')
  if (numbers.length === 0 || rest.length > 0) return [...kinds].join(' | ')
  const isOptional = numbers.length < records.length || numbers.some((js) => js.present !== undefined)
  const range = numbers.map((js) => rangeOf(js.value)).reduce(join)
  return `${range === undefined ? 'f64' : representation({ ...range, nan: range.nan && !isOptional })}${isOptional ? '?' : ''}`
}

function representation({ lo, hi, int, nan, negZero, f32 }: Range): string {
  if (!int || nan || negZero) return f32 && !int ? 'f32' : 'f64'
  if (lo >= -(2 ** 31) && hi < 2 ** 31) return 'i32'
  if (lo >= 0 && hi < 2 ** 32) return 'u32'
  return lo >= -(2 ** 53) && hi <= 2 ** 53 ? 'i64' : 'f64'
}
