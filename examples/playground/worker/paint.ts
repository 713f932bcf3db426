/** Numbers -> colours. */
import type { Picture } from '../protocol.ts'

type Colour = readonly [red: number, green: number, blue: number]

const palettes: Readonly<Record<string, readonly Colour[]>> = {
  // biome-ignore format: a table
  fire: [[3, 3, 20], [60, 15, 110], [160, 40, 110], [235, 95, 50], [252, 190, 60], [252, 254, 190]],
  // biome-ignore format: a table
  grey: [[0, 0, 0], [255, 255, 255]],
  // biome-ignore format: a table
  diverging: [[20, 60, 150], [110, 170, 230], [245, 245, 245], [240, 150, 90], [160, 20, 30]],
}
const SHADES = 256
const MOST_PIXELS = 1 << 24

/**
 * The picture that `picture(args, result)` describes: `{ data, width, range?, palette? }`, `data` row by row.
 * @throws {TypeError} if it does not
 */
export function paint(shown: unknown): Picture | undefined {
  if (shown === undefined) return undefined
  const {
    data,
    width,
    range,
    palette = 'fire',
  } = shown as {
    data: ArrayLike<number>
    width: number
    range?: readonly [number, number]
    palette?: string
  }
  const height = Math.floor(data?.length / width)
  if (!(width >= 1 && height >= 1 && Number.isInteger(width) && width * height <= MOST_PIXELS)) {
    throw new TypeError('picture(args) must return { data, width }: numbers row by row, and the length of a row')
  }
  const shades = shadesOf(palettes[palette] ?? palettes.fire)
  const [low, high] = range ?? extremes(data)
  const scale = (SHADES - 1) / (high - low || 1)
  const pixels = new Uint32Array(width * height)
  // Not a number: the lowest shade.
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = shades[Math.max(0, Math.min(SHADES - 1, (data[i] - low) * scale)) | 0]
  return { width, height, rgba: new Uint8ClampedArray(pixels.buffer) }
}

function extremes(data: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low && data[i] > Number.NEGATIVE_INFINITY) low = data[i]
    if (data[i] > high && data[i] < Number.POSITIVE_INFINITY) high = data[i]
  }
  return low <= high ? [low, high] : [0, 1]
}

/** Interpolated between the colours of a palette, as the bytes of a pixel in a little-endian word. */
function shadesOf(colours: readonly Colour[]): Uint32Array {
  return Uint32Array.from({ length: SHADES }, (_, shade) => {
    const at = (shade / (SHADES - 1)) * (colours.length - 1)
    const [below, above] = [colours[Math.floor(at)], colours[Math.ceil(at)]]
    const [red, green, blue] = below.map((value, i) => Math.round(value + (above[i] - value) * (at % 1)))
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
  })
}
