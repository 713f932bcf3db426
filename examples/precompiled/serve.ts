/** Serves this folder, so that the page can fetch its module: `npm run example:precompiled`. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.wasm': 'application/wasm',
  '.mjs': 'text/javascript',
}

const server = createServer(async ({ url = '/' }, response) => {
  const { pathname } = new URL(url, 'http://localhost')
  const file = pathname === '/' ? '/index.html' : pathname
  try {
    const content = await readFile(fileURLToPath(new URL(`.${file}`, import.meta.url)))
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content)
  } catch {
    response.writeHead(404).end('not found')
  }
})

server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`http://localhost:${(server.address() as { port: number }).port}`)
})
