/** The files that `tightloop build` writes for a module: the loader with the plain functions, and its declarations. */
import type { ArgType, ParamPlan } from '../artifact.ts'
import { parseFunction } from '../parse/parse.ts'
import { formatType } from '../runtime/signature.ts'
import type { PrecompiledKernel, PrecompiledModule } from './compile-module.ts'
import { envSource, plainSource } from './plain-source.ts'

export interface LoaderOptions {
  /** Text of the loader's own code, an ES module that exports `load`: dist/loader.js, or dist/loader-flat.js if nothing `hasStructs`. */
  readonly runtime: string
  /** Where the module lies relative to the loader, e.g. `./kernels.wasm`; without it the loader carries the bytes. */
  readonly wasm?: string
  /** First line of the file, a comment. */
  readonly title?: string
}

/** Do rows or objects cross? For all other modules a loader does that knows none. */
export function hasStructs({ kernels }: PrecompiledModule): boolean {
  const isStruct = ({ kind }: ParamPlan): boolean => kind === 'rows' || kind === 'object'
  return kernels.some(({ variants }) =>
    variants.some(({ plan }) => plan.params.some(isStruct) || plan.env.some((each) => isStruct(each.plan))),
  )
}

/** A loader: an ES module without imports that exports every kernel under its name, and `alloc`. */
export function loaderFile(module: PrecompiledModule, { runtime, wasm, title = 'tightloop' }: LoaderOptions): string {
  const { kernels, bytes } = module
  const names = kernels.map(({ name }) => name)
  const source =
    wasm === undefined
      ? `Uint8Array.from(atob(${JSON.stringify(base64(bytes))}), (c) => c.charCodeAt(0))`
      : `new URL(${JSON.stringify(wasm)}, import.meta.url)`
  return [
    `// ${title}`,
    `const load = (() => {\n${asExpression(runtime)}\n})()`,
    `const arrays = ${envSource(kernels)}`,
    `const plain = ${plainSource(kernels)}`,
    `const { kernels, alloc } = await load(${source}, plain)`,
    ...names.map((name, i) => `const k${i} = kernels[${JSON.stringify(name)}]`),
    `export { alloc${names.map((name, i) => `, k${i} as ${exportName(name)}`).join('')} }`,
    '',
  ].join('\n')
}

/** Declarations for the loader: an overload for each signature, in the user's own parameter names. */
export function declarationFile({ kernels }: PrecompiledModule): string {
  const arrays =
    '{ readonly prototype: A; readonly BYTES_PER_ELEMENT: number; new (length: number): A }, source: number | ' +
    'Iterable<A extends BigInt64Array | BigUint64Array ? bigint : number>'
  return [
    'interface Stats {',
    '  readonly calls: number',
    '  readonly compiled: number',
    '  readonly plain: number',
    '  readonly fallbacks: readonly { readonly reason: string; readonly calls: number }[]',
    '}',
    'interface Members<F> {',
    '  /** The plain function. */',
    '  readonly original: F',
    '  /** What the module was compiled for; calls with other types run the plain function. */',
    '  readonly signatures: readonly string[]',
    '  readonly stats: Stats',
    '}',
    '/** A typed array in the memory of the module, which the kernels use without copying. */',
    `export declare function alloc<A extends ArrayBufferView>(Class: ${arrays}): A`,
    ...kernels.flatMap(declaration),
    'export {}',
    '',
  ].join('\n')
}

/** Names that are no identifiers can be exported as texts. */
function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}

function declaration(kernel: PrecompiledKernel, index: number): string[] {
  const { name, variants } = kernel
  // A function of which nothing compiled may be beyond the parser.
  const parameters = variants.length > 0 ? parameterNames(kernel) : []
  const overloads = variants.map(({ args, result }) => {
    const list = args.map(
      (type, i) => `${parameters[i] ?? `arg${i}`}${type.kind === 'undefined' ? '?' : ''}: ${typeText(type)}`,
    )
    return `(${list.join(', ')}): ${resultText(result)}`
  })
  const unique = [...new Set(overloads.length > 0 ? overloads : ['(...args: any[]): unknown'])]
  return [
    `type F${index} = {`,
    ...unique.map((overload) => `  ${overload}`),
    '}',
    `declare const k${index}: F${index} & Members<F${index}>`,
    `export { k${index} as ${exportName(name)} }`,
  ]
}

function parameterNames({ functions }: PrecompiledKernel): (string | undefined)[] {
  const [{ name, source }] = functions as [PrecompiledKernel['functions'][0]]
  return parseFunction(source, name).node.params.map((param) => {
    const target = param.type === 'AssignmentPattern' ? param.left : param
    return target.type === 'Identifier' ? target.name : undefined
  })
}

const arrayClasses: Readonly<Record<string, string>> = {
  i8: 'Int8Array',
  u8: 'Uint8Array',
  u8c: 'Uint8ClampedArray',
  i16: 'Int16Array',
  u16: 'Uint16Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
  i64: 'BigInt64Array',
  u64: 'BigUint64Array',
  number: 'number[]',
}

function typeText(type: ArgType): string {
  switch (type.kind) {
    case 'scalar':
      return scalarText(type.type)
    case 'undefined':
      return 'undefined'
    case 'object':
      return `{ ${type.fields.map(([name, field]) => `${JSON.stringify(name)}: ${typeText(field)}`).join('; ')} }`
    case 'other':
      return 'unknown'
    default:
      return nameText(formatType(type))
  }
}

function scalarText(name: string): string {
  return name === 'bool' ? 'boolean' : name === 'i64' || name === 'u64' ? 'bigint' : 'number'
}

/** `f64[][]` and the like. */
function nameText(name: string): string {
  const [element, ...rest] = name.split('[]')
  return arrayClasses[element!]! + '[]'.repeat(rest.length - 1)
}

/** The type of a result, from its name in signatures; what that cannot be read is `unknown`, never wrong. */
function resultText(result: string): string {
  const name = result.trim()
  if (name === 'undefined' || name === '') return 'void'
  if (name === 'null') return 'null'
  if (name.endsWith('?')) return `${resultText(name.slice(0, -1))} | undefined`
  if (/^(i32|u32|f64|bool|i64|u64|number)$/.test(name)) return scalarText(name)
  return /^[a-z]\w*(\[\])+$/.test(name) && arrayClasses[name.split('[')[0]!] ? nameText(name) : 'unknown'
}

/** `export { a as load }` at the end of a bundle, as what its function returns. */
function asExpression(runtime: string): string {
  const found = /export\s*\{\s*([\w$]+)\s+as\s+load\s*\}\s*;?\s*$|export\s*\{\s*(load)\s*\}\s*;?\s*$/.exec(runtime)
  if (found === null) throw new Error('the text of the loader does not end in its export')
  return `${runtime.slice(0, found.index)}\nreturn ${found[1] ?? found[2]}`
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(text)
}
