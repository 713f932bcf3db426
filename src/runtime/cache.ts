/**
 * What the compiler has answered before, kept across processes: facts and artifacts by the whole content of their question, the build of the
 * compiler included. An entry carries its question and a checksum, so that whatever else a file may hold is noticed and made anew.
 */
import type { Artifact } from '../artifact.ts'
import type { ProgramFacts } from '../parse/facts.ts'
import type { CacheStore, Found } from './cache-store.ts'
import { decode, encode } from './codec.ts'
import type { Asking, Outcome } from './compilers.ts'
import type { Job } from './protocol.ts'
import { exactly } from './spell.ts'
import { canWait } from './thread.ts'

/** What became of a kernel's questions to the cache. */
export interface CacheCounts {
  hits: number
  misses: number
  writes: number
  /** Entries that were damaged, could not be read or could not be written. */
  failures: number
}

interface Entry {
  readonly key: string
  readonly value: Artifact | ProgramFacts
}

/** Changes with the form of entries. */
const FORMAT = 'tightloop 1'
const CHECKSUM_BYTES = 4

/** A question that is looked up before it is asked, and whose answer is kept. */
export class Remembered implements Asking {
  readonly #asking: Asking
  readonly #store: CacheStore
  readonly #counts: CacheCounts
  readonly #key: string
  #lookup: Outcome | 'none' | undefined
  #searching: Promise<void> | undefined

  /** @param build says which compiler would answer */
  constructor(asking: Asking, job: Job, build: string, store: CacheStore, counts: CacheCounts) {
    this.#asking = asking
    this.#store = store
    this.#counts = counts
    this.#key = JSON.stringify([FORMAT, build, job], exactly)
  }

  get(ms: number): Outcome | undefined {
    if (this.#lookup === undefined) this.#find()
    // While the search goes on, who waits for the compiler anyway does not wait for it besides.
    if (this.#lookup === undefined && !(ms > 0 && canWait)) return undefined
    if (typeof this.#lookup === 'object') return this.#lookup
    const outcome = this.#asking.get(ms)
    if (outcome?.value !== undefined) {
      this.#take(undefined)
      this.#keep(outcome.value)
    }
    return outcome
  }

  async settled(): Promise<void> {
    if (this.#lookup === 'none') await this.#asking.settled()
    else await this.#searching
  }

  #find(): void {
    if (this.#searching !== undefined) return
    const found = this.#store.get(hash(this.#key))
    if (found instanceof Promise) this.#searching = found.then((entry) => this.#take(entry))
    else this.#take(found)
  }

  #take(found: Found): void {
    if (this.#lookup !== undefined) return
    const value = found instanceof Uint8Array ? open(found, this.#key) : undefined
    this.#lookup = value === undefined ? 'none' : { value, missing: undefined, isRemembered: true }
    if (value !== undefined) this.#counts.hits++
    else this.#counts.misses++
    if (value === undefined && found !== undefined) this.#counts.failures++
  }

  #keep(value: Artifact | ProgramFacts): void {
    // A fault of ours may be gone with the next attempt.
    if ('bug' in value && value.bug) return
    const count = (isWritten: boolean): void => {
      if (isWritten) this.#counts.writes++
      else this.#counts.failures++
    }
    const written = this.#store.put(hash(this.#key), seal({ key: this.#key, value }))
    if (written instanceof Promise) void written.then(count)
    else count(written)
  }
}

function seal(entry: Entry): Uint8Array {
  const encoded = encode(entry)
  const sealed = new Uint8Array(CHECKSUM_BYTES + encoded.length)
  sealed.set(encoded, CHECKSUM_BYTES)
  new DataView(sealed.buffer).setUint32(0, checksum(encoded), true)
  return sealed
}

/** The value, if this is the entry of that key and undamaged. */
function open(sealed: Uint8Array, key: string): Artifact | ProgramFacts | undefined {
  try {
    const encoded = sealed.subarray(CHECKSUM_BYTES)
    const sum = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint32(0, true)
    if (sum !== checksum(encoded)) return undefined
    const entry = decode(encoded) as Entry
    return entry.key === key ? entry.value : undefined
  } catch {
    return undefined
  }
}

// Both run but once or twice in a process, interpreted: what counts is how few steps they take.

/** FNV-1a over words of 32 bits, and what is left over. */
function checksum(bytes: Uint8Array): number {
  const words = bytes.length >>> 2
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0x811c9dc5
  for (let i = 0; i < words; i++) sum = Math.imul(sum ^ view.getInt32(4 * i, true), 0x01000193)
  for (let i = 4 * words; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i], 0x01000193)
  return sum >>> 0
}

/** A name of 16 hexadecimal digits. No proof of equality: entries carry their key. */
function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b ^= b >>> 13
  }
  return [a ^ (a >>> 16), b ^ (b >>> 16)].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('')
}
