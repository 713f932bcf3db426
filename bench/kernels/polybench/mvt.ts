/** mvt: x1 += A * y1 and x2 += A^T * y2. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix, fillVector } from './fill.ts'

function mvt(n: number, x1: Float64Array, x2: Float64Array, y1: Float64Array, y2: Float64Array, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x1[i] = x1[i] + A[i * n + j] * y1[j]
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x2[i] = x2[i] + A[j * n + i] * y2[j]
  }
}

const benchmark: Benchmark = {
  name: 'mvt',
  group: 'polybench',
  kernel: mvt,
  setup(array, size) {
    const n = pick(size, 600, 190)
    const x1 = fillVector(array(Float64Array, n), (i) => (i % n) / n)
    const x2 = fillVector(array(Float64Array, n), (i) => ((i + 1) % n) / n)
    const y1 = fillVector(array(Float64Array, n), (i) => ((i + 3) % n) / n)
    const y2 = fillVector(array(Float64Array, n), (i) => ((i + 4) % n) / n)
    const A = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j) % n) / n)
    return [n, x1, x2, y1, y2, A]
  },
  restore: true,
  work: 'x1 += A y1 and x2 += A^T y2, 600 x 600',
}
export default benchmark
