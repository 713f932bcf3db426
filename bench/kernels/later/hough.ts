import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** Hough transform: every edge pixel votes for all lines through it, by angle and distance; the most votes that a line has. */
function hough(
  votes: Int32Array,
  edges: Uint8Array,
  w: number,
  h: number,
  cosines: Float64Array,
  sines: Float64Array,
  reach: number,
): number {
  const angles = cosines.length
  const distances = 2 * reach + 1
  votes.fill(0)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      if (edges[y * w + x] === 0) continue
      for (let t = 0; t < angles; t++) {
        const rho = Math.round(x * cosines[t] + y * sines[t]) + reach
        votes[t * distances + rho]++
      }
    }
  }
  let most = 0
  for (let i = 0; i < votes.length; i++) {
    if (votes[i] > most) most = votes[i]
  }
  return most
}

const ANGLES = 180

export default {
  name: 'hough',
  group: 'later',
  kernel: hough,
  work: 'lines in 640 x 480 pixels, one in 25 an edge, by 180 angles',
  setup(array, size) {
    const [w, h] = pick(size, [640, 480], [200, 150])
    const random = randomNumbers(63)
    const reach = Math.ceil(Math.hypot(w, h))
    const onLine = (x: number, y: number) => y === Math.round(20 + x / 2) || x === Math.round(w / 2 - y / 5)
    return [
      array(Int32Array, ANGLES * (2 * reach + 1)),
      fillWith(array(Uint8Array, w * h), (i) => (onLine(i % w, Math.floor(i / w)) || random() < 0.04 ? 255 : 0)),
      w,
      h,
      fillWith(array(Float64Array, ANGLES), (t) => Math.cos((t * Math.PI) / ANGLES)),
      fillWith(array(Float64Array, ANGLES), (t) => Math.sin((t * Math.PI) / ANGLES)),
      reach,
    ]
  },
} satisfies Benchmark
