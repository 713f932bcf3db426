/** `tightloop` on the command line: finds the subcommand, and turns what goes wrong into one line and an exit code. */
import { fileURLToPath } from 'node:url'
import { JitError } from '../runtime/errors.ts'
import { bench } from './bench.ts'
import { build } from './build.ts'
import { type Command, type ExitCode, type Io, runCommand, UsageError } from './command.ts'
import { doctor, versionOf } from './doctor.ts'
import { explain } from './explain.ts'
import { run } from './run.ts'

const commands: readonly Command[] = [build, explain, run, bench, doctor]

const help = `Usage: tightloop <command> [options]

Compiles plain numeric JavaScript functions to WebAssembly.

${commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`).join('\n')}

tightloop <command> --help tells more, and tightloop --version which one this is. Exit codes: 0 all is well; 1 not compiled, or answers differ; 2 wrong input.`

export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === 'help' && rest.length > 0) return main([rest[0]!, '--help'], io)
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    ;(name === undefined ? io.err : io.out)(`${help}\n`)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    io.out(`tightloop ${versionOf(fileURLToPath(import.meta.url), 'tightloop')}\n`)
    return 0
  }
  const command = commands.find((each) => each.name === name)
  if (command === undefined) {
    io.err(`tightloop: there is no command ${name}; there are ${commands.map((each) => each.name).join(', ')}\n`)
    return 2
  }
  try {
    return await runCommand(command, rest, io)
  } catch (error) {
    if (error instanceof JitError) {
      io.err(`${error.message}\n`)
      return 1
    }
    // What is no fault of the input's shows where it happened: in the user's code, or in ours.
    const { message, stack } = error as Error
    io.err(`tightloop ${name}: ${error instanceof UsageError ? message : (stack ?? message)}\n`)
    return 2
  }
}
