/**
 * Makes the loader's text short, which `tightloop build` copies into every loader file: fields that a class only declares go, and members that
 * only the loader itself names get short names.
 */
import { transform } from 'esbuild'

/** None of them is a property of the description in a module, of a built-in, or of what users see. */
const OWN = `
  abandon addObject another arena busy copied copies copyBytes copyIn copyOut drop flat guards idle isResident isWritten last
  layout leave longest parameter parts pin place placeWithin placed plainBytes release resident residents stays store tag take takeBuffer
  usedBytes viewList views
`

export const shortened = {
  name: 'shortened',
  async transform(code: string, id: string) {
    if (!id.endsWith('.ts')) return undefined
    const compilerOptions = { useDefineForClassFields: false }
    const made = await transform(code, { loader: 'ts', target: 'es2022', tsconfigRaw: { compilerOptions } })
    return { code: made.code, moduleType: 'js' as const }
  },
  async renderChunk(code: string) {
    const names = new RegExp(`^(${OWN.trim().split(/\s+/).join('|')})$`)
    return (await transform(code, { format: 'esm', target: 'es2022', mangleProps: names })).code
  },
}
