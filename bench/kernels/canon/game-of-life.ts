import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** Index on a ring: one step outside either end comes back at the other. */
function wrap(i: number, n: number): number {
  return i < 0 ? n - 1 : i >= n ? 0 : i
}

/** Conway's game of life on a torus, double buffered; returns the living cells at the end. */
function life(cells: Uint8Array, next: Uint8Array, w: number, h: number, generations: number): number {
  for (let g = 0; g < generations; g++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        let neighbours = 0
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            if (dx === 0 && dy === 0) continue
            neighbours += cells[wrap(y + dy, h) * w + wrap(x + dx, w)]
          }
        }
        const alive = cells[y * w + x] === 1
        next[y * w + x] = neighbours === 3 || (alive && neighbours === 2) ? 1 : 0
      }
    }
    ;[cells, next] = [next, cells]
  }
  let population = 0
  for (let i = 0; i < cells.length; i++) population += cells[i]
  return population
}

export default {
  name: 'game-of-life',
  group: 'canon',
  kernel: life,
  env: { wrap },
  restore: true,
  work: '256 x 256 torus, 10 generations',
  setup(array, size) {
    const [n, generations] = pick(size, [256, 10], [96, 6])
    const random = randomNumbers(3)
    return [
      fillWith(array(Uint8Array, n * n), () => (random() < 0.3 ? 1 : 0)),
      array(Uint8Array, n * n),
      n,
      n,
      generations,
    ]
  },
} satisfies Benchmark
