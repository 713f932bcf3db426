/** fdtd-2d: finite-difference time-domain steps of a 2-D electromagnetic field. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function fdtd2d(
  tmax: number,
  nx: number,
  ny: number,
  ex: Float64Array,
  ey: Float64Array,
  hz: Float64Array,
  fict: Float64Array,
): void {
  for (let t = 0; t < tmax; t++) {
    for (let j = 0; j < ny; j++) ey[j] = fict[t]
    for (let i = 1; i < nx; i++) {
      for (let j = 0; j < ny; j++) ey[i * ny + j] -= 0.5 * (hz[i * ny + j] - hz[(i - 1) * ny + j])
    }
    for (let i = 0; i < nx; i++) {
      for (let j = 1; j < ny; j++) ex[i * ny + j] -= 0.5 * (hz[i * ny + j] - hz[i * ny + j - 1])
    }
    for (let i = 0; i < nx - 1; i++) {
      for (let j = 0; j < ny - 1; j++) {
        hz[i * ny + j] -= 0.7 * (ex[i * ny + j + 1] - ex[i * ny + j] + ey[(i + 1) * ny + j] - ey[i * ny + j])
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'fdtd-2d',
  group: 'polybench',
  kernel: fdtd2d,
  setup(array, size) {
    const [tmax, nx, ny] = pick(size, [40, 200, 240], [16, 100, 120])
    const ex = fillMatrix(array(Float64Array, nx * ny), ny, (i, j) => (i * (j + 1)) / nx)
    const ey = fillMatrix(array(Float64Array, nx * ny), ny, (i, j) => (i * (j + 2)) / ny)
    const hz = fillMatrix(array(Float64Array, nx * ny), ny, (i, j) => (i * (j + 3)) / nx)
    const fict = fillVector(array(Float64Array, tmax), (i) => i)
    return [tmax, nx, ny, ex, ey, hz, fict]
  },
  restore: true,
  work: '40 steps on a 200 x 240 grid',
}
export default benchmark
