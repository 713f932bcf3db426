/**
 * Makes the loader's text short, which `tightloop build` copies into every loader file: fields that a class only declares go, and members that
 * only the loader itself names get short names. Of the two loaders, the flat one is for modules to which neither rows nor objects are passed.
 */
import { transform } from 'esbuild'

/** None of them is a property of the description in a module, of a built-in, or of what users see. */
const OWN = `
  abandon addObject another arena busy copied copies copyBytes copyIn copyOut drop flat guards idle isResident isWritten last
  layout leave longest parameter parts pin place placeWithin placed plainBytes release resident residents stays store tag take takeBuffer
  usedBytes viewList views
`

/** Where the classes are made that the flat loader has no use for: they go with it. */
const STRUCTS = /new (RowsPart|ObjectPart)\(.*\)/g

export const shortened = (isFlat: boolean) => ({
  name: 'shortened',
  async transform(code: string, id: string) {
    if (!id.endsWith('.ts')) return undefined
    const compilerOptions = { useDefineForClassFields: false }
    const source = isFlat ? code.replace(STRUCTS, 'undefined') : code
    const made = await transform(source, { loader: 'ts', target: 'es2022', tsconfigRaw: { compilerOptions } })
    return { code: made.code, moduleType: 'js' as const }
  },
  async renderChunk(code: string) {
    const names = new RegExp(`^(${OWN.trim().split(/\s+/).join('|')})$`)
    return (await transform(code, { format: 'esm', target: 'es2022', mangleProps: names })).code
  },
})
