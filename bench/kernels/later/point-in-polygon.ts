import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** Which points lie in a polygon, by the parity of the edges that a ray to the right crosses; how many do. */
function pointsInPolygon(
  inside: Uint8Array,
  x: Float64Array,
  y: Float64Array,
  cornersX: Float64Array,
  cornersY: Float64Array,
): number {
  let count = 0
  for (let i = 0; i < x.length; i++) {
    let isInside = false
    for (let a = 0, b = cornersX.length - 1; a < cornersX.length; b = a++) {
      if (
        cornersY[a] > y[i] !== cornersY[b] > y[i] &&
        x[i] < ((cornersX[b] - cornersX[a]) * (y[i] - cornersY[a])) / (cornersY[b] - cornersY[a]) + cornersX[a]
      ) {
        isInside = !isInside
      }
    }
    inside[i] = isInside ? 1 : 0
    if (isInside) count++
  }
  return count
}

export default {
  name: 'point-in-polygon',
  group: 'later',
  kernel: pointsInPolygon,
  work: '20,000 points, a star of 200 corners',
  setup(array, size) {
    const [n, corners] = pick(size, [20_000, 200], [4_000, 100])
    const random = randomNumbers(66)
    const radius = (i: number) => (i % 2 === 0 ? 1 : 0.5 + 0.2 * Math.sin(i))
    return [
      array(Uint8Array, n),
      fillWith(array(Float64Array, n), () => 2.2 * random() - 1.1),
      fillWith(array(Float64Array, n), () => 2.2 * random() - 1.1),
      fillWith(array(Float64Array, corners), (i) => radius(i) * Math.cos((2 * Math.PI * i) / corners)),
      fillWith(array(Float64Array, corners), (i) => radius(i) * Math.sin((2 * Math.PI * i) / corners)),
    ]
  },
} satisfies Benchmark
