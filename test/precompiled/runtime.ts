/** The loader's own code as the build makes it, from the sources as they are now. */
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { shortened } from '../../scripts/shorten.ts'

let text: Promise<string> | undefined

export function loaderRuntime(): Promise<string> {
  text ??= bundle()
  return text
}

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL('../../src/precompiled/loader.ts', import.meta.url))
  const build = await rolldown({ input, platform: 'neutral', plugins: [shortened] })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}
