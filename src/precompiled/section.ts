/** Custom sections of WebAssembly modules: bytes before or behind which engines look for nothing. */

/** The module with a custom section at its end. */
export function withSection(bytes: Uint8Array, name: string, text: string): Uint8Array {
  const encoder = new TextEncoder()
  const title = encoder.encode(name)
  const content = encoder.encode(text)
  const body = [...leb(title.length), ...title]
  const head = [0, ...leb(body.length + content.length), ...body]
  const result = new Uint8Array(bytes.length + head.length + content.length)
  result.set(bytes)
  result.set(head, bytes.length)
  result.set(content, bytes.length + head.length)
  return result
}

function leb(value: number): number[] {
  const bytes: number[] = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
