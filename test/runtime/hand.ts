/** Kernels whose compiler is the test: WAT text and a call plan stand for what `compile` would make. */
import binaryen from 'binaryen'
import type { Artifact, CallPlan, CostEstimate, ParamPlan } from '../../src/artifact.ts'
import { type ProgramFacts, programFacts } from '../../src/parse/facts.ts'
import type { Asking } from '../../src/runtime/compilers.ts'
import { KernelState } from '../../src/runtime/dispatch.ts'
import { makeWrapper } from '../../src/runtime/invoke.ts'
import { type AnyFunction, type JitOptions, readOptions } from '../../src/runtime/options.ts'

/** Assembles a module; `body` follows the import of the memory. */
export function assemble(body: string): Uint8Array {
  const module = binaryen.parseText(`(module (import "host" "memory" (memory 1 65536 shared)) ${body})`)
  try {
    const { Atomics, BulkMemory, MutableGlobals, NontrappingFPToInt, SIMD128, SignExt } = binaryen.Features
    module.setFeatures(Atomics | BulkMemory | MutableGlobals | NontrappingFPToInt | SIMD128 | SignExt)
    if (module.validate() === 0) throw new Error('invalid test module')
    return module.emitBinary()
  } finally {
    module.dispose()
  }
}

export interface HandMade extends Partial<CallPlan> {
  readonly wat: string
  readonly cost?: CostEstimate
}

let count = 0

/** A question that has its answer. */
export function answered(value: Artifact | ProgramFacts): Asking {
  return { get: () => ({ value, missing: undefined }), settled: async () => {} }
}

/** A kernel of `fn` whose compiled form is made by hand. */
export function handMade(fn: AnyFunction, made: HandMade, options: JitOptions = { tier: 'compiled' }) {
  const { wat, cost = { loopDepth: 1, operations: 10 }, ...plan } = made
  const bytes = assemble(wat)
  const artifact: Artifact = {
    ok: true,
    bytes,
    plan: {
      params: [],
      env: [],
      result: { kind: 'undefined' },
      throws: [],
      mayBail: false,
      bails: [],
      imports: ['memory'],
      ...plan,
    },
    report: { loops: [], cost, types: [], stages: [], resultType: 'f64' },
  }
  // Kernels of one source and name would share the code of the first.
  const settings = readOptions(fn, { name: `hand${count++}`, ...options })
  const state = new KernelState(
    { original: fn, env: settings.env, fastmath: [] },
    settings,
    {
      ask: (job) => answered(job.kind === 'facts' ? programFacts(job.functions) : artifact),
      cacheCounts: { hits: 0, misses: 0, writes: 0, failures: 0 },
      format: (diagnostic) => diagnostic.message,
      locate: () => undefined,
    },
    false,
  )
  return { kernel: makeWrapper(state, fn.length) as AnyFunction, state }
}

export const number: ParamPlan = { kind: 'scalar', type: 'f64' }
export const integer: ParamPlan = { kind: 'scalar', type: 'i32' }

export function array(element: 'f64' | 'u8' | 'i32', access: 'r' | 'w' | 'rw' | '', plain = false): ParamPlan {
  return { kind: 'array', element, plain, read: access.includes('r'), written: access.includes('w') }
}
