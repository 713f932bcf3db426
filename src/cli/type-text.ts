/**
 * Types as programmers write them, in TypeScript or in JSDoc -> types of signatures: `number`, `Float64Array`, `number[][]`,
 * `readonly Float64Array[]`, `{ x: number }`, `T | undefined`.
 */

/** A type of the grammar of signatures; undefined for what no signature can say. */
export function signatureType(text: string): string | undefined {
  const trimmed = text.trim().replace(/^readonly\s+/, '')
  const optional = /^(.*)\|\s*undefined$|^undefined\s*\|(.*)$/s.exec(trimmed)
  if (optional !== null) return withMark(signatureType(optional[1] ?? optional[2] ?? ''))
  // JSDoc: `number=` may be left out.
  if (trimmed.endsWith('=')) return withMark(signatureType(trimmed.slice(0, -1)))
  if (/^\(.*\)$/s.test(trimmed)) return signatureType(trimmed.slice(1, -1))
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) return objectType(trimmed.slice(1, -1))
  const element = elementOf(trimmed)
  if (element !== undefined) return arrayOf(signatureType(element))
  return named[trimmed.replace(/<.*>$/s, '')]
}

const named: Readonly<Record<string, string>> = {
  // Becomes f64 where no int32 is wanted.
  number: 'i32',
  boolean: 'bool',
  bigint: 'i64',
  undefined: 'undefined',
  Int8Array: 'i8[]',
  Uint8Array: 'u8[]',
  Uint8ClampedArray: 'u8c[]',
  Int16Array: 'i16[]',
  Uint16Array: 'u16[]',
  Int32Array: 'i32[]',
  Uint32Array: 'u32[]',
  Float32Array: 'f32[]',
  Float64Array: 'f64[]',
  BigInt64Array: 'i64[]',
  BigUint64Array: 'u64[]',
}

const withMark = (type: string | undefined): string | undefined => (type === undefined ? undefined : `${type}?`)

/** `T` of `T[]`, `Array<T>`, `ReadonlyArray<T>`. */
function elementOf(text: string): string | undefined {
  if (text.endsWith('[]')) return text.slice(0, -2)
  return /^(?:Readonly)?Array<(.*)>$/s.exec(text)?.[1]
}

function arrayOf(element: string | undefined): string | undefined {
  if (element === 'i32') return 'number[]'
  return element !== undefined && /^\w+\[\]$/.test(element) ? `${element}[]` : undefined
}

function objectType(inside: string): string | undefined {
  const fields = splitTop(inside, /[;,\n]/).filter((field) => field.trim() !== '')
  const types = fields.map((field) => {
    const found = /^\s*(?:readonly\s+)?([\w$]+)\s*:(.*)$/s.exec(field)
    const type = found === null ? undefined : signatureType(found[2]!)
    return type === undefined ? undefined : `${found![1]}: ${type}`
  })
  return types.includes(undefined) || types.length === 0 ? undefined : `{${types.join(', ')}}`
}

/** Splits where a separator stands outside of all brackets. */
export function splitTop(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if ('([{<'.includes(character)) depth++
    // The arrow of a function type closes nothing.
    else if (')]}'.includes(character) || (character === '>' && text.charAt(i - 1) !== '=')) depth--
    else if (depth === 0 && separator.test(character)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}
