/** The service as a Fastify instance: `index.ts` lets it listen, the tests inject requests. */
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { compileAll } from './modes.ts'
import { addNumbers } from './numbers.ts'
import { addPage } from './page.ts'
import { addPictures } from './pictures.ts'
import { describe, makeEngines } from './request.ts'

/** Bytes of a body: a picture, or two matrices. */
const MAXIMUM_BODY = 4 * 1024 * 1024

/** Every kernel is compiled when this resolves. Pass `logger: true` to have requests logged. */
export async function makeServer(options: { readonly logger?: boolean } = {}): Promise<FastifyInstance> {
  await compileAll()
  const app = Fastify({
    logger: options.logger ?? false,
    bodyLimit: MAXIMUM_BODY,
    requestTimeout: 20_000,
    forceCloseConnections: true,
    // Unknown parameters are errors rather than dropped: a misspelt `jit` would otherwise measure the wrong thing.
    // With strict numbers Ajv would let '1e999' pass: it turns that into Infinity, and then skips the bounds.
    ajv: { customOptions: { removeAdditional: false, strictNumbers: false } },
    schemaErrorFormatter: describe,
  })
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?')[0]}; see / for what there is`
    return reply.code(404).send({ statusCode: 404, error: 'Not Found', message })
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) return reply.send(error)
    // What went wrong in here is for the log, not for strangers.
    request.log.error(error)
    if (!options.logger) console.error(error)
    return reply
      .code(500)
      .send({ statusCode: 500, error: 'Internal Server Error', message: 'the server made a mistake; it is logged' })
  })
  const engines = makeEngines()
  addPage(app)
  addNumbers(app, engines)
  addPictures(app, engines)
  return app
}
