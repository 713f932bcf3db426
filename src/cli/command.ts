/** What a subcommand is, and how its options are read. Commands get everything they touch of the process through `Io`. */
import { type ParseArgsConfig, parseArgs } from 'node:util'

export interface Io {
  readonly out: (text: string) => void
  /** Progress and complaints. */
  readonly err: (text: string) => void
  readonly cwd: string
  readonly color: boolean
  /** Text of the loader's own code: of the one that takes rows and objects, or of the shorter one. */
  readonly loader: (structs: boolean) => Promise<string>
}

/** 0: all is well. 1: the answer is no: not compiled, answers differ. 2: the command cannot be carried out as given. */
export type ExitCode = 0 | 1 | 2

export interface Command {
  readonly name: string
  /** What follows the name, e.g. `file.js`. */
  readonly usage: string
  readonly summary: string
  /** Paragraphs of its help. */
  readonly details: string
  readonly options: Options
  run(values: Values, positionals: readonly string[], io: Io): Promise<ExitCode>
}

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** Name of the value in the help. */
  readonly value?: string
  readonly help: string
}

export type Options = Readonly<Record<string, Option>>
export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** The command line or an input is wrong: the message says what, and where. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const HELP: Option = { type: 'boolean', short: 'h', help: 'this text' }

export async function runCommand(command: Command, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parse(command, args)
  if (values.help === true) {
    io.out(`${helpOf(command)}\n`)
    return 0
  }
  return command.run(values, positionals, io)
}

function parse(command: Command, args: readonly string[]): { values: Values; positionals: readonly string[] } {
  const options = { ...command.options, help: HELP } as ParseArgsConfig['options']
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { values: values as Values, positionals }
  } catch (error) {
    // Node's sentences are good, but for the advice about dashes.
    const [sentence] = (error as Error).message.split(/\.?\s+To specify|\.\s/)
    throw new UsageError(`${sentence}; see tightloop ${command.name} --help`)
  }
}

export function helpOf({ name, usage, summary, details, options }: Command): string {
  const rows = Object.entries({ ...options, help: HELP }).map(([option, { short, value, help }]) => {
    const flag = `${short ? `-${short}, ` : '    '}--${option}${value ? ` ${value}` : ''}`
    return [flag, help] as const
  })
  const width = Math.max(...rows.map(([flag]) => flag.length))
  const table = rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n')
  return `Usage: ${`tightloop ${name} ${usage}`.trimEnd()}\n\n${summary}\n\n${details}\n\nOptions\n${table}`
}

/** The one file that a command is about. */
export function onlyFile(positionals: readonly string[], command: string): string {
  const [file, ...rest] = positionals
  if (file === undefined) throw new UsageError(`no file was named; see tightloop ${command} --help`)
  if (rest.length > 0) throw new UsageError(`one file at a time: ${rest.join(' ')} is too much`)
  return file
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

export function textsOf(values: Values, name: string): readonly string[] {
  const value = values[name]
  return Array.isArray(value) ? (value as readonly string[]) : []
}
