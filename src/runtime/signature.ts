/**
 * The one grammar of signatures: what `kernel.signatures`, `explain()` and the diagnostics print, and what `compile()` and
 * `explain(signature)` accept.
 *
 *   signature = '(' [type {',' type}] ')' ['->' anything]
 *   type      = (name | '{' field ':' type {',' ...} '}') {'[]'} ['?']
 *   name      = i8 u8 u8c i16 u16 i32 u32 i64 u64 f32 f64 | number | bool | bigint | undefined | null | string | function | symbol | other
 *
 * `number[]` is a plain array, `f64[][]` and `number[][]` are arrays of rows. As a scalar, a narrow integer is an i32, `u32`, `f32`
 * and `number` are f64, and `bigint` is an i64. `T?` stands for two signatures, one with T and one with undefined.
 */
import { type ArgType, type ElementType, elementSize, type ScalarType } from '../artifact.ts'

export function formatType(type: ArgType): string {
  switch (type.kind) {
    case 'scalar':
      return type.type
    case 'undefined':
      return 'undefined'
    case 'array':
      return `${elementName(type)}[]`
    case 'rows':
      return `${elementName(type)}[][]`
    case 'object':
      return `{${type.fields.map(([name, field]) => `${fieldName(name)}: ${formatType(field)}`).join(', ')}}`
    case 'other':
      return kindNames[type.what] ?? 'other'
  }
}

/** Values that mean something to a few kernels, or that diagnostics name. */
const kindNames: Readonly<Record<string, string>> = {
  null: 'null',
  'a string': 'string',
  'a function': 'function',
  'a symbol': 'symbol',
}

/** `(f64[], i32)`: the parameters; this is also the key of a variant. */
export function formatSignature(args: readonly ArgType[]): string {
  return `(${args.map(formatType).join(', ')})`
}

function elementName(type: { readonly element: ElementType; readonly plain: boolean }): string {
  return type.plain ? 'number' : type.element
}

function fieldName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}

export interface ParsedSignature {
  /** One list of types for each way to read the question marks. */
  readonly alternatives: readonly (readonly ArgType[])[]
  /** What follows `->`, spaces normalized. */
  readonly result: string | undefined
}

/** @throws {SyntaxError} that says what was expected, and where. */
export function parseSignature(text: string): ParsedSignature {
  return new Parser(text).signature()
}

const scalarByName: Readonly<Record<string, ScalarType>> = {
  i8: 'i32',
  u8: 'i32',
  u8c: 'i32',
  i16: 'i32',
  u16: 'i32',
  i32: 'i32',
  u32: 'f64',
  f32: 'f64',
  f64: 'f64',
  number: 'f64',
  i64: 'i64',
  u64: 'u64',
  bigint: 'i64',
  bool: 'bool',
}

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  signature(): ParsedSignature {
    this.#expect('(')
    let alternatives: ArgType[][] = [[]]
    if (!this.#accept(')')) {
      do {
        const choices = this.#choices()
        alternatives = choices.flatMap((choice) => alternatives.map((types) => [...types, choice]))
      } while (this.#accept(','))
      this.#expect(')')
    }
    const result = this.#accept('->') ? this.#text.slice(this.#at).trim().replace(/\s+/g, ' ') : undefined
    if (result === undefined && this.#peek() !== '') this.#fail('the end, or `->`')
    return { alternatives, result: result === '' ? undefined : result }
  }

  #choices(): ArgType[] {
    const type = this.#type()
    return this.#accept('?') ? [type, { kind: 'undefined' }] : [type]
  }

  #type(): ArgType {
    if (this.#accept('{')) return this.#object()
    const start = this.#at
    const name = this.#word()
    let depth = 0
    while (this.#accept('[]')) depth++
    if (depth === 0) return this.#scalar(name, start)
    const plain = name === 'number'
    if ((!plain && !Object.hasOwn(elementSize, name)) || depth > 2) {
      this.#at = start
      this.#fail('an element type such as `f64` or `number`, and at most `[][]`')
    }
    const element = plain ? 'f64' : (name as ElementType)
    return { kind: depth === 1 ? 'array' : 'rows', element, plain }
  }

  #scalar(name: string, start: number): ArgType {
    if (name === 'undefined') return { kind: 'undefined' }
    if (name === 'other') return { kind: 'other', what: 'a value of another kind' }
    const what = Object.keys(kindNames).find((key) => kindNames[key] === name)
    if (what !== undefined) return { kind: 'other', what }
    if (!Object.hasOwn(scalarByName, name)) {
      this.#at = start
      this.#fail('a type such as `f64`, `i32`, `f64[]` or `number[]`')
    }
    return { kind: 'scalar', type: scalarByName[name] }
  }

  #object(): ArgType {
    const fields: [string, ArgType][] = []
    if (this.#accept('}')) return { kind: 'object', fields }
    do {
      const name = this.#peek() === '"' ? this.#quoted() : this.#word()
      this.#expect(':')
      fields.push([name, this.#type()])
    } while (this.#accept(','))
    this.#expect('}')
    return { kind: 'object', fields }
  }

  #word(): string {
    return this.#match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/uy) ?? this.#fail('a name')
  }

  #quoted(): string {
    const found = this.#match(/"(?:[^"\\]|\\.)*"/y) ?? this.#fail('a quoted name')
    return JSON.parse(found) as string
  }

  #match(pattern: RegExp): string | undefined {
    this.#peek()
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** The next character that is not a space, or the empty string. */
  #peek(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++
    return this.#text.charAt(this.#at)
  }

  #accept(token: string): boolean {
    this.#peek()
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  #expect(token: string): void {
    if (!this.#accept(token)) this.#fail(`\`${token}\``)
  }

  #fail(expected: string): never {
    throw new SyntaxError(`signature ${JSON.stringify(this.#text)}: expected ${expected} at character ${this.#at + 1}`)
  }
}
