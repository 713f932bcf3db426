/**
 * What a loader file carries: loads a module wherever it is, and ties it to the plain functions that run whatever the module was not compiled for.
 */
import { instantiateNow, kernelOf, type Library, type Linked, link, type PlainKernel, prepare } from './link.ts'
import { asShared } from './memory.ts'

/** Where the module is: at a URL, in memory, or compiled already. */
export type ModuleSource = URL | string | ArrayBuffer | Uint8Array | WebAssembly.Module

/**
 * Loads a module and ties its kernels to their plain functions. Where it cannot be loaded, or is not WebAssembly that this engine takes, the
 * plain functions run, and `stats.fallbacks` of each says why.
 */
export async function load(source: ModuleSource, plain: Readonly<Record<string, PlainKernel>>): Promise<Library> {
  try {
    return link(await instantiate(source), plain)
  } catch (error) {
    const reason = `the compiled module was not loaded: ${String(error)}`
    const kernels = Object.entries(plain).map(([name, each]) => [name, kernelOf(name, each, [], [], reason)])
    const alloc = (Class: new (source: never) => unknown, elements: never) => new Class(elements)
    return { kernels: Object.fromEntries(kernels) as Library['kernels'], alloc: alloc as unknown as Library['alloc'] }
  }
}

async function instantiate(source: ModuleSource): Promise<Linked> {
  if (source instanceof WebAssembly.Module) return instantiateLater(source)
  const bytes = typeof source === 'string' || source instanceof URL ? await read(source) : new Uint8Array(source)
  const shared = asShared(bytes) as BufferSource
  try {
    return instantiateNow(shared as Uint8Array)
  } catch {
    // A page's main thread takes small modules only.
  }
  try {
    return await instantiateLater(await WebAssembly.compile(shared))
  } catch {
    // No shared memory here, or not as much address space.
    return instantiateLater(await WebAssembly.compile(bytes as BufferSource))
  }
}

async function instantiateLater(module: WebAssembly.Module): Promise<Linked> {
  const { imports, finish } = prepare(module)
  return finish(await WebAssembly.instantiate(module, imports))
}

async function read(source: URL | string): Promise<Uint8Array> {
  const url = new URL(source, import.meta.url)
  if (url.protocol === 'file:' && (globalThis as { process?: unknown }).process) {
    // Not written out, or bundlers for browsers would look for it.
    const name = 'node:fs/promises'
    const { readFile } = (await import(/* @vite-ignore */ name)) as typeof import('node:fs/promises')
    return readFile(url)
  }
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url.href}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
