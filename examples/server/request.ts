/** What routes have in common: the schemas of their parameters, the words for what is wrong with these, and the form of answers. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifySchemaValidationError } from 'fastify'
import { Engine, type Mode, type Timing } from './modes.ts'

export interface ModeQuery {
  readonly jit: Mode
}

export type Engines = Readonly<Record<Mode, Engine>>

export function makeEngines(): Engines {
  return { on: new Engine('on'), off: new Engine('off') }
}

type Parameter = Readonly<Record<string, unknown>>

export const integer = (minimum: number, maximum: number, standard: number): Parameter => ({
  type: 'integer',
  minimum,
  maximum,
  default: standard,
})

export const number = (minimum: number, maximum: number, standard: number): Parameter => ({
  ...integer(minimum, maximum, standard),
  type: 'number',
})

export const oneOf = (...values: string[]): Parameter => ({ type: 'string', enum: values, default: values[0] })

/** The schema of a query string: these parameters and `jit`, and no others. */
export function query(parameters: Readonly<Record<string, Parameter>> = {}): { readonly querystring: object } {
  return {
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: { jit: oneOf('on', 'off'), ...parameters },
    },
  }
}

/** The first thing that a schema found wrong, as a sentence. */
export function describe(errors: readonly FastifySchemaValidationError[]): Error {
  const [{ instancePath, keyword, params, message }] = errors
  const name = instancePath.slice(1)
  if (keyword === 'additionalProperties') return new Error(`there is no parameter '${params.additionalProperty}'`)
  if (keyword === 'enum') return new Error(`${name} must be one of ${(params.allowedValues as string[]).join(', ')}`)
  return new Error(`${name} ${message}`)
}

/** Answers are the same in both modes, to the last bit. What differs, the time and who computed, goes into a header. */
export function stamp(reply: FastifyReply, { ms, compiled }: Timing): FastifyReply {
  const who = compiled ? 'compiled' : 'plain'
  return reply.headers({ 'server-timing': `compute;dur=${ms.toFixed(3)};desc="${who}"`, 'cache-control': 'no-store' })
}

/** The array's bytes in a buffer of their own: the array is used again, and may lie in memory that sockets refuse. */
export function copyBytes(array: ArrayBufferView): Buffer {
  return Buffer.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
}

export function sha256(array: NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(array).digest('hex')
}

/** Numbers in [0, 1), the same for the same seed in every process. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    // The low bits of such a generator repeat soon; mixing the high ones in hides that.
    return (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32
  }
}
