/** The loader's own code as the build makes it, from the sources as they are now. */
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { shortened } from '../../scripts/shorten.ts'

const texts: Partial<Record<'flat' | 'whole', Promise<string>>> = {}

export function loaderRuntime(structs = true): Promise<string> {
  return (texts[structs ? 'whole' : 'flat'] ??= bundle(!structs))
}

async function bundle(isFlat: boolean): Promise<string> {
  const input = fileURLToPath(new URL('../../src/precompiled/loader.ts', import.meta.url))
  const build = await rolldown({ input, platform: 'neutral', plugins: [shortened(isFlat)] })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}
