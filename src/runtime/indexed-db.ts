/**
 * Cache entries in a browser: records of an IndexedDB database, and beside them how large each is and when it was used last, so that those used
 * longest ago go when there are too many. Nothing rejects, and nothing is waited for without an end: a browser that grants no storage, or no more
 * of it, makes a page compile, not fail.
 */
import { type CacheStore, type Found, LIMIT_BYTES, superfluous } from './cache-store.ts'

const VERSION = 1
const ENTRIES = 'entries'
const USES = 'uses'
/** The database is looked through at the first entry that a page writes, and after so many more. */
const WRITES_BETWEEN = 64
/** Age in ms from which an entry that is used is marked as used. */
const FRESH_MS = 3_600_000
/** What has not been answered after so many ms is taken for unreadable. */
const PATIENCE_MS = 2000

interface Use {
  readonly name: string
  readonly bytes: number
  readonly used: number
}

export class IndexedDbCache implements CacheStore {
  readonly #opened: Promise<IDBDatabase>
  readonly #limit: number
  #writes = 0

  /**
   * @param name of the database
   * @param limit bytes that it may hold
   */
  constructor(name: string, factory: IDBFactory, limit: number = LIMIT_BYTES) {
    this.#limit = limit
    this.#opened = open(name, factory)
    // Whoever asks learns of it.
    this.#opened.catch(() => {})
  }

  async get(name: string): Promise<Found> {
    try {
      return await withinPatience(this.#read(name))
    } catch {
      return 'unreadable'
    }
  }

  async put(name: string, entry: Uint8Array): Promise<boolean> {
    try {
      const database = await withinPatience(this.#opened)
      const change = database.transaction([ENTRIES, USES], 'readwrite')
      change.objectStore(ENTRIES).put(entry, name)
      change.objectStore(USES).put({ name, bytes: entry.length, used: Date.now() } satisfies Use)
      if (this.#writes++ % WRITES_BETWEEN === 0) prune(change, this.#limit)
      await withinPatience(completed(change))
      return true
    } catch {
      return false
    }
  }

  async #read(name: string): Promise<Found> {
    const database = await this.#opened
    const view = database.transaction([ENTRIES, USES], 'readonly')
    const [entry, use] = await Promise.all([
      answer(view.objectStore(ENTRIES).get(name)),
      answer<Use | undefined>(view.objectStore(USES).get(name)),
    ])
    if (entry === undefined) return undefined
    const now = Date.now()
    if (use !== undefined && now - use.used > FRESH_MS) {
      database
        .transaction(USES, 'readwrite')
        .objectStore(USES)
        .put({ ...use, used: now })
    }
    return entry instanceof Uint8Array ? entry : 'unreadable'
  }
}

async function open(name: string, factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(name, VERSION)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(ENTRIES)
    request.result.createObjectStore(USES, { keyPath: 'name' })
  }
  const database = await answer(request)
  // Another page deletes it, or a later version of this package wants another form.
  database.onversionchange = () => database.close()
  return database
}

/** Within the transaction that has just grown the database. */
function prune(change: IDBTransaction, limit: number): void {
  const uses = change.objectStore(USES)
  const request: IDBRequest<Use[]> = uses.getAll()
  request.onsuccess = () => {
    for (const { name } of superfluous(request.result, limit)) {
      change.objectStore(ENTRIES).delete(name)
      uses.delete(name)
    }
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

function withinPatience<T>(answered: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

const stores = new Map<string, IndexedDbCache>()

/**
 * The cache of this page's origin; undefined where there is no IndexedDB.
 * @param name what stands for a folder, or true for the one that all share
 */
export function indexedDbCache(name: string | true): IndexedDbCache | undefined {
  try {
    if (typeof indexedDB !== 'object' || indexedDB === null) return undefined
    const database = name === true ? 'tightloop' : `tightloop ${name}`
    const store = stores.get(database) ?? new IndexedDbCache(database, indexedDB)
    stores.set(database, store)
    return store
  } catch {
    // A page that may store nothing is told so by an error.
    return undefined
  }
}
