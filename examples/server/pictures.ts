/** The routes that answer with pictures, or with what can be said of one: `/mandelbrot.png`, `/blur` and `/convolve`. */
import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { gaussian } from '../filters.ts'
import { limitWork, RequestError } from './errors.ts'
import { colourIndices, palette } from './palette.ts'
import { decodePng, encodePng, type Picture } from './png.ts'
import { copyBytes, type Engines, integer, type ModeQuery, number, oneOf, query, sha256, stamp } from './request.ts'

const MAXIMUM_ITERATIONS = 1.5e8
const MAXIMUM_PRODUCTS = 2e8

/** Used where the request brings no picture. */
const photo = decodePng(readFileSync(new URL('../photo.png', import.meta.url)))
const greyPhoto = brightness(photo)

export function addPictures(app: FastifyInstance, engines: Engines): void {
  app.addContentTypeParser('image/png', { parseAs: 'buffer' }, (request, body, done) => done(null, body))
  addMandelbrot(app, engines)
  addBlur(app, engines)
  addConvolve(app, engines)
}

interface Window {
  readonly width: number
  readonly height: number
  readonly iterations: number
  readonly x: number
  readonly y: number
  readonly span: number
}

function addMandelbrot(app: FastifyInstance, engines: Engines): void {
  const schema = query({
    width: integer(1, 2048, 480),
    height: integer(1, 2048, 320),
    iterations: integer(1, 5000, 300),
    x: number(-4, 4, -0.65),
    y: number(-4, 4, 0),
    span: number(1e-12, 8, 3.2),
  })
  app.get<{ Querystring: ModeQuery & Window }>('/mandelbrot.png', { schema }, async (request, reply) => {
    const { jit: mode, width, height, iterations, x, y, span } = request.query
    limitWork('width x height x iterations', width * height * iterations, MAXIMUM_ITERATIONS)
    const engine = engines[mode]
    const counts = engine.array('counts', 'u16', width * height)
    const step = span / width
    const [left, top] = [x - (step * (width - 1)) / 2, y + (step * (height - 1)) / 2]
    stamp(reply, engine.run('mandelbrot', counts, width, height, iterations, left, top, step))
    const samples = colourIndices(counts.subarray(0, width * height), iterations)
    return reply.type('image/png').send(await encodePng({ kind: 'palette', width, height, samples, palette }))
  })
}

/** The picture in the body, or the photo where there is no body. */
function pictureOf(body: unknown): Picture {
  if (body === undefined || body === null) return photo
  if (Buffer.isBuffer(body)) return decodePng(body)
  throw new RequestError(415, 'a picture is sent as image/png')
}

function addBlur(app: FastifyInstance, engines: Engines): void {
  app.route<{ Querystring: ModeQuery & { sigma: number; format: 'png' | 'json' } }>({
    method: ['GET', 'POST'],
    url: '/blur',
    schema: query({ sigma: number(0.3, 10, 2), format: oneOf('png', 'json') }),
    async handler(request, reply) {
      const { jit: mode, sigma, format } = request.query
      const { width, height, data } = pictureOf(request.body)
      const values = gaussian(sigma)
      limitWork('8 x pixels x weights', 8 * width * height * values.length, MAXIMUM_PRODUCTS)
      const engine = engines[mode]
      const length = 4 * width * height
      const [out, image] = ['blurred', 'image'].map((name) => engine.array(name, 'u8c', length))
      const rows = engine.array('rows', 'f32', length)
      image.set(data)
      // The kernel takes the radius from the length, so that this one array has to be of the right length.
      const weights = engine.array('weights', 'f64', 61).subarray(0, values.length)
      weights.set(values)
      stamp(reply, engine.run('blur', out, image, rows, weights, width, height))
      const samples = out.subarray(0, length)
      if (format === 'json') return { width, height, sigma, sha256: sha256(samples) }
      return reply.type('image/png').send(await encodePng({ kind: 'rgba', width, height, samples }))
    },
  })
}

type FilterName = 'sharpen' | 'smooth' | 'edges' | 'emboss'

/** 5 x 5 weights. */
function weightsOf(filter: FilterName): Float64Array {
  const line = gaussian(2 / 3) // five weights
  return Float64Array.from({ length: 25 }, (_, i) => {
    const [row, column] = [Math.floor(i / 5), i % 5]
    const smooth = line[row] * line[column]
    const self = i === 12 ? 1 : 0
    if (filter === 'smooth') return smooth
    if (filter === 'sharpen') return 3 * self - 2 * smooth
    if (filter === 'edges') return 4 * (self - smooth)
    return self + 2 * smooth * Math.sign(row + column - 4)
  })
}

type ConvolveQuery = ModeQuery & { filter: FilterName; format: 'json' | 'png' | 'raw' }

function addConvolve(app: FastifyInstance, engines: Engines): void {
  app.route<{ Querystring: ConvolveQuery }>({
    method: ['GET', 'POST'],
    url: '/convolve',
    schema: query({
      filter: oneOf('sharpen', 'smooth', 'edges', 'emboss'),
      format: oneOf('json', 'png', 'raw'),
    }),
    handler(request, reply) {
      const { jit: mode, filter } = request.query
      const picture = pictureOf(request.body)
      const pixels = picture.width * picture.height
      const engine = engines[mode]
      const [out, image] = ['convolved', 'grey'].map((name) => engine.array(name, 'f64', pixels))
      image.set(picture === photo ? greyPhoto : brightness(picture))
      const weights = engine.array('matrix', 'f64', 25)
      weights.set(weightsOf(filter))
      stamp(reply, engine.run('convolve', out, image, weights, picture.width, picture.height))
      return answer(reply, request.query, picture, out.subarray(0, pixels))
    },
  })
}

function brightness({ data }: Picture): Float64Array {
  const grey = new Float64Array(data.length / 4)
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2]
  }
  return grey
}

async function answer(
  reply: FastifyReply,
  { filter, format }: ConvolveQuery,
  { width, height }: Picture,
  result: Float64Array,
): Promise<unknown> {
  if (format === 'raw') return reply.type('application/octet-stream').send(copyBytes(result))
  if (format === 'json')
    return { width, height, filter, centre: result[(height >> 1) * width + (width >> 1)], sha256: sha256(result) }
  const samples = Uint8ClampedArray.from(result)
  return reply.type('image/png').send(await encodePng({ kind: 'grey', width, height, samples }))
}
