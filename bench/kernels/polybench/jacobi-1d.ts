/** jacobi-1d: three-point averaging of a line, two arrays in turn. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillVector } from './fill.ts'

function jacobi1d(tsteps: number, n: number, A: Float64Array, B: Float64Array): void {
  for (let t = 0; t < tsteps; t++) {
    for (let i = 1; i < n - 1; i++) B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1])
    for (let i = 1; i < n - 1; i++) A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1])
  }
}

const benchmark: Benchmark = {
  name: 'jacobi-1d',
  group: 'polybench',
  kernel: jacobi1d,
  setup(array, size) {
    const [tsteps, n] = pick(size, [500, 4000], [100, 2000])
    const A = fillVector(array(Float64Array, n), (i) => (i + 2) / n)
    const B = fillVector(array(Float64Array, n), (i) => (i + 3) / n)
    return [tsteps, n, A, B]
  },
  restore: true,
  work: '500 double steps on 4000 points',
}
export default benchmark
