import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from '../canon/data.ts'

/** Kalman filter of position and speed for several sensors, one behind the other in memory: positions without their noise. */
function kalman(
  positions: Float64Array,
  measured: Float64Array,
  sensors: number,
  steps: number,
  dt: number,
  processNoise: number,
  measurementNoise: number,
) {
  for (let s = 0; s < sensors; s++) {
    let position = measured[s * steps]
    let speed = 0
    let p00 = 1
    let p01 = 0
    let p10 = 0
    let p11 = 1
    for (let i = 0; i < steps; i++) {
      // Predict.
      position += speed * dt
      p00 += dt * (p10 + p01 + dt * p11) + (processNoise * dt * dt * dt) / 3
      p01 += dt * p11 + (processNoise * dt * dt) / 2
      p10 += dt * p11 + (processNoise * dt * dt) / 2
      p11 += processNoise * dt
      // Update.
      const error = measured[s * steps + i] - position
      const variance = p00 + measurementNoise
      const k0 = p00 / variance
      const k1 = p10 / variance
      position += k0 * error
      speed += k1 * error
      const old00 = p00
      const old01 = p01
      p00 -= k0 * old00
      p01 -= k0 * old01
      p10 -= k1 * old00
      p11 -= k1 * old01
      positions[s * steps + i] = position
    }
  }
}

export default {
  name: 'kalman',
  group: 'later',
  kernel: kalman,
  work: '300 sensors, 1,000 measurements each',
  setup(array, size) {
    const [sensors, steps] = pick(size, [300, 1_000], [60, 500])
    const random = randomNumbers(64)
    return [
      array(Float64Array, sensors * steps),
      fillWith(array(Float64Array, sensors * steps), (i) => 10 * Math.sin((i % steps) / 90) + 2 * (random() - 0.5)),
      sensors,
      steps,
      0.1,
      0.5,
      0.4,
    ]
  },
} satisfies Benchmark
