/** The built package, for tests of it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where the built package lies. */
export const DIST = join(ROOT, 'dist')
const LOCK = join(ROOT, 'tmp/build.lock')
const PATIENCE_MS = 120_000

/** Newest modification below a folder, in ms since the epoch. */
function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs))
}

function isStale(): boolean {
  const files = ['dist/index.js', 'dist/compiler-thread.js'].map((file) => join(ROOT, file))
  return files.some((file) => !existsSync(file) || statSync(file).mtimeMs < newest(join(ROOT, 'src')))
}

/** Builds `dist` if it is older than the sources. Test files run in several processes: one builds, the others wait. */
export function buildIfStale(): void {
  mkdirSync(join(ROOT, 'tmp'), { recursive: true })
  for (const end = Date.now() + PATIENCE_MS; isStale(); ) {
    try {
      mkdirSync(LOCK)
    } catch (error) {
      // A process that was killed leaves its lock.
      if (Date.now() > end || Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? 0) > PATIENCE_MS) {
        rmSync(LOCK, { recursive: true, force: true })
      }
      if (Date.now() > end) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
      continue
    }
    try {
      execFileSync(join(ROOT, 'node_modules/.bin/tsdown'), [], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    } finally {
      rmSync(LOCK, { recursive: true, force: true })
    }
  }
}
