/** Reading and writing PNG files, with errors that a person can act on. */
import { readFileSync, writeFileSync } from 'node:fs'
import { PNG } from 'pngjs'

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA, eight bits each, row by row. */
  readonly data: Uint8ClampedArray
}

/** Pixels that the examples accept: the filters keep several copies of a picture. */
export const MAXIMUM_PIXELS = 40_000_000

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** What is wrong with the input, in one sentence. Everything else is a fault of the program. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** @throws {InputError} if there is no such file, if it is no PNG, is damaged, or has more than `maximumPixels` pixels */
export function readPng(path: string, maximumPixels = MAXIMUM_PIXELS): Picture {
  const bytes = readBytes(path)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new InputError(`${path} is not a PNG file`)
  if (bytes.length < 33) throw new InputError(`${path} is damaged: it ends within its header`)
  // The header comes first, so that the size is known before anything is unpacked.
  const width = bytes.readUInt32BE(16)
  const height = bytes.readUInt32BE(20)
  if (width * height > maximumPixels) {
    const millions = (pixels: number): string => (pixels / 1e6).toFixed(1)
    throw new InputError(
      `${path} is too large: ${width} x ${height} are ${millions(width * height)} million pixels, at most ${millions(maximumPixels)} million are accepted`,
    )
  }
  try {
    const { data } = PNG.sync.read(bytes)
    return { width, height, data: new Uint8ClampedArray(data) }
  } catch (error) {
    throw new InputError(`${path} is damaged: ${(error as Error).message}`)
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new InputError(`there is no file ${path}`)
    if (code === 'EISDIR') throw new InputError(`${path} is a directory, not a PNG file`)
    throw new InputError(`${path} cannot be read: ${message}`)
  }
}

export function writePng(path: string, { width, height, data }: Picture): void {
  const png = new PNG({ width, height })
  png.data = Buffer.from(data) // a copy: the array may lie in shared memory
  writeFileSync(path, PNG.sync.write(png, { colorType: isOpaque(data) ? 2 : 6 }))
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false
  return true
}
