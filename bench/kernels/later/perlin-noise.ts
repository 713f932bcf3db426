import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}

function lerp(t: number, a: number, b: number): number {
  return a + t * (b - a)
}

function gradient(hash: number, x: number, y: number): number {
  const u = (hash & 1) === 0 ? x : -x
  const v = (hash & 2) === 0 ? y : -y
  return u + v
}

/** A texture of gradient noise after Perlin, several octaves one above the other; `p` is the permutation, twice. */
function perlinNoise(out: Float32Array, p: Uint8Array, w: number, h: number, scale: number, octaves: number) {
  for (let py = 0; py < h; py++) {
    for (let px = 0; px < w; px++) {
      let total = 0
      let frequency = scale
      let amplitude = 1
      for (let o = 0; o < octaves; o++) {
        const x = px * frequency
        const y = py * frequency
        const xi = Math.floor(x) & 255
        const yi = Math.floor(y) & 255
        const xf = x - Math.floor(x)
        const yf = y - Math.floor(y)
        const u = fade(xf)
        const v = fade(yf)
        const a = p[xi] + yi
        const b = p[xi + 1] + yi
        const top = lerp(u, gradient(p[a], xf, yf), gradient(p[b], xf - 1, yf))
        const bottom = lerp(u, gradient(p[a + 1], xf, yf - 1), gradient(p[b + 1], xf - 1, yf - 1))
        total += amplitude * lerp(v, top, bottom)
        frequency *= 2
        amplitude *= 0.5
      }
      out[py * w + px] = total
    }
  }
}

function permutation(): number[] {
  const random = randomNumbers(65)
  const numbers = Array.from({ length: 256 }, (_, i) => i)
  for (let i = 255; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[numbers[i], numbers[j]] = [numbers[j], numbers[i]]
  }
  return numbers
}

export default {
  name: 'perlin-noise',
  group: 'later',
  kernel: perlinNoise,
  env: { fade, lerp, gradient },
  work: '320 x 240 pixels, four octaves',
  setup(array, size) {
    const [w, h] = pick(size, [320, 240], [100, 75])
    const numbers = permutation()
    return [array(Float32Array, w * h), fillWith(array(Uint8Array, 512), (i) => numbers[i % 256]), w, h, 0.03, 4]
  },
} satisfies Benchmark
