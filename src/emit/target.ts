/** The Binaryen module under construction: imports, helpers and globals are added when first asked for. */
import binaryen from 'binaryen'
import { missesOf } from '../artifact.ts'
import type { Guarded, Type } from '../ir/types.ts'
import { isVector } from '../ir/vector.ts'
import { addRemainder, addToInt32 } from './helpers.ts'

/** Names and sizes of the memory import; `host` is the module of all imports. */
export interface MemoryOptions {
  readonly shared: boolean
  /** In pages of 64 KiB. */
  readonly initial: number
  readonly maximum: number
}

/** What Binaryen exports but its type declarations place elsewhere or leave out. */
export const undeclared = binaryen as unknown as {
  readonly Function: { setLocalName(func: binaryen.FunctionRef, local: number, name: string): void }
  readonly Unary: {
    getOp(unary: binaryen.ExpressionRef): binaryen.Operations
    getValue(unary: binaryen.ExpressionRef): binaryen.ExpressionRef
  }
  readonly RelaxedMaddVecF64x2: number
  readonly RelaxedMaddVecF32x4: number
  readonly RelaxedNmaddVecF64x2: number
  readonly RelaxedNmaddVecF32x4: number
  _BinaryenSIMDTernary(
    module: number,
    op: number,
    a: binaryen.ExpressionRef,
    b: binaryen.ExpressionRef,
    c: binaryen.ExpressionRef,
  ): binaryen.ExpressionRef
  /** Type and text of the C++ exception that a call has thrown as a bare object. */
  getExceptionMessage(exception: unknown): readonly [type: string, text: string]
}

const helpers = { 'helper/rem': addRemainder, 'helper/toInt32': addToInt32 }

export class Target {
  readonly module: binaryen.Module
  /** What the module imports from `host`, in order of first use. */
  readonly imports: string[] = []
  private readonly names = new Set<string>()

  /** Guards whose failures are counted: number i in the exported global `misses/i`. */
  readonly guards: Guarded[] = []

  /** Whether locals are given names: it takes time, and is for readers only. */
  readonly hasNames: boolean
  readonly countsMisses: boolean

  constructor(hasNames: boolean, countsMisses = false) {
    this.hasNames = hasNames
    this.countsMisses = countsMisses
    this.module = new binaryen.Module()
    // One by one: `All` turns on encodings that engines reject.
    const { Features: f } = binaryen
    this.module.setFeatures(
      f.Atomics |
        f.BulkMemory |
        f.BulkMemoryOpt |
        f.MutableGlobals |
        f.NontrappingFPToInt |
        f.SIMD128 |
        f.RelaxedSIMD |
        f.SignExt,
    )
  }

  importMemory({ shared, initial, maximum }: MemoryOptions): void {
    this.imports.push('memory')
    this.module.setMemory(initial, maximum, null, [], shared, false, '0')
    this.module.addMemoryImport('0', 'host', 'memory', shared)
  }

  /** The internal name of `host.path` at this signature. */
  hostFunction(path: string, params: readonly WasmType[], result: WasmType | undefined): string {
    const name = `host/${path}(${params.join()})${result ?? ''}`
    if (this.isNew(name)) {
      if (!this.imports.includes(path)) this.imports.push(path)
      this.module.addFunctionImport(
        name,
        'host',
        path,
        typeOfAll(params),
        result === undefined ? binaryen.none : typeOf(result),
      )
    }
    return name
  }

  /** The internal name of a function of our own that an op needs. */
  helper(name: keyof typeof helpers): string {
    if (this.isNew(name)) helpers[name](this.module, name)
    return name
  }

  /** The global through which a call returns its result number `index` (1 or more). */
  resultGlobal(index: number, type: Type): string {
    const name = `result/${index}/${wasmType(type)}`
    if (this.isNew(name)) this.module.addGlobal(name, typeOf(type), true, zero(this.module, type))
    return name
  }

  /** Code that counts, in a global of its own for each place, how often the guard there has failed. */
  countMiss(guarded: Guarded): binaryen.ExpressionRef {
    const { i32, global } = this.module
    const name = missesOf(this.guards.length)
    this.guards.push(guarded)
    this.module.addGlobal(name, binaryen.i32, true, i32.const(0))
    this.module.addGlobalExport(name, name)
    return global.set(name, i32.add(global.get(name, binaryen.i32), i32.const(1)))
  }

  private isNew(name: string): boolean {
    if (this.names.has(name)) return false
    this.names.add(name)
    return true
  }
}

/** What locals and parameters have: a `bool` is an i32, all vectors are one type. */
export type WasmType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'
export const wasmType = (type: Type | WasmType): WasmType =>
  type === 'bool' ? 'i32' : type === 'v128' || isVector(type) ? 'v128' : type
export const typeOf = (type: Type | WasmType): binaryen.Type => binaryen[wasmType(type)]
export const typeOfAll = (types: readonly (Type | WasmType)[]): binaryen.Type => binaryen.createType(types.map(typeOf))

function zero(m: binaryen.Module, of: Type): binaryen.ExpressionRef {
  const type = wasmType(of)
  if (type === 'v128') return m.v128.const(new Array(16).fill(0))
  return type === 'i64' ? m.i64.const(0n) : m[type as 'i32'].const(0)
}
