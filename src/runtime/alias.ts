/**
 * Arrays of one call that share memory, so that copying them apart would change the program. Views of one buffer that overlap cross
 * as one range of bytes, and a plain array met twice crosses once. Only where one of them is written: copies that nobody writes may be
 * apart.
 */
import { bufferOf, byteOffsetOf, setElements, type TypedArray } from './arrays.ts'
import type { Crossing } from './crossing.ts'
import type { Store } from './store.ts'

/** Up to this many arrays every pair is compared; more go through a table. */
const FEW = 8
/** Copies keep their place within this, so that a view is as aligned in the copy as at home. */
const ALIGNMENT = 64

/** Bytes of a user's buffer that cross as one. */
export interface SharedRange {
  /** The user's bytes. */
  readonly bytes: Uint8Array
  readonly address: number
}

/**
 * Finds the groups among crossings that are not placed yet, and places their members. Returns the ranges to copy back, or why
 * there is no room for them.
 */
export function placeShared(crossings: readonly Crossing[], store: Store): SharedRange[] | string {
  if (!anyWritten(crossings)) return none
  const groups = crossings.length <= FEW ? groupFew(crossings) : groupMany(crossings)
  if (groups === none) return none
  const ranges: SharedRange[] = []
  for (const group of groups) {
    for (const cluster of overlapping(group)) {
      const range = placeRange(cluster, store)
      if (typeof range === 'string') return range
      ranges.push(range)
    }
  }
  return ranges
}

const none: never[] = []

function anyWritten(crossings: readonly Crossing[]): boolean {
  for (let i = 0; i < crossings.length; i++) if (crossings[i].written) return true
  return false
}

/** Groups of crossings with one buffer, mostly none. */
function groupFew(crossings: readonly Crossing[]): Crossing[][] {
  for (let i = 1; i < crossings.length; i++) {
    const { buffer, placed } = crossings[i]
    if (placed || buffer === null) continue
    for (let j = 0; j < i; j++) if (crossings[j].buffer === buffer) return groupMany(crossings)
  }
  return none
}

function groupMany(crossings: readonly Crossing[]): Crossing[][] {
  const groups = new Map<ArrayBufferLike, Crossing[]>()
  for (const crossing of crossings) {
    if (crossing.placed || crossing.buffer === null) continue
    const group = groups.get(crossing.buffer)
    if (group) group.push(crossing)
    else groups.set(crossing.buffer, [crossing])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** Clusters of at least two whose byte ranges are connected by overlaps, and of which one is written. */
function overlapping(group: Crossing[]): Crossing[][] {
  const sorted = group.sort((a, b) => start(a) - start(b))
  const clusters: Crossing[][] = []
  let end = -1
  for (const crossing of sorted) {
    if (start(crossing) < end) clusters.at(-1)!.push(crossing)
    else clusters.push([crossing])
    end = Math.max(end, start(crossing) + crossing.bytes)
  }
  return clusters.filter((cluster) => cluster.length > 1 && cluster.some((crossing) => crossing.written))
}

function start(crossing: Crossing): number {
  return byteOffsetOf(crossing.value as TypedArray)
}

function placeRange(cluster: readonly Crossing[], store: Store): SharedRange | string {
  const from = start(cluster[0])
  const to = Math.max(...cluster.map((crossing) => start(crossing) + crossing.bytes))
  const shift = from % ALIGNMENT
  const block = store.arena.allocate(to - from + shift, ALIGNMENT)
  if (block === 0) return `no room for a copy of ${to - from} bytes`
  const address = block + shift
  const bytes = new Uint8Array(cluster[0].buffer!, from, to - from)
  setElements(store.memory.views.u8, bytes, address)
  for (const crossing of cluster) crossing.placeWithin(from, address)
  return { bytes, address }
}

/** Copies a range back. */
export function copyRangeOut(range: SharedRange, store: Store): void {
  const copy = new Uint8Array(bufferOf(store.memory.views.u8), range.address, range.bytes.length)
  setElements(range.bytes, copy)
}

/** Plain arrays met more than once: later crossings of one wait for the first. Call before copying, then `join`. */
export function samePlain(crossings: readonly Crossing[]): ReadonlyMap<Crossing, Crossing> | undefined {
  let plain = 0
  for (let i = 0; i < crossings.length; i++) if (crossings[i].plain) plain++
  if (plain < 2 || !anyWritten(crossings)) return undefined
  const same = new Map<Crossing, Crossing>()
  const first = new Map<unknown, Crossing>()
  for (const crossing of crossings) {
    if (!crossing.plain) continue
    const earlier = first.get(crossing.value)
    if (earlier) same.set(crossing, earlier)
    else first.set(crossing.value, crossing)
  }
  return same
}
