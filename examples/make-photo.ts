/**
 * Paints `photo.png`, the default input of the image example: mountains behind a lake, with the gradients, textures, hard edges and
 * sensor noise that a photograph has. No randomness but a hash of the pixel, so that every run paints the same.
 *
 *     node --import ./scripts/tsx.mjs examples/make-photo.ts [file.png]
 */
import { fileURLToPath } from 'node:url'
import { jit } from '../src/index.ts'
import { writePng } from './png.ts'

const WIDTH = 640
const HEIGHT = 427
const HORIZON = 0.62
const RIDGES = 4

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

function step(lo: number, hi: number, x: number): number {
  const t = Math.min(Math.max((x - lo) / (hi - lo), 0), 1)
  return t * t * (3 - 2 * t)
}

/** A number in [0, 1) for each point of a grid. */
function hash(x: number, y: number): number {
  let h = Math.imul(x, 374761393) + Math.imul(y, 668265263)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

/** Value noise: the hash, smoothly interpolated. */
function noise(x: number, y: number): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const tx = step(0, 1, x - ix)
  const ty = step(0, 1, y - iy)
  const top = mix(hash(ix, iy), hash(ix + 1, iy), tx)
  return mix(top, mix(hash(ix, iy + 1), hash(ix + 1, iy + 1), tx), ty)
}

/** Fractal noise around 0.5: octaves of doubled frequency and half the height. */
function fractal(x: number, y: number, octaves: number): number {
  let sum = 0
  let height = 0.5
  for (let i = 0; i < octaves; i++) {
    sum += height * noise(x, y)
    x = 2.03 * x + 17.1
    y = 2.03 * y + 9.7
    height /= 2
  }
  return sum
}

/** Height of a mountain ridge's outline above the horizon; `k` counts from the furthest. */
function ridge(x: number, k: number): number {
  const crest = 1 - Math.abs(2 * fractal((1.6 + 0.7 * k) * x + 31 * k, 3.7 * k, 6) - 1)
  return (0.47 - 0.1 * k) * crest ** 1.6 - 0.03 * k
}

/** One of the three channels of the sky at (x, y). */
function sky(x: number, y: number, channel: number): number {
  const depth = y / HORIZON
  const blue = channel === 0 ? 58 : channel === 1 ? 108 : 176
  const warm = channel === 0 ? 252 : channel === 1 ? 206 : 158
  const glow = Math.exp(-4 * Math.sqrt((x - 1.12) ** 2 + 3 * (y - 0.44) ** 2))
  const clear = mix(blue, warm, step(0.1, 1.15, depth)) + glow * (channel === 2 ? 40 : 110)
  const cloud = step(0.5, 0.74, fractal(2.2 * x + 5, (1.4 * y) / (1.15 - depth) + 2, 6)) * step(1, 0.6, depth)
  const lit = fractal(2.2 * x + 5.06, (1.4 * y) / (1.15 - depth) + 2.05, 6)
  return mix(clear, mix(255, channel === 2 ? 176 : 150, step(0.4, 0.8, lit)), 0.85 * cloud)
}

/** Sky and mountains above the horizon. */
function far(x: number, y: number, channel: number): number {
  let value = sky(x, y, channel)
  for (let k = 0; k < RIDGES; k++) {
    const top = HORIZON - ridge(x, k)
    if (y < top) continue
    const slope = fractal(9 * x + 3 * k, 14 * (y - 0.6 * top), 5) - 0.5
    const light = fractal(26 * (x - 0.012), 18 * y + k, 4) - fractal(26 * x, 18 * y + k, 4)
    const rock = channel === 0 ? 84 - 16 * k : channel === 1 ? 92 - 9 * k : 112 - 22 * k
    const snow = k < 2 ? step(0.1, 0.02, y - top + 0.16 * slope + 0.05 * k) : 0
    const stone = mix(rock, 236 + (channel === 2 ? 12 : 0), snow) * (1 + 1.1 * slope + 1.6 * light)
    const haze = channel === 0 ? 196 : channel === 1 ? 190 : 196
    value = mix(stone, haze, 0.52 - 0.15 * k + 0.25 * step(top, HORIZON, y))
  }
  return value
}

/** The lake mirrors what is above it, stirred by ripples. */
function lake(x: number, y: number, channel: number): number {
  const depth = y - HORIZON
  const ripple = fractal(14 * x, 160 * depth ** 0.7, 4) - 0.47
  const mirrored = far(x + 0.05 * ripple * depth, HORIZON - depth * 1.15 + 0.5 * ripple * depth, channel)
  const water = channel === 0 ? 22 : channel === 1 ? 52 : 74
  return mix(mirrored, water, 0.3 + 0.5 * step(0, 0.4, depth)) + 46 * ripple
}

/** How much of the pixel a row of firs along the shore covers, from 0 to 1. */
function firs(x: number, y: number): number {
  let cover = 0
  for (let k = 0; k < 26; k++) {
    const at = k < 17 ? 0.03 * k + 0.02 * hash(k, 1) : 1.3 + 0.026 * (k - 17)
    const foot = 0.665 + 0.05 * hash(k, 2)
    const height = 0.12 + 0.26 * hash(k, 3) * (1.1 - at * 0.5)
    const t = (y - (foot - height)) / height
    if (t < 0 || t > 1) continue
    const branch = 0.55 + 0.45 * ((t * (9 + 4 * hash(k, 4))) % 1)
    const half = 0.17 * height * t * branch * (0.7 + 0.6 * noise(60 * x, 90 * y))
    cover = Math.max(cover, step(half + 0.002, half - 0.002, Math.abs(x - at)))
  }
  return cover
}

function scene(x: number, y: number, channel: number): number {
  const shore = 0.84 + 0.09 * fractal(2.4 * x, 1.5, 4) - 0.1 * step(0.55, 0, x)
  let value = y < HORIZON ? far(x, y, channel) : lake(x, y, channel)
  const green = channel === 0 ? 18 : channel === 1 ? 34 : 24
  value = mix(value, green * (0.6 + 1.1 * noise(150 * x, 130 * y)), firs(x, y))
  if (y > shore) {
    const blades = fractal(170 * x + 12 * y, 38 * y, 4)
    const patches = fractal(6 * x, 9 * y, 4)
    const grass = channel === 0 ? 104 : channel === 1 ? 112 : 46
    value =
      mix(grass, channel === 0 ? 150 : channel === 1 ? 120 : 62, step(0.4, 0.65, patches)) * (0.25 + 1.35 * blades)
  }
  return value
}

/** Four samples a pixel, noise that grows with the light, darker corners. */
function paint(out: Uint8ClampedArray, width: number, height: number): void {
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      for (let c = 0; c < 3; c++) {
        let value = 0
        for (let s = 0; s < 4; s++) value += scene((i + (s & 1) / 2) / height, (j + (s >> 1) / 2) / height, c) / 4
        const fromCentre = ((i / width - 0.5) ** 2 + (j / height - 0.5) ** 2) * 2
        const grain = hash(3 * i + c, j) + hash(3 * i + c, j + 9999) + hash(3 * i + c, j + 19999) - 1.5
        out[(j * width + i) * 4 + c] =
          value * (1 - 0.32 * fromCentre) + grain * (2 + Math.sqrt(Math.max(value, 0)) * 0.25)
      }
      out[(j * width + i) * 4 + 3] = 255
    }
  }
}

const env = { mix, step, hash, noise, fractal, ridge, sky, far, lake, firs, scene, HORIZON, RIDGES }
const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4)
const painter = jit(paint, { env })
const started = performance.now()
painter(data, WIDTH, HEIGHT)
console.log(
  `painted in ${(performance.now() - started).toFixed(0)} ms, ${painter.stats.compiled > 0 ? 'compiled' : 'plain'}`,
)
writePng(process.argv[2] ?? fileURLToPath(new URL('photo.png', import.meta.url)), {
  width: WIDTH,
  height: HEIGHT,
  data,
})
