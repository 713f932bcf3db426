/** `tightloop explain`: the functions of a file as annotated source. */

import { compile } from '../pipeline.ts'
import { compileModule, type PrecompiledKernel, type Refusal } from '../precompiled/compile-module.ts'
import { annotateSource } from '../report/annotate.ts'
import { formatDiagnostic } from '../report/diagnostic.ts'
import { placeOf } from '../runtime/captured.ts'
import { type Command, type ExitCode, type Io, onlyFile, textOf, textsOf, type Values } from './command.ts'
import { type FileKernel, type KernelFile, moduleOptions, onlyKernel, readKernels } from './kernels.ts'

export const explain: Command = {
  name: 'explain',
  usage: 'file.js',
  summary: 'Prints the functions of a file with their types, and with what became of every loop.',
  details:
    'Under each loop stands how it was vectorized, or the first thing that stopped it. The types come from --signature,\n' +
    'from the export `signatures`, or from JSDoc or TypeScript types. Exit code 1 if something cannot be compiled.',
  options: {
    fn: { type: 'string', value: 'name', help: 'only this function' },
    signature: {
      type: 'string',
      short: 's',
      multiple: true,
      value: 'sig',
      help: "e.g. 'dot(f64[], f64[])'; may be repeated",
    },
    wat: { type: 'boolean', help: 'print the WebAssembly text as well' },
  },
  run: runExplain,
}

async function runExplain(values: Values, positionals: readonly string[], io: Io): Promise<ExitCode> {
  const all = await readKernels(onlyFile(positionals, 'explain'), textsOf(values, 'signature'), io.cwd)
  const file = onlyKernel(all, textOf(values, 'fn'))
  let code: ExitCode = 0
  for (const [i, kernel] of file.kernels.entries()) {
    if (i > 0) io.out('\n')
    if (!explainKernel(kernel, file, values.wat === true, io)) code = 1
  }
  return code
}

/** Answers whether every signature was compiled. */
function explainKernel(kernel: FileKernel, file: KernelFile, wat: boolean, io: Io): boolean {
  const { path } = file
  const { name, signatures, why, firstLine } = kernel
  const title = (signature: string): void => io.out(`${bold(`${path}:${firstLine}  ${name}${signature}`, io)}\n`)
  if (signatures.length === 0) {
    title('')
    io.out(`  not looked at: ${why}. Say --signature '${name}(...)', or give its parameters JSDoc types\n`)
    return true
  }
  const refusals: Refusal[] = []
  const { fns, options } = moduleOptions({ ...file, kernels: [kernel] })
  const module = compileModule(fns, { ...options, onRefusal: (refusal) => void refusals.push(refusal) })
  for (const { variants, functions } of module.kernels) {
    for (const variant of variants) {
      title(`${variant.signature} -> ${variant.result}`)
      if (variant.choice) io.out(`  runs plain: ${variant.choice}\n`)
      printSources(functions, variant, firstLine, io)
    }
  }
  for (const { signature, diagnostic } of refusals) {
    title(signature)
    io.out(`${formatDiagnostic(diagnostic, { color: io.color })}\n`)
  }
  if (wat) io.out(`${module.wat()}\n`)
  return refusals.length === 0
}

/** The kernel, and what was compiled along with loops of its own. */
function printSources(
  functions: PrecompiledKernel['functions'],
  { request }: PrecompiledKernel['variants'][0],
  firstLine: number,
  io: Io,
): void {
  const artifact = compile({ ...request, dump: ['types'] })
  if (!artifact.ok) return
  const { report } = artifact
  for (const [i, { name: functionName, source }] of functions.entries()) {
    const isKernel = i === 0
    if (!isKernel && !report.loops.some((loop) => loop.functionName === functionName)) continue
    const types = isKernel ? report.types : []
    const shown = { source, functionName, report: { loops: report.loops, types }, color: io.color }
    io.out(`${annotateSource({ ...shown, firstLine: isKernel ? firstLine : (placeOf(source)?.line ?? 1) })}\n`)
  }
}

function bold(text: string, io: Io): string {
  return io.color ? `\x1b[1m${text}\x1b[0m` : text
}
