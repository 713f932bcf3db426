/**
 * `compileModule`: kernels and signatures -> one WebAssembly module that needs no compiler any more. Every signature goes through the
 * compiler as a call of the kernel would take it there; `emit/library.ts` puts them together.
 */
import type { ArgType, Artifact, FunctionSource, Request, ThrowPlan } from '../artifact.ts'
import { Bug, type Diagnostic } from '../diagnostics.ts'
import { emitLibrary, type LibraryPart, SHARED_THROWS } from '../emit/library.ts'
import { programFacts } from '../parse/facts.ts'
import { compile } from '../pipeline.ts'
import { formatDiagnostic } from '../report/diagnostic.ts'
import { type KernelOrigin, origins, readEnvironment } from '../runtime/environment.ts'
import { JitError } from '../runtime/errors.ts'
import { normalize } from '../runtime/match.ts'
import { type AnyFunction, type Environment, type JitOptions, readOptions } from '../runtime/options.ts'
import { findProgram, type Program } from '../runtime/program.ts'
import { cellsOf } from '../runtime/results.ts'
import { formatSignature, parseSignature } from '../runtime/signature.ts'
import { tooSmall } from '../runtime/tier.ts'
import { GENERAL, modeOf } from '../runtime/variant.ts'
import { namedBuiltins } from './builtins.ts'
import {
  FORMAT,
  type KernelDescription,
  type LibraryDescription,
  RESERVED_EXPORTS,
  SECTION,
  type VariantDescription,
} from './description.ts'
import { withSection } from './section.ts'

export interface CompileModuleOptions {
  /** One signature or several for each function, by its name: `{ dot: '(f64[], f64[])' }`. An `f64` also covers the int32 that an index wants. */
  readonly signatures: Readonly<Record<string, string | readonly string[]>>
  /** The free variables of functions that are not kernels yet, as `jit` takes them. */
  readonly env?: Environment
  /** As for `jit`; a kernel among the functions keeps its own. Default: none. */
  readonly fastmath?: JitOptions['fastmath']
  /** `'auto'` (default) lets the loader run the plain function where compiled code cannot win, `'compiled'` does not. */
  readonly tier?: 'auto' | 'compiled'
  /** Called with the name of each function before it is compiled. */
  readonly onKernel?: (name: string) => void
  /** Called with each refusal; that signature stays with the plain function. Without it, the first refusal is thrown. */
  readonly onRefusal?: (refusal: Refusal) => void
}

export interface Refusal {
  readonly kernel: string
  readonly signature: string
  readonly diagnostic: Diagnostic
}

/** What a loader file is made of, besides the bytes. */
export interface PrecompiledKernel {
  readonly name: string
  readonly original: AnyFunction
  /** The kernel first. */
  readonly functions: readonly FunctionSource[]
  /** Arrays of the env by slot. */
  readonly env: readonly object[]
  readonly variants: readonly PrecompiledVariant[]
}

export interface PrecompiledVariant extends VariantDescription {
  readonly request: Request
  readonly report: (Artifact & { ok: true })['report']
}

export interface PrecompiledModule {
  /** A standalone WebAssembly module: docs/PRECOMPILED.md has its calling convention. */
  readonly bytes: Uint8Array
  readonly description: LibraryDescription
  readonly kernels: readonly PrecompiledKernel[]
  /** The module as WebAssembly text. */
  wat(): string
}

/**
 * Compiles functions into one module.
 *
 * @param fns plain functions or kernels, by the names under which they are exported
 * @throws {SyntaxError} for a malformed signature
 * @throws {TypeError} if a name in `signatures` is no function, or is a name that the module needs itself
 * @throws {JitError} if a signature is refused and nobody handles it (`onRefusal`), or returns another type than it says
 */
export function compileModule(
  fns: Readonly<Record<string, AnyFunction>>,
  options: CompileModuleOptions,
): PrecompiledModule {
  const build = new Build(options)
  for (const [name, texts] of Object.entries(options.signatures)) {
    const fn = Object.hasOwn(fns, name) ? fns[name] : undefined
    if (typeof fn !== 'function') throw new TypeError(`compileModule: ${name} has signatures and is no function`)
    if (RESERVED_EXPORTS.includes(name)) throw new TypeError(`compileModule: a module exports ${name} itself`)
    options.onKernel?.(name)
    build.add(name, fn, typeof texts === 'string' ? [texts] : texts)
  }
  return build.finish()
}

class Build {
  readonly #options: CompileModuleOptions
  readonly #kernels: PrecompiledKernel[] = []
  readonly #descriptions: KernelDescription[] = []
  readonly #parts: LibraryPart[] = []
  readonly #throws: ThrowPlan[] = []

  constructor(options: CompileModuleOptions) {
    this.#options = options
  }

  add(name: string, fn: AnyFunction, texts: readonly string[]): void {
    const { fastmath, env = {} } = this.#options
    const settings = readOptions(fn, { name, env, ...(fastmath !== undefined && { fastmath }) })
    if (settings.problem) throw new TypeError(`compileModule: ${settings.problem.message}`)
    const origin: KernelOrigin = origins.get(fn) ?? { original: fn, env, fastmath: settings.fastmath }
    const { functions, arrays } = readEnvironment(origin, name)
    // Nobody knows which engines the module will meet: none of the instructions that some lack.
    const portable = origin.fastmath.filter((flag) => flag !== 'contract')
    const program = findProgram(functions, { fastmath: portable }, programFacts)
    const variants: PrecompiledVariant[] = []
    const seen = new Set<string>()
    for (const text of texts) {
      const { alternatives, result } = parseSignature(text)
      const all = program.refusal ? alternatives : alternatives.flatMap((each) => signaturesFor(each, program))
      for (const types of all) {
        const signature = formatSignature(types)
        if (seen.has(signature)) continue
        seen.add(signature)
        const variant = this.#variant(name, signature, types, program, variants.length === 0)
        if (variant === undefined) continue
        if (result !== undefined && variant.result.replace(/\s+/g, ' ') !== result) {
          throw new JitError(`${name}${signature} returns ${variant.result}, not ${result}`, { signature })
        }
        variants.push(variant)
      }
    }
    this.#kernels.push({ name, original: origin.original, functions, env: arrays, variants })
    this.#descriptions.push({
      name,
      refuseBuffers: program.refuseBuffers,
      builtins: namedBuiltins(functions.map(({ source }) => source)),
      variants: variants.map(({ request, report, ...description }) => description),
    })
  }

  finish(): PrecompiledModule {
    const { bytes, imports, wat } = emitLibrary(this.#parts)
    const throws = this.#throws
    const { tier = 'auto' } = this.#options
    const descriptions = this.#descriptions
    const cells = Math.max(0, ...descriptions.flatMap((each) => each.variants.map(({ plan }) => cellsOf(plan.result))))
    const description: LibraryDescription = { format: FORMAT, tier, imports, throws, cells, kernels: descriptions }
    const kernels = this.#kernels
    return { bytes: withSection(bytes, SECTION, JSON.stringify(description)), description, kernels, wat }
  }

  #variant(
    name: string,
    signature: string,
    types: readonly ArgType[],
    program: Program,
    isFirst: boolean,
  ): PrecompiledVariant | undefined {
    const request = program.request(types)
    let last: Pick<LibraryPart, 'module' | 'b'> | undefined
    const artifact: Artifact =
      program.refusal === undefined
        ? compile(request, { after: (_, module, b) => (last = { module, b }) })
        : { ok: false, diagnostic: program.refusal, bug: false }
    if (!artifact.ok) return this.#refuse({ kernel: name, signature, diagnostic: artifact.diagnostic })
    if (last === undefined) throw new Bug('the compiler shows no stage')
    const { params, env, result, mayBail, throws } = artifact.plan
    const exportName = isFirst ? name : `${name}${signature}`
    this.#parts.push({ ...last, exportName, throwOffset: this.#throwOffset(throws) })
    const { cost, resultType } = artifact.report
    const choice = tooSmall(cost, program.isRecursive)
    return {
      export: exportName,
      signature,
      result: resultType,
      args: types,
      wantsInt: program.wantsInt(types),
      plan: { params, env, result, mayBail },
      isFlat: env.length === 0 && modeOf(artifact.plan) !== GENERAL,
      cost,
      ...(choice !== undefined && { choice }),
      request,
      report: artifact.report,
    }
  }

  /** Puts a kernel's errors behind those of the kernels before it. */
  #throwOffset(throws: readonly ThrowPlan[]): number {
    if (this.#throws.length === 0) this.#throws.push(...throws.slice(0, SHARED_THROWS))
    return this.#throws.push(...throws.slice(SHARED_THROWS)) - throws.length
  }

  #refuse(refusal: Refusal): undefined {
    const { onRefusal } = this.#options
    const { diagnostic, signature } = refusal
    if (onRefusal === undefined) throw new JitError(formatDiagnostic(diagnostic), { diagnostic, signature })
    onRefusal(refusal)
  }
}

/** The types as a call has them; where an int32 is wanted and any number given, also those of a call with int32. */
function signaturesFor(types: readonly ArgType[], program: Program): readonly (readonly ArgType[])[] {
  const given = normalize(types, program)
  const wantsInt = program.wantsInt(given)
  const asInts = given.map(
    (type, i): ArgType => (wantsInt[i] && isNumber(type) ? { kind: 'scalar', type: 'i32' } : type),
  )
  return [asInts, given]
}

const isNumber = (type: ArgType): boolean => type.kind === 'scalar' && type.type === 'f64'
