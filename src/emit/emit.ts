/**
 * IR module -> WebAssembly. Requires optimized IR without assumptions and without plans (`mode: vector`).
 *
 * Binaryen generates code; none of its optimizer runs, as V8 gains nothing from it. It never throws where one would expect: an
 * invalid module is only noticed by `validate`, and what it does throw is a bare pointer.
 */
import binaryen from 'binaryen'
import { Bug } from '../diagnostics.ts'
import type { Builder } from '../ir/build.ts'
import type { Guarded, Module } from '../ir/types.ts'
import { emitFunction } from './func.ts'
import { legalize } from './legalize.ts'
import { type OutlineOptions, outline } from './outline.ts'
import { type MemoryOptions, Target, undeclared } from './target.ts'

export interface EmitOptions {
  /** Under what name `funcs[0]` is exported. */
  readonly exportName: string
  readonly memory: MemoryOptions
  /** Keep names of functions and locals in the bytes. */
  readonly names?: boolean
  /** Have the module count how often guards fail, for `explain()`. */
  readonly countsMisses?: boolean
  /** Whether hot loops become functions of their own; on by default. */
  readonly outline?: boolean | Partial<OutlineOptions>
}

export interface Emitted {
  readonly bytes: Uint8Array
  /** What the bytes import from module `host`. */
  readonly imports: readonly string[]
  /** Guards whose failures are counted in the exported globals `missesOf(0)`, `missesOf(1)`, ... */
  readonly guards: readonly Guarded[]
  /** The module as text, made when asked for. */
  wat(): string
}

/**
 * Emits a whole module.
 * @throws Bug when the module is not one that WebAssembly accepts: the IR was wrong, or we are.
 */
export function emit(module: Module, b: Builder, options: EmitOptions): Emitted {
  const { outline: how = true } = options
  const legal = how === false ? legalize(module, b) : outline(module, b, how === true ? {} : how)
  const { names = false } = options
  const { bytes, imports, guards } = withTarget(legal, b, options, names, (target) => {
    // A process-global switch of Binaryen's.
    binaryen.setDebugInfo(names)
    return { bytes: target.module.emitBinary(), imports: target.imports, guards: target.guards }
  })
  return {
    bytes,
    imports,
    guards,
    wat: () => withTarget(legal, b, options, true, (target) => target.module.emitText()),
  }
}

function withTarget<T>(module: Module, b: Builder, options: EmitOptions, names: boolean, use: (t: Target) => T): T {
  const target = new Target(names, options.countsMisses)
  try {
    build(module, b, options, target)
    return use(target)
  } catch (error) {
    throw error instanceof Error ? error : new Bug(`emit: Binaryen failed: ${binaryenMessage(error)}`)
  } finally {
    target.module.dispose()
  }
}

function build(module: Module, b: Builder, { exportName, memory }: EmitOptions, target: Target): void {
  target.importMemory(memory)
  for (const func of module.funcs) emitFunction(func, target, b)
  target.module.addFunctionExport(module.funcs[0]!.name, exportName)
  if (target.module.validate() === 0) throw new Bug(`emit: Binaryen rejects the module of ${module.funcs[0]!.name}`)
}

export function binaryenMessage(error: unknown): string {
  try {
    return undeclared.getExceptionMessage(error).join(': ')
  } catch {
    return String(error)
  }
}
