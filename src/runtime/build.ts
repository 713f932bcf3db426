/** Which compiler this is, for caches: what an earlier one has answered is no answer. */
import { nodeModule } from './node.ts'

/** Made by the build from all sources; absent where the sources themselves run. */
declare const BUILD_OF_TIGHTLOOP: string | undefined

let known: string | undefined

export function buildId(): string {
  known ??= typeof BUILD_OF_TIGHTLOOP === 'string' ? BUILD_OF_TIGHTLOOP : ofSources()
  return known
}

/** The youngest file tells: sources are edited. */
function ofSources(): string {
  const fs = nodeModule<typeof import('node:fs')>('node:fs')
  if (fs === undefined) return `at ${Date.now()}`
  const root = new URL('../', import.meta.url)
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' })
  return `source ${Math.max(...files.map((file) => fs.statSync(new URL(file.replaceAll('\\', '/'), root)).mtimeMs))}`
}
