/** One generated kernel through the differential check, with every way it can fail told apart. */

import { compiler } from '../../src/compiler.ts'
import { compile } from '../../src/pipeline.ts'
import { installCompiler } from '../../src/runtime/compilers.ts'
import { functionsFromText } from '../differential/text.ts'
import { compare, type Refusal } from '../differential.ts'
import { materialize } from './arguments.ts'
import { type FuzzKernel, helperSources, kernelSource } from './tree.ts'

/**
 * From now on, what each pass leaves is verified, and not the last one's alone: a later pass may turn a module that is not well formed into
 * one that is, and wrong.
 */
export function verifyEachPass(): void {
  installCompiler({ ...compiler, compile: (request) => compile(request, { after: () => {} }) })
}

export type Verdict =
  /** `vectorized`: a loop of it is. */
  | { readonly kind: 'agree'; readonly vectorized: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** A wrong answer, a trap, or a refusal that the compiler itself calls its fault. */
  | { readonly kind: 'fault'; readonly fault: 'differ' | 'trap' | 'bug'; readonly report: string }

/**
 * `threeWay`: interpret the kernel after each stage, too, for that many of its argument lists. What differs always is, to name the pass
 * that lied.
 */
export function checkKernel(kernel: FuzzKernel, threeWay = false, sets = 2): Verdict {
  const { kernel: fn, env } = functionsFromText(kernelSource(kernel), kernel.env, helperSources(kernel))
  try {
    const found = compare(fn, kernel.sets.map(materialize), {
      env,
      resident: kernel.resident,
      messages: false,
      threeWay: threeWay ? sets : 0,
    })
    if (found.kind === 'agree') return found
    if (found.kind === 'differ') {
      const { path, expected, actual } = found.difference
      return {
        kind: 'fault',
        fault: 'differ',
        report: `set ${found.set}, ${found.contestant}: ${path} is ${actual}, must be ${expected} (to blame: ${found.blame})`,
      }
    }
    const { refusal } = found
    if (refusal.code === 'bug' || refusal.reason === '')
      return { kind: 'fault', fault: 'bug', report: `[${refusal.code}] ${refusal.reason}` }
    return { kind: 'refused', refusal }
  } catch (error) {
    return {
      kind: 'fault',
      fault: 'trap',
      report: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }
  }
}
