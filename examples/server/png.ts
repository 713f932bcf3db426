/** PNG files in and out of memory. What comes in was sent by a stranger, and is checked before anything is unpacked. */
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { PNG } from 'pngjs'
import { RequestError } from './errors.ts'

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA, eight bits each, row by row. */
  readonly data: Uint8ClampedArray
}

/** Pixels of a picture that may be sent. */
export const MAXIMUM_PIXELS = 1_000_000

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const HEADER_END = 33
const INTERLACE_AT = 28

/** @throws {RequestError} 415 for what is no PNG, 413 for too many pixels, 400 for a damaged or interlaced file */
export function decodePng(bytes: Buffer): Picture {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new RequestError(415, 'the body is not a PNG file')
  if (bytes.length < HEADER_END || countHeaders(bytes) !== 1) throw damaged('its header is not in order')
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (width === 0 || height === 0) throw damaged('it has no pixels')
  if (width * height > MAXIMUM_PIXELS) {
    throw new RequestError(413, `the picture has ${width} x ${height} pixels, at most ${MAXIMUM_PIXELS} are accepted`)
  }
  // pngjs unpacks interlaced data without a limit, so that a small file could fill the memory.
  if (bytes[INTERLACE_AT] !== 0) throw new RequestError(400, 'interlaced PNG files are not accepted')
  try {
    const { data } = PNG.sync.read(bytes)
    return { width, height, data: new Uint8ClampedArray(data) }
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function damaged(why: string): RequestError {
  return new RequestError(400, `the PNG file is damaged: ${why}`)
}

/** A second header would overrule the one whose size was checked. */
function countHeaders(bytes: Buffer): number {
  let count = 0
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IHDR') count++
  }
  return count
}

/** How the samples of a pixel are stored, and the code that PNG has for it. */
const kinds = {
  grey: { code: 0, channels: 1 },
  palette: { code: 3, channels: 1 },
  rgba: { code: 6, channels: 4 },
}

export interface Image {
  readonly kind: keyof typeof kinds
  readonly width: number
  readonly height: number
  /** One byte a pixel, or four for `rgba`. Read before the first await; may be longer than the picture. */
  readonly samples: Uint8Array | Uint8ClampedArray
  /** RGB triples, for `palette` only. */
  readonly palette?: Uint8Array
}

const compress = promisify(deflate)

/** Unlike pngjs it writes palettes, and leaves the compressing to another thread, so that the next request need not wait. */
export async function encodePng({ kind, width, height, samples, palette }: Image): Promise<Buffer> {
  const { code, channels } = kinds[kind]
  const rowBytes = width * channels
  const rows = Buffer.alloc((rowBytes + 1) * height) // each row starts with its filter: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(samples.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  header[9] = code
  const chunks = [SIGNATURE, chunk('IHDR', header)]
  if (palette) chunks.push(chunk('PLTE', palette))
  chunks.push(chunk('IDAT', await compress(rows, { level: 2 })), chunk('IEND', Buffer.alloc(0)))
  return Buffer.concat(chunks)
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = crcTable[(crc ^ bytes[i]) & 255] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
