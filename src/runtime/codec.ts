/**
 * Answers of the compiler as bytes, for memory shared with its thread and for files: JSON, with the numbers and bigints that JSON has
 * not, and byte arrays behind it.
 *
 *     u32 length of the JSON, little-endian | JSON, UTF-8 | byte arrays, one after the other
 */

const HEADER = 4

/** Keys that stand for what JSON cannot say. No artifact has a property of such a name. */
const BYTES = '$bytes'
const NUMBER = '$number'
const BIGINT = '$bigint'

export function encode(value: unknown): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  const json = new TextEncoder().encode(
    JSON.stringify(value, (_key, each: unknown) => {
      if (each instanceof Uint8Array) {
        parts.push(each)
        at += each.length
        return { [BYTES]: [at - each.length, each.length] }
      }
      if (typeof each === 'bigint') return { [BIGINT]: String(each) }
      if (typeof each === 'number' && !isPlain(each)) return { [NUMBER]: Object.is(each, -0) ? '-0' : String(each) }
      return each
    }),
  )
  const encoded = new Uint8Array(HEADER + json.length + at)
  new DataView(encoded.buffer).setUint32(0, json.length, true)
  encoded.set(json, HEADER)
  let end = HEADER + json.length
  for (const part of parts) {
    encoded.set(part, end)
    end += part.length
  }
  return encoded
}

/** @throws {Error} of any kind if the bytes are not what `encode` made */
export function decode(encoded: Uint8Array): unknown {
  const size = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength).getUint32(0, true)
  const start = HEADER + size
  if (start > encoded.length) throw new RangeError('the encoded value is cut short')
  // A copy, as TextDecoder does not read shared memory.
  const text = new TextDecoder().decode(encoded.slice(HEADER, start))
  return JSON.parse(text, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null) return each
    if (BYTES in each) {
      const [at, length] = each[BYTES] as [number, number]
      if (start + at + length > encoded.length) throw new RangeError('the encoded value is cut short')
      return encoded.slice(start + at, start + at + length)
    }
    if (NUMBER in each) return Number(each[NUMBER])
    return BIGINT in each ? BigInt(each[BIGINT] as string) : each
  })
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}
