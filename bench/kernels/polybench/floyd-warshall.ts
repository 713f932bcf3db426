/** floyd-warshall: lengths of the shortest paths between all pairs of nodes, integers. */
import { type Benchmark, pick } from '../benchmark.ts'
import { fillMatrix } from './fill.ts'

function floydWarshall(n: number, path: Int32Array): void {
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        path[i * n + j] =
          path[i * n + j] < path[i * n + k] + path[k * n + j] ? path[i * n + j] : path[i * n + k] + path[k * n + j]
      }
    }
  }
}

const benchmark: Benchmark = {
  name: 'floyd-warshall',
  group: 'polybench',
  kernel: floydWarshall,
  setup(array, size) {
    const n = pick(size, 200, 90)
    const path = fillMatrix(array(Int32Array, n * n), n, (i, j) => {
      const unreachable = (i + j) % 13 === 0 || (i + j) % 7 === 0 || (i + j) % 11 === 0
      return unreachable ? 999 : ((i * j) % 7) + 1
    })
    return [n, path]
  },
  restore: true,
  work: 'all shortest paths between 200 nodes, i32',
}
export default benchmark
