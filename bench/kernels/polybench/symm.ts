/** symm: C = alpha * A * B + beta * C, A symmetric with only its lower triangle stored. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function symm(
  m: number,
  n: number,
  alpha: number,
  beta: number,
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let temp2 = 0
      for (let k = 0; k < i; k++) {
        C[k * n + j] += alpha * B[i * n + j] * A[i * m + k]
        temp2 += B[k * n + j] * A[i * m + k]
      }
      C[i * n + j] = beta * C[i * n + j] + alpha * B[i * n + j] * A[i * m + i] + alpha * temp2
    }
  }
}

const benchmark: Benchmark = {
  name: 'symm',
  group: 'polybench',
  kernel: symm,
  setup(array, size) {
    const [m, n] = pick(size, [160, 190], [75, 85])
    const C = fillMatrix(array(Float64Array, m * n), n, (i, j) => ((i + j) % 100) / m)
    // the part that must not be read holds an absurd value
    const A = fillMatrix(array(Float64Array, m * m), m, (i, j) => (j <= i ? ((i + j) % 100) / m : -999))
    const B = fillMatrix(array(Float64Array, m * n), n, (i, j) => ((n + i - j) % 100) / m)
    return [m, n, 1.5, 1.2, C, A, B]
  },
  restore: true,
  work: 'C = 1.5 A B + 1.2 C, A symmetric 160 x 160, B 160 x 190',
}
export default benchmark
