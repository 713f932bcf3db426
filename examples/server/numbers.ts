/** The routes that answer with numbers: `/hello`, which has none, `/matmul` and `/nbody`. */
import type { FastifyInstance } from 'fastify'
import { jit } from '../../src/index.ts'
import { limitWork, RequestError } from './errors.ts'
import {
  copyBytes,
  type Engines,
  integer,
  type ModeQuery,
  number,
  oneOf,
  query,
  randomNumbers,
  sha256,
  stamp,
} from './request.ts'

/** A string is nothing a kernel computes with: this one always runs as the plain function, and says so in `/kernels`. */
export const hello = jit(() => 'Hello, World!', { name: 'hello' })

interface Format {
  readonly format: 'json' | 'raw'
}

const MAXIMUM_SIDE = 256
const MAXIMUM_ELEMENT = 1e100
const MAXIMUM_INTERACTIONS = 2e7

export function addNumbers(app: FastifyInstance, engines: Engines): void {
  addHello(app)
  addProducts(app, engines)
  addBodies(app, engines)
}

function addHello(app: FastifyInstance): void {
  app.get<{ Querystring: ModeQuery }>(
    '/hello',
    {
      schema: query(),
      // The handler is the kernel itself, so that the plain function has to come before it.
      preHandler: (request, reply, next) => {
        if (request.query.jit === 'off') reply.send(hello.original())
        else next()
      },
    },
    hello,
  )
}

function addProducts(app: FastifyInstance, engines: Engines): void {
  const format = oneOf('json', 'raw')
  app.get<{ Querystring: ModeQuery & Format & { n: number; seed: number } }>(
    '/matmul',
    { schema: query({ n: integer(1, 512, 160), seed: integer(0, 0xffffffff, 1), format }) },
    (request, reply) => {
      const { jit: mode, n, seed, format } = request.query
      const engine = engines[mode]
      const [a, b, c] = ['a', 'b', 'c'].map((name) => engine.array(name, 'f64', n * n))
      const random = randomNumbers(seed)
      for (let i = 0; i < n * n; i++) {
        a[i] = random() - 0.5
        b[i] = random() - 0.5
      }
      stamp(reply, engine.run('matmul', c, a, b, n, n, n))
      const product = c.subarray(0, n * n)
      if (format === 'raw') return reply.type('application/octet-stream').send(copyBytes(product))
      let trace = 0
      for (let i = 0; i < n; i++) trace += product[i * n + i]
      return { n, seed, trace, firstRow: Array.from(product.subarray(0, Math.min(n, 4))), sha256: sha256(product) }
    },
  )
  app.post<{ Querystring: ModeQuery; Body: unknown }>('/matmul', { schema: query() }, (request, reply) => {
    const { a, b } = (request.body ?? {}) as { a?: unknown; b?: unknown }
    const [rows, inner] = shapeOf(a, 'a')
    const [innerOfB, columns] = shapeOf(b, 'b')
    if (inner !== innerOfB) {
      throw new RequestError(400, `a is ${rows} x ${inner} and b is ${innerOfB} x ${columns}: these have no product`)
    }
    const engine = engines[request.query.jit]
    const c = engine.array('c', 'f64', rows * columns)
    const left = flatten(a as number[][], engine.array('a', 'f64', rows * inner))
    const right = flatten(b as number[][], engine.array('b', 'f64', inner * columns))
    stamp(reply, engine.run('matmul', c, left, right, rows, inner, columns))
    return { c: Array.from({ length: rows }, (_, i) => Array.from(c.subarray(i * columns, (i + 1) * columns))) }
  })
}

/** Rows and columns. @throws {RequestError} unless it is a matrix of finite numbers of a size that is accepted */
function shapeOf(matrix: unknown, name: string): [rows: number, columns: number] {
  const isSide = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.length >= 1 && value.length <= MAXIMUM_SIDE
  if (!isSide(matrix)) throw new RequestError(400, `${name} must be an array of 1 to ${MAXIMUM_SIDE} rows`)
  matrix.forEach((row, i) => {
    if (!isSide(row)) throw new RequestError(400, `${name}[${i}] must be an array of 1 to ${MAXIMUM_SIDE} numbers`)
    const first = (matrix[0] as unknown[]).length
    if (row.length !== first) {
      throw new RequestError(400, `${name}[${i}] has ${row.length} numbers where ${name}[0] has ${first}`)
    }
    row.forEach((value, j) => {
      // The bound keeps the sums finite: JSON has no Infinity to answer with.
      if (typeof value !== 'number' || !(Math.abs(value) <= MAXIMUM_ELEMENT)) {
        throw new RequestError(
          400,
          `${name}[${i}][${j}] must be a number between -${MAXIMUM_ELEMENT} and ${MAXIMUM_ELEMENT}`,
        )
      }
    })
  })
  return [matrix.length, (matrix[0] as unknown[]).length]
}

function flatten(matrix: readonly (readonly number[])[], out: Float64Array): Float64Array {
  matrix.forEach((row, i) => {
    out.set(row, i * row.length)
  })
  return out
}

function addBodies(app: FastifyInstance, engines: Engines): void {
  app.get<{ Querystring: ModeQuery & Format & { bodies: number; steps: number; dt: number; seed: number } }>(
    '/nbody',
    {
      schema: query({
        bodies: integer(2, 2000, 400),
        steps: integer(1, 1000, 8),
        dt: number(1e-6, 0.1, 0.001),
        seed: integer(0, 0xffffffff, 1),
        format: oneOf('json', 'raw'),
      }),
    },
    (request, reply) => {
      const { jit: mode, bodies: n, steps, dt, seed, format } = request.query
      limitWork('bodies x bodies x steps', n * n * steps, MAXIMUM_INTERACTIONS)
      const engine = engines[mode]
      const random = randomNumbers(seed)
      const [x, y, z, vx, vy, vz, mass] = ['x', 'y', 'z', 'vx', 'vy', 'vz', 'mass'].map((name) => {
        const array = engine.array(name, 'f64', n)
        for (let i = 0; i < n; i++) array[i] = name === 'mass' ? (random() + 0.1) / n : random() - 0.5
        return array
      })
      const momentum = (): number[] => [vx, vy, vz].map((v) => weightedSum(mass, v, n))
      const before = momentum()
      stamp(reply, engine.run('nbody', x, y, z, vx, vy, vz, mass, n, steps, dt))
      const state = new Float64Array(6 * n)
      ;[x, y, z, vx, vy, vz].forEach((array, part) => {
        state.set(array.subarray(0, n), part * n)
      })
      if (format === 'raw') return reply.type('application/octet-stream').send(copyBytes(state))
      return {
        bodies: n,
        steps,
        dt,
        seed,
        firstBody: [x[0], y[0], z[0]],
        momentum: { before, after: momentum() },
        sha256: sha256(state),
      }
    },
  )
}

function weightedSum(weights: Float64Array, values: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += weights[i] * values[i]
  return sum
}
