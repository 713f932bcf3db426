import { type Benchmark, pick } from '../benchmark.ts'

/** Signed distance to the scene: a big ball, a grid of small ones, a floor. */
function sceneDistance(x: number, y: number, z: number): number {
  const ball = Math.sqrt(x * x + y * y + z * z) - 1
  const gx = x - 1.2 * Math.round(x / 1.2)
  const gz = z - 1.2 * Math.round(z / 1.2)
  const gy = y + 0.8
  const pearls = Math.sqrt(gx * gx + gy * gy + gz * gz) - 0.2
  return Math.min(ball, pearls, y + 1)
}

/** Marches a ray per pixel through a distance field and shades what it hits. */
function sphereTrace(out: Float32Array, w: number, h: number) {
  for (let py = 0; py < h; py++) {
    for (let px = 0; px < w; px++) {
      const u = (2 * px - w) / h
      const v = (h - 2 * py) / h
      const norm = 1 / Math.sqrt(u * u + v * v + 2.25)
      const dx = u * norm
      const dy = v * norm
      const dz = 1.5 * norm
      let t = 0
      let hit = false
      while (t < 20) {
        const d = sceneDistance(dx * t, dy * t + 0.3, dz * t - 3)
        if (d < 0.001 * t) {
          hit = true
          break
        }
        t += d
      }
      if (!hit) {
        out[py * w + px] = 0
        continue
      }
      const x = dx * t
      const y = dy * t + 0.3
      const z = dz * t - 3
      const e = 0.0005
      const nx = sceneDistance(x + e, y, z) - sceneDistance(x - e, y, z)
      const ny = sceneDistance(x, y + e, z) - sceneDistance(x, y - e, z)
      const nz = sceneDistance(x, y, z + e) - sceneDistance(x, y, z - e)
      const light = (0.5 * nx + 0.8 * ny - 0.33 * nz) / Math.sqrt(nx * nx + ny * ny + nz * nz)
      out[py * w + px] = Math.max(0.05, light)
    }
  }
}

export default {
  name: 'sphere-tracing',
  group: 'canon',
  kernel: sphereTrace,
  env: { sceneDistance },
  work: 'ray marching through a distance field, 240 x 160 pixels',
  setup(array, size) {
    const [w, h] = pick(size, [240, 160], [72, 48])
    return [array(Float32Array, w * h), w, h]
  },
} satisfies Benchmark
