import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** How each bird of a flock steers: away from those too near, along with its neighbours, towards their middle. */
function boids(
  ax: Float64Array,
  ay: Float64Array,
  x: Float64Array,
  y: Float64Array,
  vx: Float64Array,
  vy: Float64Array,
  radius: number,
  distance: number,
) {
  const n = x.length
  for (let i = 0; i < n; i++) {
    let neighbours = 0
    let sumX = 0
    let sumY = 0
    let sumVx = 0
    let sumVy = 0
    let awayX = 0
    let awayY = 0
    for (let j = 0; j < n; j++) {
      if (j === i) continue
      const dx = x[j] - x[i]
      const dy = y[j] - y[i]
      const d2 = dx * dx + dy * dy
      if (d2 > radius * radius) continue
      neighbours++
      sumX += x[j]
      sumY += y[j]
      sumVx += vx[j]
      sumVy += vy[j]
      if (d2 < distance * distance && d2 > 0) {
        const d = Math.sqrt(d2)
        awayX -= dx / d
        awayY -= dy / d
      }
    }
    if (neighbours > 0) {
      ax[i] = 0.01 * (sumX / neighbours - x[i]) + 0.125 * (sumVx / neighbours - vx[i]) + 0.5 * awayX
      ay[i] = 0.01 * (sumY / neighbours - y[i]) + 0.125 * (sumVy / neighbours - vy[i]) + 0.5 * awayY
    } else {
      ax[i] = 0
      ay[i] = 0
    }
  }
}

export default {
  name: 'boids',
  group: 'later',
  kernel: boids,
  work: 'one step of 1,500 birds',
  setup(array, size) {
    const n = pick(size, 1_500, 450)
    const random = randomNumbers(62)
    const numbers = (scale: number, shift: number) =>
      fillWith(array(Float64Array, n), () => scale * (random() - 0.5) + shift)
    return [
      array(Float64Array, n),
      array(Float64Array, n),
      numbers(800, 400),
      numbers(600, 300),
      numbers(4, 0),
      numbers(4, 0),
      60,
      15,
    ]
  },
} satisfies Benchmark
