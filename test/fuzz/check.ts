/** One generated kernel through the differential check, with every way it can fail told apart. */

import { compiler } from '../../src/compiler.ts'
import { compile } from '../../src/pipeline.ts'
import { type Compiler, installCompiler } from '../../src/runtime/compilers.ts'
import { functionsFromText } from '../differential/text.ts'
import { compare, type Refusal } from '../differential.ts'
import { materialize } from './arguments.ts'
import { type FuzzKernel, helperSources, kernelSource } from './tree.ts'

/**
 * Whether what each pass leaves is verified, and not the last one's alone: a later pass may turn a module that is not well formed into
 * one that is, and wrong.
 */
function verifyEachPass(each: boolean): void {
  installCompiler(each ? thorough : compiler)
}
const thorough: Compiler = { ...compiler, compile: (request) => compile(request, { after: () => {} }) }

export type Verdict =
  /** `vectorized`: a loop of it is. */
  | { readonly kind: 'agree'; readonly vectorized: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** A wrong answer, a trap, or a refusal that the compiler itself calls its fault. */
  | { readonly kind: 'fault'; readonly fault: 'differ' | 'trap' | 'bug'; readonly report: string }

export interface Thoroughness {
  /** Verify the module after each pass and interpret it, for a few of the argument lists. */
  readonly threeWay?: boolean
  /** How many. */
  readonly sets?: number
  /** Of what differs, name the pass that lied. Default: yes. */
  readonly blame?: boolean
}

export function checkKernel(kernel: FuzzKernel, { threeWay = false, sets = 2, blame }: Thoroughness = {}): Verdict {
  verifyEachPass(threeWay)
  const { kernel: fn, env } = functionsFromText(kernelSource(kernel), kernel.env, helperSources(kernel))
  try {
    const found = compare(fn, kernel.sets.map(materialize), {
      env,
      resident: kernel.resident,
      messages: false,
      threeWay: threeWay ? sets : 0,
      ...(blame !== undefined && { blame }),
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
