import { type Benchmark, pick } from '../benchmark.ts'

/** Damped wave equation on a membrane with fixed rim, leapfrog in time, three buffers turned round. */
function wave2d(
  previous: Float64Array,
  current: Float64Array,
  next: Float64Array,
  w: number,
  h: number,
  steps: number,
) {
  const c2 = 0.25
  const damping = 0.999
  for (let step = 0; step < steps; step++) {
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const i = y * w + x
        const laplacian = current[i - 1] + current[i + 1] + current[i - w] + current[i + w] - 4 * current[i]
        next[i] = damping * (2 * current[i] - previous[i] + c2 * laplacian)
      }
    }
    const free = previous
    previous = current
    current = next
    next = free
  }
}

export default {
  name: 'wave-2d',
  group: 'canon',
  kernel: wave2d,
  restore: true,
  work: 'wave on a 300 x 200 membrane, 60 steps',
  setup(array, size) {
    const [w, h, steps] = pick(size, [300, 200, 60], [120, 80, 30])
    const previous = array(Float64Array, w * h)
    const current = array(Float64Array, w * h)
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const r2 = (x - w / 3) ** 2 + (y - h / 2) ** 2
        previous[y * w + x] = current[y * w + x] = Math.exp(-r2 / 50)
      }
    }
    return [previous, current, array(Float64Array, w * h), w, h, steps]
  },
} satisfies Benchmark
