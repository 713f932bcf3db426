/**
 * Bytes -> a function to call. Modules import everything from `host`: the memory, `throw`, `allocate`, and `Math` functions by
 * their path. Those go in raw, as engines recognise the function objects themselves and a wrapper would cost three times as much.
 * `Math.random` alone is wrapped, so that a replaced one is honoured at every call.
 */
import type { CallPlan } from '../artifact.ts'
import { Bug } from '../diagnostics.ts'
import { builtinFunction } from './builtins.ts'
import { allocateZeroed, randomFor, thrownFor } from './host.ts'
import { cellsOf } from './results.ts'
import type { Store } from './store.ts'

// biome-ignore lint/suspicious/noExplicitAny: the parameters are numbers and bigints as the call plan says
export type Entry = (...params: any[]) => unknown

export interface Linked {
  readonly entry: Entry
  /** How often a guard has failed, by the name of the global that counts it (see `LoopReport.guards`). */
  readonly misses: (name: string) => number
}

/** Compiles the bytes and links them to the store. @throws {Bug} if an import is unknown or nothing is exported. */
export function instantiate(bytes: Uint8Array, plan: CallPlan, store: Store): Linked {
  const module = new WebAssembly.Module((store.memory.shared ? bytes : withoutShared(bytes)) as BufferSource)
  const imports = Object.fromEntries(plan.imports.map((name) => [name, importOf(name, plan, store)]))
  const { exports } = new WebAssembly.Instance(module, { host: imports })
  const entry = Object.values(exports).find((value) => typeof value === 'function')
  if (typeof entry !== 'function') throw new Bug('the compiled module exports no function')
  const misses = (name: string): number => ((exports[name] as WebAssembly.Global | undefined)?.value ?? 0) >>> 0
  return { entry: entry as Entry, misses }
}

function importOf(name: string, plan: CallPlan, store: Store): WebAssembly.ImportValue {
  switch (name) {
    case 'memory':
      return store.memory.memory
    case 'throw':
      return (index: number) => {
        throw thrownFor(plan.throws[index], store)
      }
    case 'allocate':
      return (bytes: number) => allocateZeroed(bytes >>> 0, store)
    case 'Math.random':
      return randomFor(cellsOf(plan.result), store)
    default: {
      const found = builtinFunction(name)
      if (found === undefined) throw new Bug(`the compiled module imports ${name}, which the host does not have`)
      return found as WebAssembly.ImportValue
    }
  }
}

const IMPORT_SECTION = 2
const MEMORY_IMPORT = 2
const SHARED_WITH_MAXIMUM = 3
const MAXIMUM_ONLY = 1

/** A copy of a module that declares its imported memory as not shared. */
export function withoutShared(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  let at = 8
  const leb = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = copy[at++]
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const skipName = (): void => {
    const length = leb()
    at += length
  }
  while (at < copy.length) {
    const section = copy[at++]
    const size = leb()
    const end = at + size
    if (section !== IMPORT_SECTION) {
      at = end
      continue
    }
    for (let count = leb(); count > 0; count--) {
      skipName()
      skipName()
      const kind = copy[at++]
      if (kind === MEMORY_IMPORT) {
        if (copy[at] === SHARED_WITH_MAXIMUM) copy[at] = MAXIMUM_ONLY
        return copy
      }
      // A function import names its type; the compiler imports nothing else before the memory.
      leb()
    }
  }
  return copy
}
