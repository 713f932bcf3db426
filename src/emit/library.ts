/**
 * Several kernels -> one WebAssembly module with a memory and an allocator of its own, for hosts that compile nothing. Each kernel is
 * emitted as `emit` would do it alone; what their names and numbers would make collide is renamed in the IR before.
 */
import binaryen from 'binaryen'
import { Bug } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import type { Block, Func, Module, Stmt } from '../ir/types.ts'
import { addAllocator, INITIAL_PAGES } from './allocator.ts'
import { binaryenMessage, type Emitted } from './emit.ts'
import { emitFunction } from './func.ts'
import { outline } from './outline.ts'
import { Target } from './target.ts'

export interface LibraryPart {
  /** Under what name `module.funcs[0]` is exported. */
  readonly exportName: string
  /** As `emit` requires it. */
  readonly module: Module
  readonly b: Builder
  /** What is added to the number of each error the kernel throws, but for the two that all kernels share. */
  readonly throwOffset: number
}

/** Errors that have the same number in every kernel: `bail` and `unreachable`. */
export const SHARED_THROWS = 2

const MAXIMUM_PAGES = 65536

/** @throws Bug when the module is not one that WebAssembly accepts: the IR was wrong, or we are. */
export function emitLibrary(parts: readonly LibraryPart[]): Emitted {
  const legal = parts.map((part, i) => ({ ...part, module: outline(renamed(part, `${i}/`), part.b) }))
  const bytes = (target: Target) => {
    // A process-global switch of Binaryen's.
    binaryen.setDebugInfo(false)
    return { bytes: target.module.emitBinary(), imports: target.imports, guards: [] }
  }
  return { ...withLibrary(legal, bytes), wat: () => withLibrary(legal, (target) => target.module.emitText()) }
}

function withLibrary<T>(parts: readonly LibraryPart[], use: (target: Target) => T): T {
  const target = new Target(false)
  const m = target.module
  try {
    m.setMemory(INITIAL_PAGES, MAXIMUM_PAGES, 'memory', [], false, false, '0')
    addAllocator(m)
    for (const { module, b, exportName } of parts) {
      for (const func of module.funcs) emitFunction(func, target, b)
      m.addFunctionExport(module.funcs[0]!.name, exportName)
    }
    if (m.validate() === 0) throw new Bug('emit: Binaryen rejects the library')
    return use(target)
  } catch (error) {
    throw error instanceof Error ? error : new Bug(`emit: Binaryen failed: ${binaryenMessage(error)}`)
  } finally {
    m.dispose()
  }
}

/** The module with `prefix` before the names of its functions, and its errors renumbered. Values and labels stay themselves. */
function renamed({ module, throwOffset }: LibraryPart, prefix: string): Module {
  const block = (old: Block): Block => ({ ...old, stmts: old.stmts.map(stmt) })
  const stmt = (old: Stmt): Stmt => {
    switch (old.kind) {
      case 'call':
        return old.callee.startsWith('host:') ? old : { ...old, callee: prefix + old.callee }
      case 'throw':
        return old.index < SHARED_THROWS ? old : { ...old, index: old.index + throwOffset }
      case 'if':
        return { ...old, then: block(old.then), else: block(old.else) }
      case 'loop':
      case 'region':
        return { ...old, body: block(old.body) }
      default:
        return old
    }
  }
  const func = (old: Func): Func => ({ ...old, name: prefix + old.name, body: block(old.body) })
  return { ...module, funcs: module.funcs.map(func) }
}
