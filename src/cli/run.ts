/** `tightloop run`: one call of a kernel, plain and compiled, compared. */

import { jit, type Kernel } from '../jit.ts'
import { origins } from '../runtime/environment.ts'
import { JitError } from '../runtime/errors.ts'
import type { AnyFunction } from '../runtime/options.ts'
import { argumentsFor, differenceOf, show } from './arguments.ts'
import { type Command, type ExitCode, type Io, onlyFile, textOf, textsOf, UsageError, type Values } from './command.ts'
import { type FileKernel, type KernelFile, onlyKernel, readKernels } from './kernels.ts'

export const run: Command = {
  name: 'run',
  usage: "file.js --fn name --args '1.5' --args 'f64[1000]'",
  summary: 'Calls a function plain and compiled, and compares results and arguments bit for bit.',
  details:
    'Each --args is a JavaScript expression in the scope of the file, or `f64[1000]` for an array of that class and length\n' +
    'with pseudo-random numbers. Without --args, the file may export args = { name: () => [...] }. Exit code 1 if the answers\n' +
    'differ or the function is not compiled.',
  options: {
    fn: { type: 'string', value: 'name', help: 'the function; may be left out if the file exports one only' },
    args: { type: 'string', short: 'a', multiple: true, value: 'expr', help: 'one for each argument' },
  },
  run: runRun,
}

async function runRun(values: Values, positionals: readonly string[], io: Io): Promise<ExitCode> {
  const file = await readKernels(onlyFile(positionals, 'run'), [], io.cwd)
  const chosen = onlyKernel(file, textOf(values, 'fn'))
  if (chosen.kernels.length > 1) {
    throw new UsageError(
      `${file.path}: exports several functions, say --fn: ${file.kernels.map(({ name }) => name).join(', ')}`,
    )
  }
  const [kernel] = chosen.kernels as [FileKernel]
  const make = argumentsFor(file, kernel.name, textsOf(values, 'args'))
  const compiled = compiledKernel(kernel, file)
  io.err(`${kernel.name} ...\n`)
  const plain = outcomeOf(compiled.original, make())
  const [fast, time] = [outcomeOf(compiled, make()), compiled.stats.compileMs]
  io.out(`plain     ${plain.ms.toFixed(2)} ms  ${resultText(plain)}\n`)
  io.out(`compiled  ${fast.ms.toFixed(2)} ms  ${resultText(fast)}  (${time.toFixed(0)} ms of it compiling)\n`)
  if (compiled.stats.compiled === 0) {
    io.out(`${compiled.explain()}\n`)
    return 1
  }
  const difference = differenceOf(plain.value, fast.value, 'result') ?? differenceOf(plain.args, fast.args, 'arguments')
  io.out(difference === undefined ? 'equal, bit for bit\n' : `DIFFERENT: ${difference}\n`)
  return difference === undefined ? 0 : 1
}

/** The function as a kernel that runs compiled code wherever it can. */
export function compiledKernel({ name, fn }: FileKernel, { env }: KernelFile): Kernel<AnyFunction> {
  const origin = origins.get(fn)
  return origin === undefined
    ? jit(fn, { name, env, tier: 'compiled' })
    : jit(origin.original, { name, env: origin.env, fastmath: origin.fastmath, tier: 'compiled' })
}

interface Outcome {
  readonly args: unknown[]
  /** The result, or the error. */
  readonly value: unknown
  readonly threw: boolean
  readonly ms: number
}

function outcomeOf(fn: AnyFunction, args: unknown[]): Outcome {
  const start = performance.now()
  try {
    const value = fn(...args)
    return { args, value, threw: false, ms: performance.now() - start }
  } catch (error) {
    if (error instanceof JitError) throw error
    const { name, message } = error as Error
    return { args, value: `${name}: ${message}`, threw: true, ms: performance.now() - start }
  }
}

function resultText({ value, threw }: Outcome): string {
  return threw ? `threw ${String(value)}` : show(value)
}
