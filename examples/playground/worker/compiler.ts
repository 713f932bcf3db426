/**
 * The compiler, in this worker: loaded when something is to be compiled, with its progress told. A program would leave that to `jit`; here
 * the compiler is also asked for what `explain()` and `inspectTypes()` print, as data.
 */
import type { Artifact, Request } from '../../../src/artifact.ts'
import type { Diagnostic } from '../../../src/diagnostics.ts'
import type { AnyFunction, Kernel } from '../../../src/index.ts'
import { installCompiler } from '../../../src/runtime/compilers.ts'

/** Files of the compiler with their sizes, `name:bytes,...`; the build puts them in place of this. */
const FILES = '%COMPILER_FILES%'

export interface Compiled {
  readonly request: Request
  readonly artifact: Artifact
}

let last: Compiled | undefined
/** By source and message. `jit` decides once, so they have to be kept here as well. */
const refusals = new Map<string, Diagnostic>()

let loading: Promise<void> | undefined

/** Resolves when `jit` compiles without further loading. `progress` is told what is under way, and which share of it is done. */
export function loadCompiler(progress: (text: string, share?: number) => void): Promise<void> {
  loading ??= load(progress).catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(progress: (text: string, share?: number) => void): Promise<void> {
  progress('Loading the compiler', 0)
  await download((share) => progress('Loading the compiler', share))
  progress('Starting the compiler')
  const { compiler } = await import('../../../src/compiler.ts')
  installCompiler({
    compile(request) {
      const artifact = compiler.compile({ ...request, dump: ['types', 'wat'] })
      last = { request, artifact }
      if (!artifact.ok) keepRefusal(request.functions[0].source, artifact.diagnostic)
      return artifact
    },
    facts(functions) {
      const facts = compiler.facts(functions)
      if (facts.refusal) keepRefusal(functions[0].source, facts.refusal)
      return facts
    },
  })
}

/** Fetches what the import is about to ask for, only to be able to count bytes: the import then finds it in the cache. */
async function download(progress: (share: number) => void): Promise<void> {
  const files = FILES.split(',').flatMap((file) => {
    const [name, bytes] = file.split(':')
    return bytes === undefined ? [] : [{ url: new URL(name, import.meta.url), bytes: Number(bytes) }]
  })
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const { url } of files) {
    const reader = (await fetch(url)).body?.getReader()
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      done += part.value.length
      progress(Math.min(1, done / total))
    }
  }
}

function keepRefusal(source: string, diagnostic: Diagnostic): void {
  refusals.set(`${source}\n${diagnostic.message}`, diagnostic)
}

/** The whole of the refusal that `kernel.stats` gives as a sentence. */
export function refusalOf(kernel: Kernel<AnyFunction>, message: string): Diagnostic | undefined {
  return refusals.get(`${kernel.original.toString()}\n${message}`)
}

/** What the compiler makes of the kernel for the arguments of its last call; undefined if it is not compiled for them. */
export function lookInto(kernel: Kernel<AnyFunction>): Compiled | undefined {
  last = undefined
  // To print them, it compiles once more.
  kernel.inspectTypes()
  return last
}
