/**
 * The public API for Node, Bun and Deno: the same, and Node before 20.16 finds its own modules. There, only an import statement
 * gets at them at once, which a browser would not take.
 */
import { createRequire } from 'node:module'
import { lendLookUp } from './runtime/node.ts'

// Not `import.meta.url`, which bundles may lack; modules of Node are the same from everywhere.
lendLookUp(() => createRequire(process.execPath))

export * from './index.ts'
