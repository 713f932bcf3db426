/** `tightloop bench`: how much faster the kernels of a file are, on the arguments that the file or the command line gives. */
import type { jit } from '../jit.ts'
import { alloc } from '../runtime/alloc.ts'
import { elementTypeOf, type TypedArray } from '../runtime/arrays.ts'
import type { AnyFunction } from '../runtime/options.ts'
import { argumentsFor, differenceOf } from './arguments.ts'
import { type Command, type ExitCode, type Io, onlyFile, textOf, textsOf, UsageError, type Values } from './command.ts'
import { type FileKernel, type KernelFile, onlyKernel, readKernels } from './kernels.ts'
import { compiledKernel } from './run.ts'

export const bench: Command = {
  name: 'bench',
  usage: 'file.js',
  summary: 'Times the functions of a file, plain and compiled, in turns and in one process.',
  details:
    'Arguments are given as for `run`, by --fn and --args or by the export `args`. Answers are compared first. Times are medians; `resident`\n' +
    'has its arrays in kernel memory (alloc), so that nothing is copied. Exit code 1 if answers differ or nothing compiles.',
  options: {
    fn: { type: 'string', value: 'name', help: 'only this function' },
    args: { type: 'string', short: 'a', multiple: true, value: 'expr', help: 'one for each argument, with --fn' },
    rounds: { type: 'string', value: 'n', help: 'samples of each contestant; 15 by default' },
  },
  run: runBench,
}

const WARM_MS = 150
const SAMPLE_MS = 5

async function runBench(values: Values, positionals: readonly string[], io: Io): Promise<ExitCode> {
  const rounds = Number(textOf(values, 'rounds') ?? 15)
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError('--rounds: expected a whole number from 1 up')
  const all = await readKernels(onlyFile(positionals, 'bench'), [], io.cwd)
  const texts = textsOf(values, 'args')
  const file = onlyKernel(all, textOf(values, 'fn'))
  const named = all.scope.exports.args as Record<string, unknown> | undefined
  const chosen = file.kernels.filter(({ name }) => texts.length > 0 || named?.[name] !== undefined)
  if (texts.length > 0 && file.kernels.length > 1)
    throw new UsageError('--args: say which function they are for, with --fn')
  if (chosen.length === 0) argumentsFor(file, file.kernels[0]!.name, texts)
  io.out(`${'function'.padEnd(20)}${['plain ms', 'compiled', 'resident'].map((head) => head.padStart(12)).join('')}\n`)
  let code: ExitCode = 0
  for (const kernel of chosen) {
    io.err(`${kernel.name} ...\n`)
    if (!benchKernel(kernel, file, argumentsFor(file, kernel.name, texts), rounds, io)) code = 1
  }
  return code
}

interface Contestant {
  readonly fn: AnyFunction
  readonly args: unknown[]
  /** Puts the arrays back to what they were. */
  readonly restore: () => void
  readonly samples: number[]
  calls: number
}

function benchKernel(kernel: FileKernel, file: KernelFile, make: () => unknown[], rounds: number, io: Io): boolean {
  const compiled = compiledKernel(kernel, file)
  // Wrappers of their own, so that no two contestants share what the engine learns of their arguments.
  const resident = compiledKernel(kernel, file)
  const problem = compare(compiled, make)
  if (problem !== undefined) {
    io.out(`${kernel.name.padEnd(20)}  ${problem}\n`)
    return false
  }
  const contestants = [
    contestant(compiled.original, make()),
    contestant(compiled, make()),
    contestant(resident, make().map(toResident)),
  ]
  for (const each of contestants) warm(each)
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) sample(contestants[(round + turn) % contestants.length]!)
  }
  const [plain, ...others] = contestants.map(({ samples }) => median(samples)) as [number, number, number]
  const ratios = others.map((ms) => `${(plain / ms).toFixed(2)}x`.padStart(12)).join('')
  io.out(`${kernel.name.padEnd(20)}${plain.toFixed(4).padStart(12)}${ratios}\n`)
  return true
}

function compare(compiled: ReturnType<typeof jit>, make: () => unknown[]): string | undefined {
  const kernel = compiled as unknown as ReturnType<typeof compiledKernel>
  const [expected, actual] = [make(), make()]
  let results: unknown[]
  try {
    results = [kernel.original(...expected), kernel(...actual)]
  } catch (error) {
    return `throws ${String(error)}`
  }
  if (kernel.stats.compiled === 0) return `not compiled: ${kernel.stats.fallbacks.at(-1)?.reason ?? 'runs plain'}`
  const difference = differenceOf(results[0], results[1], 'result') ?? differenceOf(expected, actual, 'arguments')
  return difference && `DIFFERENT: ${difference}`
}

function contestant(fn: AnyFunction, args: unknown[]): Contestant {
  const arrays = args.filter((arg): arg is TypedArray => elementTypeOf(arg) !== undefined)
  const pristine = arrays.map((array) => array.slice())
  const restore = (): void => {
    for (const [i, array] of arrays.entries()) array.set(pristine[i] as never)
  }
  return { fn, args, restore, samples: [], calls: 1 }
}

function toResident(value: unknown): unknown {
  if (elementTypeOf(value) === undefined) return value
  const array = value as TypedArray
  return alloc(array.constructor as never, array as never)
}

function warm(each: Contestant): void {
  const end = performance.now() + WARM_MS
  let best = Infinity
  while (performance.now() < end) {
    each.restore()
    const start = performance.now()
    each.fn(...each.args)
    best = Math.min(best, performance.now() - start)
  }
  each.calls = Math.max(1, Math.min(100_000, Math.round(SAMPLE_MS / Math.max(best, 1e-5))))
}

function sample({ fn, args, restore, samples, calls }: Contestant): void {
  restore()
  const start = performance.now()
  for (let i = 0; i < calls; i++) fn(...args)
  samples.push((performance.now() - start) / calls)
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}
