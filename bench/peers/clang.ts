/**
 * C compiled by clang to WebAssembly, and run in this process. Each kernel is a module of its own with a private memory, into which the
 * arrays are copied once. The host's `Math` functions are imported as they are, so that answers can agree bit for bit.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isNumeric, type NumericArray } from '../verify.ts'
import { arraysAmong } from './agreement.ts'
import { type Contender, foreignArguments, inProcess, type Label, type Missing, type Peer } from './contender.ts'
import type { PeerKernel } from './kernels.ts'

const SOURCES = fileURLToPath(new URL('c/', import.meta.url))
const PAGE = 65536

const variants: readonly (readonly [Label, readonly string[]])[] = [
  ['clang', []],
  ['clangSimd', ['-msimd128']],
  ['clangFast', ['-msimd128', '-ffast-math']],
]

/** What today's clang turns on by default, for older ones; and `sqrt` as an instruction. */
const flags = ['--target=wasm32', '-O3', '-fno-math-errno', '-mbulk-memory', '-mnontrapping-fptoint', '-msign-ext']
const linking = [
  '-nostdlib',
  '-Wl,--no-entry,--import-memory,--allow-undefined,--export=__heap_base',
  '-Wl,-z,stack-size=1048576',
]

export function findClang(): Peer | Missing {
  const command = process.env.CLANG ?? 'clang'
  const version = spawnSync(command, ['--version'], { encoding: 'utf8' })
  // The linker that this clang would use: distributions number theirs.
  const linkerName = spawnSync(command, ['--target=wasm32', '-print-prog-name=wasm-ld'], { encoding: 'utf8' }).stdout
  const linker = spawnSync(linkerName?.trim() || 'wasm-ld', ['--version'])
  if (version.status !== 0 || linker.status !== 0) {
    const what = version.status !== 0 ? 'clang' : 'the linker wasm-ld'
    return { what: `${what} (C through WebAssembly)`, install: 'apt-get install -y clang lld' }
  }
  const name = version.stdout.split('\n')[0]
  return {
    labels: variants.map(([label]) => label),
    version: name,
    enter: (kernel, args) =>
      variants
        .filter(([label]) => !(kernel.integers && label === 'clangFast'))
        .map(([label, extra]) => enter(label, compileC(command, name, kernel.benchmark.name, extra), kernel, args)),
  }
}

/** The module for one kernel, from the cache in the temporary folder if this source has been compiled with these flags before. */
function compileC(command: string, version: string, name: string, extra: readonly string[]): Uint8Array<ArrayBuffer> {
  const source = join(SOURCES, `${name}.c`)
  const options = [...flags, ...extra, ...linking]
  const hash = createHash('sha256')
  for (const part of [version, options.join(' '), readFileSync(join(SOURCES, 'kernel.h')), readFileSync(source)]) {
    hash.update(part).update('\0')
  }
  const folder = join(tmpdir(), 'tightloop-peers')
  const target = join(folder, `${name}-${hash.digest('hex').slice(0, 20)}.wasm`)
  try {
    return new Uint8Array(readFileSync(target))
  } catch {
    // not compiled yet
  }
  mkdirSync(folder, { recursive: true })
  const unfinished = `${target}.${process.pid}`
  const { status, stderr } = spawnSync(command, [...options, source, '-o', unfinished], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed on ${name}.c: ${stderr}`)
  renameSync(unfinished, target)
  return new Uint8Array(readFileSync(target))
}

/** The names of all kernels that have a source in C. */
export function cSources(): string[] {
  return readdirSync(SOURCES)
    .filter((file) => file.endsWith('.c'))
    .map((file) => file.slice(0, -2))
}

/** `__powidf2` is what `-ffast-math` makes of `pow` where the exponent is an integer. */
const mathematics = { ...ownFunctions(Math), exp2: (x: number) => 2 ** x, __powidf2: Math.pow }

function ownFunctions(object: object): Record<string, (...args: number[]) => number> {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(object))
  return Object.fromEntries(
    descriptors.flatMap(([name, { value }]) => (typeof value === 'function' ? [[name, value]] : [])),
  )
}

function enter(label: Label, bytes: Uint8Array<ArrayBuffer>, kernel: PeerKernel, args: readonly unknown[]): Contender {
  const passed = foreignArguments(kernel, args)
  const arrays = arraysAmong(passed)
  const needed = arrays.reduce((sum, array) => sum + array.byteLength + GAP + LINE, 4 * PAGE + 1048576)
  const memory = new WebAssembly.Memory({ initial: Math.ceil(needed / PAGE) })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, ...mathematics } })
  const { kernel: run, __heap_base } = exports as { kernel: () => unknown; __heap_base: WebAssembly.Global }
  const views = placeArrays(arrays, memory, __heap_base.value)
  const remaining = [...views]
  const converted = passed.map((arg) => (isNumeric(arg) ? remaining.shift()!.byteOffset : arg))
  const lengths = kernel.lengths.map((at) => (args[at] as NumericArray).length)
  // Tables are read only, and not among the arrays that answers are compared by.
  return inProcess(label, run, [...converted, ...lengths], views.slice(0, arraysAmong(args).length))
}

const LINE = 64
/** Between arrays, so that arrays of one size do not lie a multiple of 4 KiB apart: `alloc` takes care of that as well. */
const GAP = 5 * LINE

/** Copies arrays into a memory, one behind the other, each at the start of a cache line. */
function placeArrays(arrays: readonly NumericArray[], memory: WebAssembly.Memory, start: number): NumericArray[] {
  let at = start
  return arrays.map((array) => {
    at = Math.ceil(at / LINE) * LINE
    const { constructor: View, length } = array as unknown as { constructor: any; length: number }
    const view = new View(memory.buffer, at, length)
    view.set(array)
    at += view.byteLength + GAP
    return view
  })
}
