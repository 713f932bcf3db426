/**
 * The npm package jz: JavaScript text compiled ahead of time to WebAssembly. It finds types from the whole program, so each kernel gets one
 * around it, in which arrays are made and passed on; they lie in the module's memory, where they are filled from here.
 */
import { readFileSync } from 'node:fs'
import { isNumeric, type NumericArray } from '../verify.ts'
import { type Contender, inProcess, type Missing, messageOf, type Peer, type Refusal } from './contender.ts'
import type { PeerKernel } from './kernels.ts'

type Jz = (source: string, options: object) => { exports: Record<string, (...args: any[]) => unknown> }

export async function findJz(): Promise<Peer | Missing> {
  try {
    // Not a literal: it may be absent.
    const name: string = 'jz'
    const { default: jz } = (await import(name)) as { default: Jz }
    return { labels: ['jz'], version: `jz ${versionOf(name)}`, enter: (kernel, args) => [enter(jz, kernel, args)] }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    return { what: 'jz', install: 'npm install --no-save jz' }
  }
}

function versionOf(name: string): string {
  const manifest = new URL('package.json', import.meta.resolve(name))
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}

function enter(jz: Jz, kernel: PeerKernel, args: readonly unknown[]): Contender | Refusal {
  try {
    return enterOrThrow(jz, kernel, args)
  } catch (error) {
    return { label: 'jz', refusal: messageOf(error) }
  }
}

function enterOrThrow(jz: Jz, { benchmark }: PeerKernel, args: readonly unknown[]): Contender {
  const { exports } = jz(programOf(benchmark.kernel, benchmark.env ?? {}, args), { optimize: 3 })
  // Later arrays may make the memory grow, which detaches the views: get them when all exist.
  const views = args.flatMap((arg, i) => (isNumeric(arg) ? [exports[`array${i}`]() as NumericArray] : []))
  const arrays = args.filter(isNumeric)
  for (const [i, view] of views.entries()) {
    const { constructor: expected } = arrays[i]
    if (view.constructor !== expected || view.length !== arrays[i].length) {
      throw new Error(`its ${expected.name} comes back as ${view.constructor.name}`)
    }
    ;(view as unknown as Float64Array).set(arrays[i] as unknown as Float64Array)
  }
  const scalars = args.filter((arg) => !isNumeric(arg))
  return inProcess('jz', withoutLeak(exports), scalars, views)
}

/**
 * Arrays that a kernel makes are never freed there, and memory that grows would detach the views: put the end of the heap back after
 * each call, as its `memory.reset` does for all of it.
 */
function withoutLeak({ run, __heap }: Record<string, any>): (...args: unknown[]) => unknown {
  if (!(__heap instanceof WebAssembly.Global)) return run
  const end = __heap.value
  return (...args) => {
    const result = run(...args)
    __heap.value = end
    return result
  }
}

/** The kernel as it is, with the functions and tables of its `env`, and arrays of the arguments' classes and lengths. */
export function programOf(kernel: object, env: Readonly<Record<string, unknown>>, args: readonly unknown[]): string {
  const lines: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (typeof value === 'function') lines.push(declare(name, value))
    else if (isNumeric(value))
      lines.push(`const ${name} = new ${value.constructor.name}([${Array.from(value as never)}])`)
    else throw new Error(`env.${name} is neither a function nor an array`)
  }
  lines.push(declare('kernel', kernel))
  const names = args.map((arg, i) => (isNumeric(arg) ? `a${i}` : `s${i}`))
  for (const [i, arg] of args.entries()) {
    if (!isNumeric(arg)) continue
    lines.push(`let a${i} = new ${arg.constructor.name}(${arg.length})`, `export let array${i} = () => a${i}`)
  }
  const scalars = names.filter((name) => name.startsWith('s'))
  lines.push(`export let run = (${scalars}) => kernel(${names})`)
  return lines.join('\n')
}

/** A function declaration where the source is one, under the name that is wanted: jz takes a function in a variable for a closure. */
function declare(name: string, fn: object): string {
  const source = String(fn)
  return /^function\s+[\w$]+\(/.test(source)
    ? source.replace(/^function\s+[\w$]+/, `function ${name}`)
    : `const ${name} = ${source}`
}
