/** Runs hand-built IR: emits a module, instantiates it over a fresh memory, and compares bit by bit. */
import { HEAP_BASE } from '../../src/artifact.ts'
import { type EmitOptions, type Emitted, emit } from '../../src/emit/emit.ts'
import type { Builder } from '../../src/ir/build.ts'
import type { Block, Func, If, Label, Loop, LoopFacts, Module, Stmt, Type, Value } from '../../src/ir/types.ts'

export const facts: LoopFacts = { functionName: 'test', checks: 'none', notes: [] }

export const block = (stmts: Stmt[], yields: readonly Value[] = []): Block => ({ stmts, yields })

export function moduleOf(...funcs: Func[]): Module {
  return { funcs, roots: [], throws: [{ type: 'RangeError', message: ['bad ', ''] }] }
}

export const func = (name: string, params: readonly Value[], results: readonly Type[], body: Block): Func => ({
  name,
  params,
  results,
  body,
})

export function ifOf(cond: Value, yes: Block, no: Block = block([]), results: readonly Value[] = []): If {
  return { kind: 'if', cond, then: yes, else: no, results }
}

/** `loop` with its results: pass inits, get params in `body`, give cond and yields. */
export function loop(
  b: Builder,
  inits: readonly (readonly [name: string, init: Value])[],
  cond: (...params: Value[]) => Value,
  body: (params: Value[]) => Block,
): Loop {
  const params = inits.map(([name, init]) => b.binder(init.type, name))
  return {
    kind: 'loop',
    params,
    inits: inits.map(([, init]) => init),
    cond: cond(...params),
    body: body(params),
    results: inits.map(([name, init]) => b.binder(init.type, name)),
    mode: 'serial',
    facts,
  }
}

export const label = (name: string): Label => ({ name })

export interface Running {
  readonly main: (...args: any[]) => any
  readonly memory: WebAssembly.Memory
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly u8: Uint8Array
  readonly emitted: Emitted
}

export class Thrown extends Error {
  readonly index: number
  constructor(index: number) {
    super(`thrown ${index}`)
    this.index = index
  }
}

export const memoryOptions = { shared: true, initial: 64, maximum: 1024 }

export function run(
  module: Module,
  b: Builder,
  host: Record<string, unknown> = {},
  options: Partial<EmitOptions> = { outline: false },
): Running {
  const emitted = emit(module, b, { exportName: 'main', memory: memoryOptions, ...options })
  const memory = (host.memory as WebAssembly.Memory | undefined) ?? new WebAssembly.Memory(memoryOptions)
  const imports: Record<string, unknown> = {
    memory,
    throw: (index: number) => {
      throw new Thrown(index)
    },
    ...host,
  }
  for (const name of emitted.imports) {
    if (imports[name] === undefined && name.startsWith('Math.')) imports[name] = Math[name.slice(5) as 'sin']
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes as BufferSource), {
    host: imports,
  } as WebAssembly.Imports)
  const { buffer } = memory
  return {
    main: instance.exports.main as Running['main'],
    memory,
    f64: new Float64Array(buffer),
    i32: new Int32Array(buffer),
    u8: new Uint8Array(buffer),
    emitted,
  }
}

/** Byte addresses for test arrays. */
export const heap = (offset = 0): number => HEAP_BASE + offset
