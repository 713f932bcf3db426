/** Thousands of distinct kernels, each compiled, called and dropped: modules, their code, and what the compiler holds must all come back. */
import { jit } from '../../src/index.ts'
import { Gauge } from './gauge.ts'
import type { Soak } from './run.ts'

export const kernels: Soak = async ({ scale }) => {
  const gauge = new Gauge(0)
  const wrong: string[] = []
  const count = Math.max(100, Math.round(10_000 * scale))
  const x = Float64Array.from({ length: 64 }, (_, i) => i / 8)
  let ms = 0
  for (let made = 0; made < count; ) {
    for (const end = Math.min(count, made + count / 20); made < end; made++) {
      const start = performance.now()
      const plain = distinct(made)
      const kernel = jit(plain, { tier: 'compiled' })
      const y = new Float64Array(x.length)
      const expected = new Float64Array(x.length)
      if (!Object.is(kernel(x, y), plain(x, expected)) || y.some((value, i) => !Object.is(value, expected[i])))
        wrong.push(`kernel ${made} gives another result`)
      if (kernel.stats.compilations !== 1)
        wrong.push(`kernel ${made} is not compiled: ${kernel.stats.fallbacks[0]?.reason}`)
      if (made === 0) wrong.push(...tablesOf(kernel.wasm()!))
      ms += performance.now() - start
    }
    await gauge.sample(`${made} kernels, ${(ms / made).toFixed(1)} ms each`)
  }
  return [...wrong, ...gauge.growth(32)]
}

/** Distinct in its statements, since constants alone might be shared. */
function distinct(n: number): (x: Float64Array, y: Float64Array) => number {
  const steps = Array.from({ length: 14 }, (_, bit) =>
    (n >> bit) & 1 ? `v = v * ${bit + 2} - x[i]` : `v += x[i] / ${bit + 3}`,
  )
  return new Function(
    `return (x, y) => { let s = 0; for (let i = 0; i < x.length; i++) { let v = i; ${steps.join('; ')}; y[i] = v; s += v } return s }`,
  )()
}

/** Kernels call each other directly: there is no table of functions whose slots could run out. */
function tablesOf(bytes: Uint8Array): string[] {
  const module = new WebAssembly.Module(bytes as BufferSource)
  const all = [...WebAssembly.Module.imports(module), ...WebAssembly.Module.exports(module)]
  const tables = all.filter(({ kind }) => kind === 'table').length
  console.log(`  function tables that a module shares: ${tables}`)
  return tables === 0 ? [] : ['modules share a table of functions']
}
