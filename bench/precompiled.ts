/**
 * `npm run bench -- --precompiled`: the whole suite as one precompiled module, called through its loader, and compared with the plain
 * functions and with `jit`: two calls in a row, on heap arrays and on resident ones, result and arguments bit for bit.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { jit } from '../src/index.ts'
import { compileModule, type PrecompiledModule } from '../src/precompiled/compile-module.ts'
import { loaderFile } from '../src/precompiled/files.ts'
import { withSection } from '../src/precompiled/section.ts'
import { loaderRuntime } from '../test/precompiled/runtime.ts'
import type { ArrayMaker, Benchmark, Size } from './kernels/benchmark.ts'
import { median } from './statistics.ts'
import { compareOutcomes } from './verify.ts'

type Callable = (...args: any[]) => unknown
type Loaded = Callable & {
  readonly stats: { readonly compiled: number; readonly fallbacks: readonly { reason: string }[] }
}

/** Other programs disturb times this short: the best of a few counts. */
const ATTEMPTS = 5

const heapArray: ArrayMaker = (cls, length) => new cls(length) as InstanceType<typeof cls>

/** Number of kernels that differ or did not run compiled. */
export async function runPrecompiled(
  selected: readonly Benchmark[],
  size: Size,
  say: (text: string) => void,
): Promise<number> {
  const kernels = Object.fromEntries(
    selected.map(({ name, kernel, env }) => [
      name,
      jit(kernel as Callable, { name, tier: 'compiled', ...(env && { env }) }),
    ]),
  )
  const signatures: Record<string, readonly string[]> = {}
  for (const { name, setup } of selected) {
    kernels[name](...setup(heapArray, 'quick'))
    signatures[name] = kernels[name].signatures
  }
  const started = performance.now()
  const module = compileModule(kernels, { signatures, tier: 'compiled' })
  const runtime = await loaderRuntime()
  say(`${selected.length} kernels in one module of ${module.bytes.length} bytes, compiled in ${ms(started)} ms\n`)
  say(`imports: ${module.description.imports.join(', ') || 'none'}\n`)
  say(`loader without the plain functions: ${gzipSync(runtime, { level: 9 }).length} bytes gzipped\n\n`)
  const folder = await mkdtemp(join(tmpdir(), 'tightloop-bench-'))
  try {
    const loaded = await write(folder, 'suite', module, runtime)
    let failures = 0
    for (const benchmark of selected) {
      const problem = check(
        benchmark,
        loaded[benchmark.name] as Loaded,
        kernels[benchmark.name],
        loaded.alloc as never,
        size,
      )
      if (problem !== undefined) failures++
      say(`${benchmark.name.padEnd(16)} ${problem ?? 'identical'}\n`)
    }
    say(
      `\n${selected.length - failures} of ${selected.length} precompiled kernels are bit-identical to plain and to jit\n`,
    )
    await sayFirstCalls(folder, kernels, signatures, runtime, selected, say)
    return failures
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Exports = Readonly<Record<string, unknown>>

async function write(folder: string, name: string, module: PrecompiledModule, runtime: string): Promise<Exports> {
  await writeFile(join(folder, `${name}.wasm`), module.bytes)
  await writeFile(join(folder, `${name}.mjs`), loaderFile(module, { runtime, wasm: `./${name}.wasm` }))
  return import(pathToFileURL(join(folder, `${name}.mjs`)).href)
}

function check(
  { kernel, setup }: Benchmark,
  precompiled: Loaded,
  compiled: Callable,
  alloc: ArrayMaker,
  size: Size,
): string | undefined {
  for (const [place, array] of Object.entries({ heap: heapArray, resident: alloc })) {
    const [plainArgs, jitArgs, args] = [setup(heapArray, size), setup(heapArray, size), setup(array, size)]
    for (const call of ['first', 'second']) {
      const before = precompiled.stats.compiled
      const expected = { args: plainArgs, result: kernel(...plainArgs) }
      const fromJit = { args: jitArgs, result: compiled(...jitArgs) }
      const actual = { args, result: precompiled(...args) }
      const difference = compareOutcomes(expected, actual) ?? compareOutcomes(fromJit, actual)
      if (difference !== undefined) return `MISMATCH ${place}, ${call} call: ${difference}`
      if (precompiled.stats.compiled === before) return `PLAIN ${place}: ${precompiled.stats.fallbacks.at(-1)?.reason}`
    }
  }
  return undefined
}

/** From the bytes to the result of the first call, each kernel alone in its module, on the small sizes. */
async function sayFirstCalls(
  folder: string,
  kernels: Readonly<Record<string, Callable>>,
  signatures: Readonly<Record<string, readonly string[]>>,
  runtime: string,
  selected: readonly Benchmark[],
  say: (text: string) => void,
): Promise<void> {
  await writeFile(join(folder, 'load.mjs'), runtime)
  const { load } = await import(pathToFileURL(join(folder, 'load.mjs')).href)
  const times: number[] = []
  for (const { name } of selected) {
    const module = compileModule(kernels, { signatures: { [name]: signatures[name]! }, tier: 'compiled' })
    const plain = { [name]: { original: kernels[name], env: module.kernels[0]!.env } }
    const attempts: number[] = []
    for (let i = 0; i < ATTEMPTS; i++) {
      // Bytes of their own, as engines know those that they have compiled before.
      const bytes = withSection(module.bytes, 'attempt', String(i))
      const args = smallest(selected, name)
      const start = performance.now()
      const { kernels: loaded } = await load(bytes, plain)
      loaded[name](...args)
      attempts.push(performance.now() - start)
    }
    times.push(Math.min(...attempts))
  }
  say(
    `from bytes to the result of a first call that has next to nothing to do: median ${median(times).toFixed(2)} ms, `,
  )
  say(`worst ${Math.max(...times).toFixed(2)} ms\n`)
}

/** Arguments of the right types with as little work as possible: arrays of one element, numbers 0. */
function smallest(selected: readonly Benchmark[], name: string): unknown[] {
  const tiny: ArrayMaker = (cls) => new cls(1) as InstanceType<typeof cls>
  const shrink = (value: unknown): unknown =>
    typeof value === 'number' ? 0 : Array.isArray(value) ? value.slice(0, 1) : value
  const args = selected.find((benchmark) => benchmark.name === name)!.setup(heapArray, 'quick')
  return args.map((value) => (ArrayBuffer.isView(value) ? tiny(value.constructor as never, 1) : shrink(value)))
}

function ms(start: number): string {
  return (performance.now() - start).toFixed(0)
}
