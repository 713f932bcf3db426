/** adi: alternating-direction implicit time steps of a 2-D heat equation, tridiagonal solves along columns, then rows. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function adi(tsteps: number, n: number, u: Float64Array, v: Float64Array, p: Float64Array, q: Float64Array): void {
  const DX = 1 / n
  const DY = 1 / n
  const DT = 1 / tsteps
  const B1 = 2
  const B2 = 1
  const mul1 = (B1 * DT) / (DX * DX)
  const mul2 = (B2 * DT) / (DY * DY)
  const a = -mul1 / 2
  const b = 1 + mul1
  const c = a
  const d = -mul2 / 2
  const e = 1 + mul2
  const f = d
  for (let t = 1; t <= tsteps; t++) {
    for (let i = 1; i < n - 1; i++) {
      v[i] = 1
      p[i * n] = 0
      q[i * n] = v[i]
      for (let j = 1; j < n - 1; j++) {
        p[i * n + j] = -c / (a * p[i * n + j - 1] + b)
        q[i * n + j] =
          (-d * u[j * n + i - 1] + (1 + 2 * d) * u[j * n + i] - f * u[j * n + i + 1] - a * q[i * n + j - 1]) /
          (a * p[i * n + j - 1] + b)
      }
      v[(n - 1) * n + i] = 1
      for (let j = n - 2; j >= 1; j--) v[j * n + i] = p[i * n + j] * v[(j + 1) * n + i] + q[i * n + j]
    }
    for (let i = 1; i < n - 1; i++) {
      u[i * n] = 1
      p[i * n] = 0
      q[i * n] = u[i * n]
      for (let j = 1; j < n - 1; j++) {
        p[i * n + j] = -f / (d * p[i * n + j - 1] + e)
        q[i * n + j] =
          (-a * v[(i - 1) * n + j] + (1 + 2 * a) * v[i * n + j] - c * v[(i + 1) * n + j] - d * q[i * n + j - 1]) /
          (d * p[i * n + j - 1] + e)
      }
      u[i * n + n - 1] = 1
      for (let j = n - 2; j >= 1; j--) u[i * n + j] = p[i * n + j] * u[i * n + j + 1] + q[i * n + j]
    }
  }
}

const benchmark: Benchmark = {
  name: 'adi',
  group: 'polybench',
  kernel: adi,
  setup(array, size) {
    const [tsteps, n] = pick(size, [10, 200], [4, 100])
    const u = fillMatrix(array(Float64Array, n * n), n, (i, j) => (i + n - j) / n)
    const v = array(Float64Array, n * n)
    const p = array(Float64Array, n * n)
    const q = array(Float64Array, n * n)
    return [tsteps, n, u, v, p, q]
  },
  restore: true,
  work: '10 implicit steps on a 200 x 200 grid',
}
export default benchmark
