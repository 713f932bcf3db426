/**
 * Cache entries as files of a folder: one file an entry, written under another name and renamed, so that a reader finds all of it or
 * nothing, whatever other processes do. Entries used longest ago go when the folder has grown too large. Nothing throws: a disk that is full,
 * read-only or gone makes a program compile, not fail.
 */
import { type CacheStore, type Found, LIMIT_BYTES, superfluous } from './cache-store.ts'
import { nodeModule, nodeProcess } from './node.ts'

type Fs = typeof import('node:fs')
type Path = typeof import('node:path')

/** The folder is looked through at the first entry that a process writes, and after so many more. */
const WRITES_BETWEEN = 64
/** Age in ms from which an entry that is used is marked as used, and from which a file that was never renamed is dropped. */
const FRESH_MS = 3_600_000
const SUFFIX = '.tightloop'
const UNFINISHED = '.part'

export class DiskCache implements CacheStore {
  readonly folder: string
  readonly #fs: Fs
  readonly #path: Path
  readonly #limit: number
  #writes = 0

  /** @param limit bytes that the folder may hold */
  constructor(folder: string, fs: Fs, path: Path, limit: number = LIMIT_BYTES) {
    this.folder = folder
    this.#fs = fs
    this.#path = path
    this.#limit = limit
  }

  get(name: string): Found {
    const file = this.#file(name)
    try {
      const entry = this.#fs.readFileSync(file)
      this.#touch(file)
      return new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength)
    } catch (error) {
      return (error as { code?: string }).code === 'ENOENT' ? undefined : 'unreadable'
    }
  }

  put(name: string, entry: Uint8Array): boolean {
    const file = this.#file(name)
    const unfinished = `${file}.${nodeProcess?.pid ?? 0}.${this.#writes}${UNFINISHED}`
    try {
      makeFolder(this.folder, this.#fs, this.#path)
      this.#fs.writeFileSync(unfinished, entry)
      this.#fs.renameSync(unfinished, file)
    } catch {
      this.#remove(unfinished)
      return false
    }
    if (this.#writes++ % WRITES_BETWEEN === 0) this.#prune()
    return true
  }

  #file(name: string): string {
    return this.#path.join(this.folder, name + SUFFIX)
  }

  /** Its time of modification says when it was used last. */
  #touch(file: string): void {
    try {
      const now = Date.now()
      if (now - this.#fs.statSync(file).mtimeMs > FRESH_MS) this.#fs.utimesSync(file, now / 1000, now / 1000)
    } catch {
      // A folder that is read-only never grows either.
    }
  }

  #prune(): void {
    try {
      const files = this.#fs
        .readdirSync(this.folder)
        .filter((name) => name.endsWith(SUFFIX) || name.endsWith(UNFINISHED))
        .map((name) => this.#describe(this.#path.join(this.folder, name)))
        .filter((file) => file !== undefined)
      for (const { path, used } of files) {
        if (path.endsWith(UNFINISHED) && Date.now() - used > FRESH_MS) this.#remove(path)
      }
      for (const { path } of superfluous(files, this.#limit)) this.#remove(path)
    } catch {
      // The next time.
    }
  }

  #describe(path: string): { readonly path: string; readonly bytes: number; readonly used: number } | undefined {
    // Another process may have removed it.
    const stat = this.#fs.statSync(path, { throwIfNoEntry: false })
    return stat && { path, bytes: stat.size, used: stat.mtimeMs }
  }

  #remove(path: string): void {
    try {
      this.#fs.rmSync(path, { force: true })
    } catch {
      // Somebody else's.
    }
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where a folder is there and yet nothing can be made in it, as in /proc.
 * @throws {Error} that names the folder, and why it cannot be made
 */
export function makeFolder(folder: string, fs: Pick<Fs, 'existsSync' | 'mkdirSync' | 'statSync'>, path: Path): void {
  const parent = path.dirname(folder)
  if (!fs.existsSync(parent)) makeFolder(parent, fs, path)
  try {
    fs.mkdirSync(folder)
  } catch (error) {
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

const stores = new Map<string, DiskCache>()

/**
 * The cache in a folder, or in the user's own cache folder; undefined where there are no files.
 * @param folder a path, or true for `TIGHTLOOP_CACHE_DIR`, or else the folder of the platform for such things
 */
export function diskCache(folder: string | true): DiskCache | undefined {
  const fs = nodeModule<Fs>('node:fs')
  const path = nodeModule<Path>('node:path')
  if (fs === undefined || path === undefined) return undefined
  try {
    const resolved = path.resolve(folder === true ? defaultFolder(path) : folder)
    const store = stores.get(resolved) ?? new DiskCache(resolved, fs, path)
    stores.set(resolved, store)
    return store
  } catch {
    // No home, or a working directory that has gone.
    return undefined
  }
}

function defaultFolder(path: Path): string {
  const { env = {}, platform } = nodeProcess ?? {}
  if (env.TIGHTLOOP_CACHE_DIR) return env.TIGHTLOOP_CACHE_DIR
  const home = env.HOME ?? env.USERPROFILE ?? nodeModule<typeof import('node:os')>('node:os')?.homedir() ?? '.'
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'tightloop', 'Cache')
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'tightloop')
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'tightloop')
}
