/** The user's text as running code, and where in it something went wrong. */
import type { Fault, Program } from '../protocol.ts'

/** Whatever the user wrote. */
export type Values = Readonly<Record<string, any>>

const NAME = 'playground.js'
const PREFIX = `"use strict"; (random) => {`

/**
 * The values of what the program declares, each time new ones.
 * @throws whatever the text throws, or a SyntaxError
 */
export function evaluate({ text, names }: Program): Values {
  const source = `${PREFIX}${text}\n;return { ${names.join(', ')} }}\n//# sourceURL=${NAME}`
  // biome-ignore lint/security/noGlobalEval: running what the user types is what a playground is for
  const make = globalThis.eval(source)
  return make(generator())
}

/** `random(n)`: n numbers in [0, 1), the same ones in every evaluation. */
function generator(): (n: number) => Float64Array {
  let state = 1
  const next = (): number => {
    // A 32-bit xorshift.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
  return (n) => Float64Array.from({ length: n }, next)
}

/** The arguments that the program wants for `n`. */
export function argumentsFor(program: Program, values: Values, n: number): unknown[] {
  if (program.guess) {
    const random = generator()
    return program.guess.map((kind) => (kind === 'array' ? random(n) : n))
  }
  const args = values.input(n)
  if (!Array.isArray(args)) throw new TypeError('input(n) must return an array: the arguments of one call')
  return args
}

/** An error of the user's code, with its place if that is known. */
export async function faultOf(error: unknown, text: string): Promise<Fault> {
  if (error instanceof SyntaxError) return syntaxFault(error, text)
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`
  const place = error instanceof Error ? new RegExp(`${NAME}:(\\d+):(\\d+)`).exec(error.stack ?? '') : null
  if (place === null) return { severity: 'error', message }
  const [line, column] = [Number(place[1]), Number(place[2])]
  const from = offsetOf(text, line, line === 1 ? column - PREFIX.length : column)
  const word = /^[\w$]+/.exec(text.slice(from))?.[0].length ?? 1
  return { severity: 'error', message, span: { from, to: Math.min(text.length, from + word) } }
}

/** Engines do not say where a syntax error lies; the parser does. */
async function syntaxFault(error: SyntaxError, text: string): Promise<Fault> {
  try {
    const { parse } = await import('acorn')
    parse(text, { ecmaVersion: 'latest' })
  } catch (found) {
    const { pos, message } = found as SyntaxError & { pos?: number }
    if (pos !== undefined) {
      const from = Math.min(pos, Math.max(0, text.trimEnd().length - 1))
      return {
        severity: 'error',
        message: `SyntaxError: ${message.replace(/ \(\d+:\d+\)$/, '')}`,
        span: { from, to: from + 1 },
      }
    }
  }
  return { severity: 'error', message: `SyntaxError: ${error.message}` }
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, each) => sum + each.length + 1, 0)
  return Math.max(0, Math.min(text.length, start + column - 1))
}
