/** `tightloop build`: a file's kernels -> a module, its loader and its declarations. docs/PRECOMPILED.md says what they are. */
import * as fs from 'node:fs'
import * as path from 'node:path'
import { basename, extname, join, resolve } from 'node:path'
import { compileModule, type PrecompiledModule, type Refusal } from '../precompiled/compile-module.ts'
import { declarationFile, hasStructs, loaderFile } from '../precompiled/files.ts'
import { formatDiagnostic } from '../report/diagnostic.ts'
import { mergeVersions } from '../report/explain.ts'
import { makeFolder } from '../runtime/disk.ts'
import { origins } from '../runtime/environment.ts'
import { type Command, type ExitCode, type Io, onlyFile, textOf, textsOf, UsageError, type Values } from './command.ts'
import { missingName } from './environment.ts'
import { type KernelFile, moduleOptions, readKernels } from './kernels.ts'

export const build: Command = {
  name: 'build',
  usage: 'kernels.js [-o dist]',
  summary: 'Compiles the exported functions of a file to a .wasm module, a loader (.mjs) and declarations (.d.mts).',
  details:
    'The types come from --signature, from the export `signatures`, or from JSDoc or TypeScript types. Functions without\n' +
    'types are left out. Exit code 1 if a signature cannot be compiled: nothing is written then.',
  options: {
    out: { type: 'string', short: 'o', value: 'dir', help: 'where to write; dist by default' },
    name: { type: 'string', value: 'name', help: 'name of the files; that of the source by default' },
    signature: {
      type: 'string',
      short: 's',
      multiple: true,
      value: 'sig',
      help: "e.g. 'dot(f64[], f64[])'; may be repeated",
    },
    inline: { type: 'boolean', help: 'put the bytes into the loader and write no .wasm' },
    'allow-plain': { type: 'boolean', help: 'leave what cannot be compiled to the plain function' },
    tier: {
      type: 'string',
      value: 'tier',
      help: 'auto (default), or compiled: never choose the plain function for its speed',
    },
    fastmath: { type: 'boolean', help: 'allow results that differ in their last bits' },
    verbose: { type: 'boolean', short: 'v', help: 'say what was made of every loop' },
  },
  run: runBuild,
}

async function runBuild(values: Values, positionals: readonly string[], io: Io): Promise<ExitCode> {
  const tier = textOf(values, 'tier') ?? 'auto'
  if (tier !== 'auto' && tier !== 'compiled') throw new UsageError(`--tier ${tier}: expected auto or compiled`)
  const file = await readKernels(onlyFile(positionals, 'build'), textsOf(values, 'signature'), io.cwd)
  const target = targetOf(values, file, io)
  for (const { name, why } of file.kernels) if (why !== undefined) io.err(`${file.path}: ${name} is left out: ${why}\n`)
  const { fns, options } = moduleOptions(file)
  if (Object.keys(fns).length === 0) {
    throw new UsageError(`${file.path}: no function has types; use --signature, or export signatures, or JSDoc types`)
  }
  const refusals: Refusal[] = []
  const onRefusal = (refusal: Refusal): void => {
    refusals.push(refusal)
  }
  const onKernel = (name: string): void => io.err(`${name} ...\n`)
  const module = compileModule(fns, { ...options, tier, fastmath: values.fastmath === true, onKernel, onRefusal })
  for (const { diagnostic, kernel, signature } of refusals) {
    io.err(`${file.path}: ${kernel}${signature}\n${formatDiagnostic(diagnostic, { color: io.color })}\n`)
  }
  if (refusals.length > 0 && values['allow-plain'] !== true) {
    io.err('nothing was written; --allow-plain would leave these to the plain function\n')
    return 1
  }
  for (const kernel of new Set(refusals.map((refusal) => refusal.kernel))) {
    const name = origins.has(fns[kernel]!) ? undefined : missingName(fns[kernel]!, file.env, file.scope)
    if (name === undefined) continue
    io.err(`${file.path}: ${kernel} cannot run in another file: ${name} belongs to this one, and may change\n`)
    return 1
  }
  await write(module, target, file, values, io)
  return 0
}

interface Target {
  readonly folder: string
  /** Of the files, without extension. */
  readonly name: string
}

/** @throws {UsageError} for a name that is none, and where the file itself would be written over */
function targetOf(values: Values, { scope }: KernelFile, io: Io): Target {
  const { out = 'dist', name = basename(scope.path, extname(scope.path)) } = values as Readonly<Record<string, string>>
  if (out === '') throw new UsageError('--out: expected a folder')
  if (name === '' || basename(name) !== name) throw new UsageError(`--name ${name}: expected the name of a file`)
  const folder = resolve(io.cwd, out)
  if (join(folder, `${name}.mjs`) === scope.path) {
    throw new UsageError(`the loader would replace ${scope.path}: choose another --out or --name`)
  }
  return { folder, name }
}

/** Characters that mean something else in a URL than in a name. */
const inUrl = (name: string): string => name.replace(/[#?%\\]/g, encodeURIComponent)

async function write(
  module: PrecompiledModule,
  { folder, name }: Target,
  file: KernelFile,
  values: Values,
  io: Io,
): Promise<void> {
  const source = basename(file.path)
  const isInline = values.inline === true
  const title = `Made by tightloop from ${source}; do not edit.`
  const runtime = await io.loader(hasStructs(module))
  const loader = loaderFile(module, { runtime, title, ...(!isInline && { wasm: `./${inUrl(name)}.wasm` }) })
  const files: (readonly [string, string | Uint8Array])[] = [
    [`${name}.mjs`, loader],
    [`${name}.d.mts`, `// ${title}\n${declarationFile(module)}`],
  ]
  if (!isInline) files.unshift([`${name}.wasm`, module.bytes])
  try {
    makeFolder(folder, fs, path)
    for (const [name, content] of files) fs.writeFileSync(join(folder, name), content)
  } catch (error) {
    throw new UsageError(`--out: ${(error as Error).message}`)
  }
  for (const [name, content] of files) io.out(`${join(folder, name)}  ${content.length} bytes\n`)
  for (const kernel of module.kernels) {
    for (const { signature, result, choice, report } of kernel.variants) {
      io.out(`  ${kernel.name}${signature} -> ${result}${choice ? `  (plain: ${choice})` : ''}\n`)
      if (values.verbose !== true) continue
      for (const { functionName, vector, obstacle } of mergeVersions(report.loops)) {
        io.out(`    loop in ${functionName}: ${vector}${vector === 'scalar' && obstacle ? `: ${obstacle.why}` : ''}
`)
      }
    }
  }
}
