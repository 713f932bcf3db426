import { type Benchmark, pick } from '../benchmark.ts'

/** The Lorenz system by the classical Runge-Kutta method; the path goes to `path` as x, y, z triples. Returns where it ends. */
function lorenz(path: Float64Array, steps: number, dt: number, sigma: number, rho: number, beta: number) {
  const dx = (x: number, y: number) => sigma * (y - x)
  const dy = (x: number, y: number, z: number) => x * (rho - z) - y
  const dz = (x: number, y: number, z: number) => x * y - beta * z
  let x = 1
  let y = 1
  let z = 1
  for (let i = 0; i < steps; i++) {
    const k1x = dx(x, y)
    const k1y = dy(x, y, z)
    const k1z = dz(x, y, z)
    const h = dt / 2
    const k2x = dx(x + h * k1x, y + h * k1y)
    const k2y = dy(x + h * k1x, y + h * k1y, z + h * k1z)
    const k2z = dz(x + h * k1x, y + h * k1y, z + h * k1z)
    const k3x = dx(x + h * k2x, y + h * k2y)
    const k3y = dy(x + h * k2x, y + h * k2y, z + h * k2z)
    const k3z = dz(x + h * k2x, y + h * k2y, z + h * k2z)
    const k4x = dx(x + dt * k3x, y + dt * k3y)
    const k4y = dy(x + dt * k3x, y + dt * k3y, z + dt * k3z)
    const k4z = dz(x + dt * k3x, y + dt * k3y, z + dt * k3z)
    x += (dt / 6) * (k1x + 2 * k2x + 2 * k3x + k4x)
    y += (dt / 6) * (k1y + 2 * k2y + 2 * k3y + k4y)
    z += (dt / 6) * (k1z + 2 * k2z + 2 * k3z + k4z)
    path[3 * i] = x
    path[3 * i + 1] = y
    path[3 * i + 2] = z
  }
  return { x, y, z }
}

export default {
  name: 'lorenz',
  group: 'canon',
  kernel: lorenz,
  work: 'Runge-Kutta of order 4, 200,000 steps',
  setup(array, size) {
    const steps = pick(size, 200_000, 20_000)
    return [array(Float64Array, 3 * steps), steps, 0.005, 10, 28, 8 / 3]
  },
} satisfies Benchmark
