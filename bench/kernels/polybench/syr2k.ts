/** syr2k: C = alpha * (A * B^T + B * A^T) + beta * C, lower triangle. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function syr2k(
  n: number,
  m: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) C[i * n + j] *= beta
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++) {
        C[i * n + j] += A[j * m + k] * alpha * B[i * m + k] + B[j * m + k] * alpha * A[i * m + k]
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'syr2k',
  group: 'polybench',
  kernel: syr2k,
  setup(array, size) {
    const [n, m] = pick(size, [180, 150], [85, 70])
    const C = fillMatrix(array(Float64Array, n * n), n, (i, j) => ((i * j + 3) % n) / m)
    const A = fillMatrix(array(Float64Array, n * m), m, (i, j) => ((i * j + 1) % n) / n)
    const B = fillMatrix(array(Float64Array, n * m), m, (i, j) => ((i * j + 2) % m) / m)
    return [n, m, 1.5, 1.2, C, A, B]
  },
  restore: true,
  work: 'C = 1.5 (A B^T + B A^T) + 1.2 C, A and B 180 x 150',
}
export default benchmark
