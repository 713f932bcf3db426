import { type Benchmark, pick } from '../benchmark.ts'
import { fillWith, randomNumbers } from './data.ts'

/** A dense layer in single precision: out = max(0, W x + b), every step rounded by `Math.fround`. */
function denseLayer(out: Float32Array, weights: Float32Array, x: Float32Array, bias: Float32Array) {
  const columns = x.length
  for (let i = 0; i < out.length; i++) {
    let sum = bias[i]
    for (let j = 0; j < columns; j++) {
      sum = Math.fround(sum + Math.fround(weights[i * columns + j] * x[j]))
    }
    out[i] = sum > 0 ? sum : 0
  }
}

export default {
  name: 'matvec-f32',
  group: 'canon',
  kernel: denseLayer,
  work: 'one dense layer with ReLU in float32, 1500 x 1500',
  setup(array, size) {
    const n = pick(size, 1500, 400)
    const random = randomNumbers(16)
    const centred = () => random() - 0.5
    return [
      array(Float32Array, n),
      fillWith(array(Float32Array, n * n), centred),
      fillWith(array(Float32Array, n), centred),
      fillWith(array(Float32Array, n), centred),
    ]
  },
} satisfies Benchmark
