/** The built playground behind a server of static files. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type PreviewServer, preview } from 'vite'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'examples/playground')
const PAGE = join(FOLDER, 'dist/index.html')

/** Newest modification of a source file below a folder, in ms since the epoch. */
function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...files.filter((file) => !/^dist\b/.test(file)).map((file) => statSync(join(folder, file)).mtimeMs))
}

/** Builds it if it is older than its sources, and serves it. */
export async function servePlayground(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const isStale = !existsSync(PAGE) || statSync(PAGE).mtimeMs < Math.max(newest(FOLDER), newest(join(ROOT, 'src')))
  if (isStale) await build({ root: FOLDER, logLevel: 'error' })
  const server: PreviewServer = await preview({ root: FOLDER, preview: { port: 0 }, logLevel: 'error' })
  return { url: server.resolvedUrls!.local[0], close: () => server.close() }
}
