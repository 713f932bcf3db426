/** Where answers are kept: what a store of them can do, and what it drops when it has grown too large. */

/** An entry; undefined if there is none; `'unreadable'` if there is one that cannot be read. */
export type Found = Uint8Array | 'unreadable' | undefined

/** Bytes by name, wherever they are kept: at once, or where that takes turns of the event loop, later. Nothing here throws or rejects. */
export interface CacheStore {
  get(name: string): Found | Promise<Found>
  /** False if it could not be written. */
  put(name: string, entry: Uint8Array): boolean | Promise<boolean>
}

/** Bytes that a store may hold before entries are dropped, and that are left then. */
export const LIMIT_BYTES = 64 << 20
const LEFT_SHARE = 0.75

/** Which entries have to go, once they are more than `limit` bytes together: those used longest ago. */
export function superfluous<T extends { readonly bytes: number; readonly used: number }>(
  entries: readonly T[],
  limit: number,
): readonly T[] {
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total <= limit) return []
  const byAge = [...entries].sort((a, b) => a.used - b.used)
  const kept = byAge.findIndex(({ bytes }) => {
    if (total <= limit * LEFT_SHARE) return true
    total -= bytes
    return false
  })
  return kept < 0 ? byAge : byAge.slice(0, kept)
}
