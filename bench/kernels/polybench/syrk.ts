/** syrk: C = alpha * A * A^T + beta * C, lower triangle. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function syrk(n: number, m: number, alpha: number, beta: number, C: Float64Array, A: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) C[i * n + j] *= beta
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++) C[i * n + j] += alpha * A[i * m + k] * A[j * m + k]
    }
  }
}

const benchmark: Benchmark = {
  name: 'syrk',
  group: 'polybench',
  kernel: syrk,
  setup(array, size) {
    const [n, m] = pick(size, [220, 180], [100, 85])
    const C = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j + 2) % m) / m)
    const A = fillMatrix(array(Float64Array, n * m), m, (i, j) => ((i * j + 1) % n) / n)
    return [n, m, 1.5, 1.2, C, A]
  },
  restore: true,
  work: 'C = 1.5 A A^T + 1.2 C, A 220 x 180',
}
export default benchmark
