/** `jit` a million times: a program that calls it in a loop, or in a function that is called often. */
import { jit } from '../../src/index.ts'
import { Gauge } from './gauge.ts'
import type { Soak } from './run.ts'

export const jits: Soak = async ({ scale }) => {
  const gauge = new Gauge(0)
  const wrong: string[] = []
  const count = Math.max(1000, Math.round(1_000_000 * scale))
  const x = new Float64Array(100).fill(0.5)
  let ms = 0
  let compilations = 0
  for (let made = 0; made < count; ) {
    const start = performance.now()
    for (const end = Math.min(count, made + count / 20); made < end; made++) {
      const factor = 3
      const kernel = jit(
        (a: Float64Array) => {
          let s = 0
          for (let i = 0; i < a.length; i++) s += a[i] * factor
          return s
        },
        { env: { factor }, tier: 'compiled' },
      )
      // Most are never called.
      if (made % 100 !== 0) continue
      if (kernel(x) !== 150) wrong.push(`kernel ${made} gives another sum`)
      if (kernel.stats.compiled !== 1) wrong.push(`kernel ${made} ran plain`)
      compilations += kernel.stats.compilations
    }
    ms += performance.now() - start
    await gauge.sample(`${made} kernels, ${((ms / made) * 1000).toFixed(1)} us each, ${compilations} compiled`)
  }
  if (compilations !== 1) wrong.push(`kernels of one source were compiled ${compilations} times`)
  return [...wrong, ...gauge.growth(16)]
}
