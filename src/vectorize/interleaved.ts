/**
 * Elements that alternate in memory, such as the colours of pixels: which stores make whole vectors together, and how vectors of one
 * element each become vectors in the order of memory, and back.
 */
import { LinearSum } from '../analyze/linear.ts'
import { elementSize } from '../artifact.ts'
import type { Builder } from '../ir/build.ts'
import { type Load, type Stmt, type Store, type Value, vectorValueType } from '../ir/types.ts'
import { laneCount, VECTOR_BYTES, type VectorType } from '../ir/vector.ts'
import { strideOf, type Widening } from './widening.ts'

/** At most so many elements alternate. */
const MOST = 4

/**
 * Stores that fill memory without gaps, each with its group in the order of memory. The last of a group can store for all: nothing
 * in between touches what the others store.
 */
export function storeGroups(
  stmts: readonly Stmt[],
  widening: Pick<Widening, 'counters' | 'divergence' | 'apart'>,
  b: Builder,
): ReadonlyMap<Stmt, readonly Store[]> {
  const groups = new Map<Stmt, readonly Store[]>()
  const stores = stmts.filter(
    (s): s is Store => s.kind === 'store' && s.guard === undefined && !widening.divergence.varies(s.ptr),
  )
  for (const first of stores) {
    const stride = strideOf(first.index, widening)
    if (stride === undefined || stride < 2 || stride > MOST || groups.has(first)) continue
    const isLike = (s: Store): boolean =>
      s.ptr === first.ptr && s.element === first.element && strideOf(s.index, widening) === stride
    const like = stores.filter((s) => isLike(s) && distance(first, s, b) !== undefined)
    for (let from = 1 - stride; from <= 0; from++) {
      const group = Array.from({ length: stride }, (_, k) => like.filter((s) => distance(first, s, b) === from + k))
      const members = group.map(([s]) => s!)
      if (group.some((g) => g.length !== 1 || groups.has(g[0]!))) continue
      if (!mayWait(members, stride, stmts, widening, b)) continue
      for (const s of members) groups.set(s, members)
      break
    }
  }
  return groups
}

/** Elements from one access to another of the same array, where that is a constant. */
function distance(from: Load | Store, to: Load | Store, b: Builder): number | undefined {
  const sum = new LinearSum(b, () => true)
  sum.add(to.index, 1)
  sum.add(from.index, -1)
  return [...sum.terms.values()].every((t) => t.coefficient === 0) ? sum.constant : undefined
}

/** Whether all of the stores may happen where the last one does. */
function mayWait(
  group: readonly Store[],
  stride: number,
  stmts: readonly Stmt[],
  { apart, counters, divergence }: Pick<Widening, 'counters' | 'divergence' | 'apart'>,
  b: Builder,
): boolean {
  const places = group.map((s) => stmts.indexOf(s))
  const [first, last] = [Math.min(...places), Math.max(...places)]
  const never = (store: Store, other: Load | Store): boolean => {
    if (apart(store, other)) return true
    const isLike = other.ptr === store.ptr && elementSize[other.element] === elementSize[store.element]
    const far =
      isLike && strideOf(other.index, { counters, divergence }) === stride ? distance(store, other, b) : undefined
    // In whichever trips: the remainders by the stride differ.
    return far !== undefined && far % stride !== 0
  }
  return stmts.slice(first, last).every((stmt, i) => {
    if (group.includes(stmt as Store)) return true
    if (stmt.kind !== 'load' && stmt.kind !== 'store') return false
    return group.every((s, k) => places[k]! > first + i || never(s, stmt))
  })
}

/**
 * Vectors in the order of memory: element 0 of each channel, then element 1, and so on. Of each channel there are `filled` elements, in
 * as many vectors as they take.
 */
export function interleave(
  b: Builder,
  type: VectorType,
  channels: readonly (readonly Value[])[],
  filled: number,
): readonly Value[] {
  const count = laneCount(type)
  if (channels.length === 3) return interleaveThree(b, type, channels)
  const zipped = (x: Value, y: Value, from: number): Value =>
    b.shuffle(
      x,
      y,
      Array.from({ length: count }, (_, k) => from + (k >> 1) + (k % 2) * count),
    )
  let current = channels
  // 0 with 2 and 1 with 3, then both: neighbours meet last.
  for (let own = filled; current.length > 1; own *= 2) {
    const half = current.length / 2
    current = current
      .slice(0, half)
      .map((channel, c) =>
        channel.flatMap((x, i) =>
          (own < count ? [0] : [0, count / 2]).map((from) => zipped(x, current[c + half]![i]!, from)),
        ),
      )
  }
  return current[0]!
}

function interleaveThree(b: Builder, type: VectorType, channels: readonly (readonly Value[])[]): readonly Value[] {
  const count = laneCount(type)
  return channels[0]!.flatMap((_, i) =>
    [0, 1, 2].map((part) => {
      const places = Array.from({ length: count }, (__, k) => part * count + k)
      return picked(
        b,
        channels.map((c) => c[i]!),
        places.map((place) => [place % 3, Math.floor(place / 3)]),
      )
    }),
  )
}

/** A vector of lanes of others, each given by the number of the vector and that of the lane. */
function picked(b: Builder, from: readonly Value[], lanes: readonly (readonly [number, number])[]): Value {
  const count = laneCount(from[0]!.type as VectorType)
  return from.slice(1).reduce(
    (all, next, i) =>
      b.shuffle(
        all,
        next,
        lanes.map(([vector, lane], k) =>
          vector === i + 1 ? count + lane : i === 0 && vector === 0 ? lane : i === 0 ? 0 : k,
        ),
      ),
    from[0]!,
  )
}

/** Whether a group of as many stores fills whole vectors. */
export function fillsVectors({ element }: Store, stride: number, lanes: number): boolean {
  const bytes = lanes * elementSize[element]
  return bytes * (stride === 3 ? 1 : stride) >= VECTOR_BYTES
}

/**
 * How to load every `stride`th element: as the highest part of integers of that many, or out of vectors of the elements as they are.
 * Undefined where that is no better than one by one.
 */
export function stridedAccess(
  { element }: Load,
  stride: number,
  lanes: number,
): { readonly element: 'u16' | 'i16' | 'i32' } | { readonly vector: VectorType } | undefined {
  if (stride < 2 || stride > MOST) return undefined
  const size = elementSize[element]
  if (size < 4 && size * stride === 4) return { element: 'i32' }
  if (size * stride === 2 && lanes >= 4) return { element: element === 'i8' ? 'i16' : 'u16' }
  const vector = vectorValueType(element, VECTOR_BYTES / size)
  const wanted = Math.min(VECTOR_BYTES / size, lanes)
  return vector !== undefined && wanted > stride ? { vector } : undefined
}

/** Where vectors begin that hold every `stride`th of elements, `wanted` of them: the last one ends with the last that is wanted. */
export function startsOf(count: number, stride: number, wanted: number): readonly number[] {
  const span = (wanted - 1) * stride + 1
  const vectors = Math.ceil(span / count)
  return Array.from({ length: vectors }, (_, j) => (j < vectors - 1 ? j * count : span - count))
}

/** Every `stride`th element of vectors that begin at `starts`; lanes beyond those wanted hold anything. */
export function everyNth(
  b: Builder,
  vectors: readonly Value[],
  starts: readonly number[],
  stride: number,
  wanted: number,
): Value {
  const count = laneCount(vectors[0]!.type as VectorType)
  const lanes = Array.from({ length: count }, (_, k) => {
    const place = Math.min(k, wanted - 1) * stride
    const vector = starts.findIndex((start) => start <= place && place < start + count)
    return [vector, place - starts[vector]!] as const
  })
  return vectors.length === 1
    ? b.shuffle(
        vectors[0]!,
        vectors[0]!,
        lanes.map(([, lane]) => lane),
      )
    : picked(b, vectors, lanes)
}
