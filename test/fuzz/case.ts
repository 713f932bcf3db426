/** A found mismatch as a file of `cases/`: source text and arguments, nothing of the generator. */
import { show } from '../differential/show.ts'
import { type Arg, type Args, type FuzzKernel, helperSources, kernelSource } from './tree.ts'

export interface FuzzCase {
  readonly source: string
  readonly functions?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, unknown>>
  /** Some calls bail out: the plain function runs them. */
  readonly mayRefuse?: boolean
  /** The argument lists, made anew. Each is also run with its arrays in kernel memory. */
  args(): unknown[][]
}

/** The text of a case file, ready to be saved. */
export function caseFile(kernel: FuzzKernel, report: string): string {
  const functions = Object.entries(helperSources(kernel)).map(([name, text]) => `    ${name}: \`${escape(text)}\`,\n`)
  const env = Object.entries(kernel.env).map(([name, value]) => `${name}: ${show(value)}`)
  const buffers: string[] = []
  const sets = kernel.sets.map((set) => `[${printArgs(set, buffers)}]`)
  return [
    "import type { FuzzCase } from '../case.ts'",
    '',
    `/** Seed ${kernel.seed}. ${report.replaceAll('*/', '* /').replaceAll('\n', ' ')} */`,
    'export default {',
    `  source: \`${escape(kernelSource(kernel))}\`,`,
    ...(functions.length > 0 ? [`  functions: {\n${functions.join('')}  },`] : []),
    ...(env.length > 0 ? [`  env: { ${env.join(', ')} },`] : []),
    '  args() {',
    ...buffers.map((line) => `    ${line}`),
    `    return [${sets.join(', ')}]`,
    '  },',
    '} satisfies FuzzCase',
    '',
  ].join('\n')
}

const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')

/** In full, where `show` would clip. */
const list = (values: readonly unknown[]): string => `[${values.map((value) => show(value)).join(', ')}]`

function printArgs(set: Args, lines: string[]): string {
  const names = set.buffers.map(() => '')
  return set.args.map((arg, i) => printArg(arg, i, set, names, lines)).join(', ')
}

function printArg(arg: Arg, at: number, set: Args, names: string[], lines: string[]): string {
  if (arg.kind === 'scalar') return show(arg.value)
  if (arg.kind === 'plain') return list(arg.values)
  if (arg.kind === 'rows') return `[${arg.rows.map((row) => `new Float64Array(${list(row)})`).join(', ')}]`
  if (arg.kind === 'point') return `{ x: ${show(arg.x)}, y: ${show(arg.y)}, v: new Float64Array(${list(arg.v)}) }`
  if (arg.kind === 'same') return objectName(arg.as, set, names, lines)
  // An array that is given twice needs a name.
  if (set.args.some((other) => other.kind === 'same' && other.as === at)) return objectName(at, set, names, lines)
  return printView(arg, set, names, lines)
}

function objectName(at: number, set: Args, names: string[], lines: string[]): string {
  const target = set.args[at]
  if (target.kind === 'same') return objectName(target.as, set, names, lines)
  const key = `object${at}`
  const known = names.find((name) => name.startsWith(`${key}=`))
  if (known) return known.slice(key.length + 1)
  const name = `array${lines.length}`
  lines.push(`const ${name} = ${target.kind === 'view' ? printView(target, set, names, lines) : show(null)}`)
  names.push(`${key}=${name}`)
  return name
}

function printView(arg: Arg & { kind: 'view' }, set: Args, names: string[], lines: string[]): string {
  const { element, values } = set.buffers[arg.buffer]
  const data = `new ${element}(${list(values)})`
  const users = set.args.filter((other) => other.kind === 'view' && other.buffer === arg.buffer).length
  const whole = arg.offset === 0 && arg.element === element && arg.length === values.length
  if (users === 1 && whole) return data
  if (names[arg.buffer] === '') {
    names[arg.buffer] = `buffer${lines.length}`
    lines.push(`const ${names[arg.buffer]} = ${data}.buffer`)
  }
  return `new ${arg.element}(${names[arg.buffer]}, ${arg.offset}, ${arg.length})`
}
