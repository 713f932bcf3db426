/** The compiler as the runtime asks for it: a chunk of its own in `dist`, loaded by the compiler thread or, where there is none, on demand. */
import type { ArgType, Artifact, FunctionSource, Request } from './artifact.ts'
import { diagnosticOf } from './diagnostics.ts'
import { noWants, type ProgramFacts, programFacts } from './parse/facts.ts'
import { compile as compileRequest } from './pipeline.ts'
import type { Compiler } from './runtime/compilers.ts'

/** Compiles; whatever the compiler throws becomes the reason of a refusal. */
function compile(request: Request): Artifact {
  try {
    return compileRequest(request)
  } catch (error) {
    return { ok: false, diagnostic: diagnosticOf(error), bug: true }
  }
}

function facts(functions: readonly FunctionSource[]): ProgramFacts {
  try {
    return programFacts(functions)
  } catch (error) {
    return { refusal: diagnosticOf(error), paramCount: 0, wantsInt: noWants, isRecursive: false }
  }
}

export const compiler: Compiler = { compile, facts }

const array: ArgType = { kind: 'array', element: 'f64', plain: false }
const bytes: ArgType = { kind: 'array', element: 'u8', plain: false }
const integer: ArgType = { kind: 'scalar', type: 'i32' }

/** Kernels of common shapes: the more of the compiler they go through, the better. */
const samples: readonly (readonly [source: string, args: readonly ArgType[]])[] = [
  [
    '(a, n) => { let s = 0; for (let i = 0; i < n; i++) { a[i] = a[i] * 2 + 1; s += a[i] } return s }',
    [array, integer],
  ],
  [
    `(n, a, b, c) => { for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      let s = 0; for (let k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j]; c[i * n + j] = s } }`,
    [integer, array, array, array],
  ],
  [
    `(a, b, w) => { for (let i = 1; i < a.length - 1; i++) {
      const x = (a[i - 1] + 2 * a[i] + a[i + 1]) >> 2; b[i] = x > 255 ? 255 : Math.max(x, w % (i + 1)) } return Math.sqrt(w) }`,
    [bytes, bytes, integer],
  ],
]
const ROUNDS = 8

/**
 * Compiles the samples a few times, so that the engine has compiled the compiler itself before somebody waits; a step each time `next` is
 * called on the result.
 */
export function* warmUp(): Generator<void, void, void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [source, args] of samples) {
      const functions = [{ name: 'warmUp', source, env: {} }]
      facts(functions)
      compile({ functions, args, options: { fastmath: [] } })
      yield
    }
  }
}
