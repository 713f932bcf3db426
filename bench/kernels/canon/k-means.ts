import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Lloyd's algorithm on points in the plane: assign to the nearest centre, move centres to the mean; returns the changed points of the last round. */
function kMeans(
  px: Float64Array,
  py: Float64Array,
  cx: Float64Array,
  cy: Float64Array,
  assignment: Int32Array,
  rounds: number,
): number {
  const n = px.length
  const k = cx.length
  const sumX = new Float64Array(k)
  const sumY = new Float64Array(k)
  const count = new Int32Array(k)
  let changed = 0
  for (let round = 0; round < rounds; round++) {
    changed = 0
    sumX.fill(0)
    sumY.fill(0)
    count.fill(0)
    for (let i = 0; i < n; i++) {
      let best = -1
      let bestDistance = Infinity
      for (let c = 0; c < k; c++) {
        const dx = px[i] - cx[c]
        const dy = py[i] - cy[c]
        const d = dx * dx + dy * dy
        if (d < bestDistance) {
          bestDistance = d
          best = c
        }
      }
      if (assignment[i] !== best) {
        assignment[i] = best
        changed++
      }
      sumX[best] += px[i]
      sumY[best] += py[i]
      count[best]++
    }
    for (let c = 0; c < k; c++) {
      if (count[c] === 0) continue
      cx[c] = sumX[c] / count[c]
      cy[c] = sumY[c] / count[c]
    }
  }
  return changed
}

export default {
  name: 'k-means',
  group: 'canon',
  kernel: kMeans,
  restore: true,
  work: '20,000 points in the plane, 16 centres, 10 rounds of assignment and update',
  setup(array, size) {
    const [n, k, rounds] = pick(size, [20_000, 16, 10], [4_000, 12, 6])
    const random = randomNumbers(5)
    const px = array(Float64Array, n)
    const py = array(Float64Array, n)
    for (let i = 0; i < n; i++) {
      px[i] = (i % 4) * 3 + random() + random()
      py[i] = (i % 5) * 2 + random() + random()
    }
    const cx = fillWith(array(Float64Array, k), (c) => px[c * 37])
    const cy = fillWith(array(Float64Array, k), (c) => py[c * 37])
    return [px, py, cx, cy, array(Int32Array, n), rounds]
  },
} satisfies Benchmark
