/** `tightloop doctor`: what this machine and this project give the compiler, and what is missing. */
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jit } from '../jit.ts'
import { diskCache } from '../runtime/disk.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'Looks at what this machine gives the compiler: SIMD, threads, memory, versions.',
  details: 'Exit code 1 if kernels cannot be compiled here.',
  options: { json: { type: 'boolean', help: 'as JSON' } },
  async run(values, positionals, io) {
    if (positionals.length > 0) throw new UsageError(`it is about this machine, not about ${positionals.join(' ')}`)
    return report(await findings(io), values.json === true, io)
  },
}

interface Finding {
  readonly name: string
  readonly value: string
  /** Undefined: neither good nor bad. */
  readonly ok?: boolean
  /** What to do, or what it means. */
  readonly note?: string
}

// The shortest modules that use each feature.
const probes = {
  simd: [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
  threads: [0, 97, 115, 109, 1, 0, 0, 0, 5, 4, 1, 3, 1, 1],
  relaxed: [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15,
    253, 128, 2, 11,
  ],
}

const supports = (bytes: readonly number[]): boolean => WebAssembly.validate(Uint8Array.from(bytes))

async function findings(io: Io): Promise<Finding[]> {
  const { versions, platform, arch } = process
  const engine =
    'bun' in versions ? `Bun ${versions.bun}` : 'deno' in versions ? `Deno ${versions.deno}` : `Node ${versions.node}`
  const list: Finding[] = [
    { name: 'tightloop', value: versionOf(fileURLToPath(import.meta.url), 'tightloop') },
    { name: 'engine', value: `${engine} (V8 ${versions.v8 ?? 'none'}), ${platform} ${arch}` },
    ...dependencyVersions(),
  ]
  if (typeof WebAssembly !== 'object') {
    return [...list, { name: 'WebAssembly', value: 'missing', ok: false, note: 'everything runs plain (--jitless?)' }]
  }
  return [
    ...list,
    feature('SIMD', supports(probes.simd), 'kernels need it'),
    feature('threads', supports(probes.threads), 'arrays from alloc are not freed by themselves then'),
    { ...feature('relaxed SIMD', supports(probes.relaxed), ''), ok: true, note: 'used by fastmath only' },
    memory(),
    contentPolicy(),
    await compiler(),
    ...folders(io),
  ]
}

function feature(name: string, ok: boolean, note: string): Finding {
  return { name, value: ok ? 'yes' : 'no', ok, ...(!ok && { note }) }
}

function dependencyVersions(): Finding[] {
  const require = createRequire(import.meta.url)
  return ['acorn', 'binaryen'].map((name) => {
    try {
      return { name, value: versionOf(require.resolve(name), name), ok: true }
    } catch {
      return { name, value: 'missing', ok: false, note: `npm install ${name}` }
    }
  })
}

/** The version in the package.json of that name above a file. */
export function versionOf(file: string, name: string): string {
  const require = createRequire(import.meta.url)
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found = require(join(folder, 'package.json')) as { name?: string; version?: string }
      if (found.name === name) return found.version ?? 'unknown'
    } catch {
      // One folder up.
    }
  }
  return 'unknown'
}

function memory(): Finding {
  for (const pages of [65536, 32768, 16384, 4096]) {
    try {
      new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true })
      const note = pages < 65536 ? 'is the address space limited (ulimit -v)?' : undefined
      return { name: 'kernel memory', value: `up to ${pages / 16} MiB, shared`, ok: true, ...(note && { note }) }
    } catch {
      // The next size.
    }
  }
  return { name: 'kernel memory', value: 'unshared', ok: true, note: 'arrays from alloc are not freed by themselves' }
}

/** Node's own switch; in a page it is the header. */
function contentPolicy(): Finding {
  let canEvaluate = true
  try {
    new Function('return 1')()
  } catch {
    canEvaluate = false
  }
  const value = canEvaluate ? 'code from text is allowed here' : 'code from text is not allowed here'
  return { name: 'CSP', value, ok: true, note: "a page needs script-src 'wasm-unsafe-eval', not 'unsafe-eval'" }
}

/** A kernel from source text to its first result. */
async function compiler(): Promise<Finding> {
  const kernel = jit(
    function sum(a: Float64Array) {
      let total = 0
      for (let i = 0; i < a.length; i++) total += a[i]!
      return total
    },
    { tier: 'compiled', strict: true },
  )
  try {
    await kernel.compile('(f64[]) -> f64')
    const isRight = kernel(Float64Array.of(1, 2, 3)) === 6 && kernel.stats.compiled === 1
    const value = isRight
      ? `works; a first kernel took ${kernel.stats.compileMs.toFixed(1)} ms`
      : 'gives a wrong answer'
    return { name: 'compiler', value, ok: isRight }
  } catch (error) {
    return { name: 'compiler', value: 'does not work', ok: false, note: (error as Error).message }
  }
}

function folders(io: Io): Finding[] {
  return [
    ['cache folder', diskCache(true)?.folder],
    ['temporary folder', tmpdir()],
    ['this folder', io.cwd],
  ].map(([name, path]) => ({ name: name!, value: path === undefined ? 'none' : `${path} ${stateOf(path)}`, ok: true }))
}

/** What a program that wants to write there will meet; nothing is made for it. */
function stateOf(path: string): string {
  const isThere = existsSync(path)
  let last = path
  while (!existsSync(last)) last = dirname(last)
  try {
    accessSync(last, constants.W_OK)
    return isThere ? 'is writable' : 'can be made'
  } catch {
    return isThere ? 'is not writable' : 'cannot be made'
  }
}

function report(list: readonly Finding[], asJson: boolean, io: Io): ExitCode {
  const isFit = list.every(({ ok }) => ok !== false)
  if (asJson) io.out(`${JSON.stringify({ ok: isFit, findings: list }, undefined, 2)}\n`)
  else {
    const width = Math.max(...list.map(({ name }) => name.length))
    for (const { name, value, ok, note } of list) {
      io.out(`${ok === false ? 'x' : ' '} ${name.padEnd(width)}  ${value}${note ? ` - ${note}` : ''}\n`)
    }
    io.out(isFit ? 'kernels compile here\n' : 'kernels do not compile here: see the lines marked x\n')
  }
  return isFit ? 0 : 1
}
