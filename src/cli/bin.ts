#!/usr/bin/env node
/** The executable: ties the commands to this process. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { lendLookUp } from '../runtime/node.ts'
import { main } from './main.ts'

/** In the package it lies beside this file; among the sources, in the folder that the build writes. */
async function loader(structs: boolean): Promise<string> {
  const name = structs ? 'loader.js' : 'loader-flat.js'
  const places = ['.', '../../dist'].map((folder) => fileURLToPath(new URL(`${folder}/${name}`, import.meta.url)))
  const found = places.find(existsSync)
  if (found === undefined) throw new Error(`${name} is missing: npm run build makes it`)
  return readFileSync(found, 'utf8')
}

// Whoever reads along may have seen enough: `tightloop explain file.js | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`tightloop: ${error.message}\n`)
  process.exit(2)
})
lendLookUp(() => createRequire(import.meta.url))
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  cwd: process.cwd(),
  color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  loader,
})
