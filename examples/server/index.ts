/**
 * A web service whose handlers compute with compiled kernels.
 *
 *     npm run example:server -- [--port 3000] [--host 127.0.0.1] [--log]
 *
 * Each route takes `?jit=off` to run the plain function instead. In a program of your own the imports read `from 'tightloop'`.
 */
import { parseArgs } from 'node:util'
import { makeServer } from './app.ts'

const USAGE = 'usage: npm run example:server -- [--port 3000] [--host 127.0.0.1] [--log]'

function readOptions(): { port: number; host: string; logger: boolean } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT ?? '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      log: { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`${values.port} is no port`)
  return { port, host: values.host, logger: values.log }
}

async function main(): Promise<void> {
  const { port, host, logger } = readOptions()
  const app = await makeServer({ logger })
  const url = await app.listen({ port, host })
  console.log(`${url}/ (stop with Ctrl+C)`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.close())
  // The load script starts this file as a child: it waits for the address, and its end is the server's end.
  process.send?.({ url })
  process.once('disconnect', () => app.close())
}

try {
  await main()
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  console.error(`error: ${message}`)
  if (code?.startsWith('ERR_PARSE_ARGS') || message.endsWith('is no port')) console.error(USAGE)
  if (code === 'EADDRINUSE') console.error('another program uses that port: choose one with --port')
  process.exitCode = 1
}
