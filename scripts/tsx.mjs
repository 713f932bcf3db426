/**
 * tsx, but Binaryen is loaded as it is: tsx would go through its 15 MB of text, which takes it up to half a minute.
 *
 *     node --import ./scripts/tsx.mjs file.ts
 */
import 'tsx'
import { readFileSync } from 'node:fs'
import * as modules from 'node:module'

const isBinaryen = (url) => url.endsWith('/node_modules/binaryen/index.js')
const asItIs = (url) => ({ format: 'module', shortCircuit: true, source: readFileSync(new URL(url)) })

// What is registered last is asked first. Where hooks run in this thread, tsx's do, too.
if (modules.registerHooks) {
  modules.registerHooks({ load: (url, context, next) => (isBinaryen(url) ? asItIs(url) : next(url, context)) })
} else {
  const hooks = `
    import { readFileSync } from 'node:fs'
    const isBinaryen = ${isBinaryen}, asItIs = ${asItIs}
    export const load = async (url, context, next) => (isBinaryen(url) ? asItIs(url) : next(url, context))`
  modules.register(`data:text/javascript,${encodeURIComponent(hooks)}`)
}
