/** A worker thread of `threads.ts`: threads do not inherit the loader of TypeScript. */
import { register } from 'tsx/esm/api'

register()
await import('./thread-body.ts')
