/**
 * `alloc` and `free` for modules that bring their own memory: first fit over a list of free blocks in the order of their addresses, with
 * immediate coalescing (Knuth, TAOCP 2.5, algorithms A and B). Kernels compiled at run time have the allocator of `runtime/heap.ts`
 * instead, whose metadata no stray store can reach.
 *
 *   block:   | size: i32 | next: i32 | unused to 64 bytes | payload ... |      sizes are multiples of 64, so payloads are 64-byte aligned
 *
 * A free block's `next` is the next free block's address, 0 at the end. The memory grows by a quarter when nothing fits, up to the
 * pages that the global `limit` allows.
 */
import binaryen from 'binaryen'
import { HEAP_BASE, OVERRUN } from '../artifact.ts'

type Ref = binaryen.ExpressionRef
type M = binaryen.Module

const HEADER = 64
const PAGE_SHIFT = 16
/** One less than there are, so that no block ends at 2^32. */
const MOST_PAGES = 65535
/** Requests from here on cannot be rounded up within 32 bits. */
const TOO_MANY = -0x20000
/** A rest smaller than this stays with its block. */
const SMALLEST = 2 * HEADER

const FREE = 'alloc/free'
const LIMIT = 'alloc/limit'

/** Adds the functions and exports them as `alloc`, `free` and `limit`. The module's memory is its own. */
export function addAllocator(m: M): void {
  m.addGlobal(FREE, binaryen.i32, true, m.i32.const(0))
  m.addGlobal(LIMIT, binaryen.i32, true, m.i32.const(MOST_PAGES))
  addFree(m)
  addAlloc(m)
  m.addFunctionExport('alloc', 'alloc')
  m.addFunctionExport('free', 'free')
  m.addGlobalExport(LIMIT, 'limit')
}

const local = (m: M, index: number) => ({
  get: (): Ref => m.local.get(index, binaryen.i32),
  set: (value: Ref): Ref => m.local.set(index, value),
})

const head = (m: M): Ref => m.global.get(FREE, binaryen.i32)
const sizeOf = (m: M, block: Ref): Ref => m.i32.load(0, 4, block)
const nextOf = (m: M, block: Ref): Ref => m.i32.load(4, 4, block)
const setSize = (m: M, block: Ref, size: Ref): Ref => m.i32.store(0, 4, block, size)
const setNext = (m: M, block: Ref, next: Ref): Ref => m.i32.store(4, 4, block, next)

/** Makes `next` follow `previous`, or lead the list if that is 0. */
function link(m: M, previous: Ref, previousAgain: Ref, next: Ref, nextAgain: Ref): Ref {
  return m.if(previous, setNext(m, previousAgain, next), m.global.set(FREE, nextAgain))
}

/** `(address: i32)`: gives back what `alloc` returned; 0 is nothing. */
function addFree(m: M): void {
  const { i32 } = m
  const [address, block, previous, after] = [0, 1, 2, 3].map((i) => local(m, i))
  const blockEnd = (of: typeof block): Ref => i32.add(of.get(), sizeOf(m, of.get()))
  /** `first` takes in `second`, which follows it in the list. */
  const absorb = (first: typeof block, second: typeof block): Ref =>
    m.block(null, [
      setSize(m, first.get(), i32.add(sizeOf(m, first.get()), sizeOf(m, second.get()))),
      setNext(m, first.get(), nextOf(m, second.get())),
    ])
  const body = [
    m.if(i32.eqz(address.get()), m.return()),
    block.set(i32.sub(address.get(), i32.const(HEADER))),
    after.set(head(m)),
    m.block('found', [
      m.loop(
        'next',
        m.block(null, [
          m.br('found', i32.or(i32.eqz(after.get()), i32.gt_u(after.get(), block.get()))),
          previous.set(after.get()),
          after.set(nextOf(m, after.get())),
          m.br('next'),
        ]),
      ),
    ]),
    setNext(m, block.get(), after.get()),
    link(m, previous.get(), previous.get(), block.get(), block.get()),
    // Without a block after it, the test compares with 0, where no block ends.
    m.if(i32.eq(blockEnd(block), after.get()), absorb(block, after)),
    m.if(previous.get(), m.if(i32.eq(blockEnd(previous), block.get()), absorb(previous, block))),
  ]
  m.addFunction('free', binaryen.i32, binaryen.none, Array(3).fill(binaryen.i32), m.block(null, body))
}

/** `(bytes: i32) -> i32`: a 64-byte aligned address, or 0 if there is no room. Not zeroed. */
function addAlloc(m: M): void {
  const { i32 } = m
  const [bytes, need, block, previous, rest, pages] = [0, 1, 2, 3, 4, 5].map((i) => local(m, i))
  const size = (): Ref => sizeOf(m, block.get())
  const split = m.block(null, [
    rest.set(i32.add(block.get(), need.get())),
    setSize(m, rest.get(), i32.sub(size(), need.get())),
    setNext(m, rest.get(), nextOf(m, block.get())),
    setSize(m, block.get(), need.get()),
  ])
  const take = m.block(null, [
    m.if(i32.ge_u(i32.sub(size(), need.get()), i32.const(SMALLEST)), split, rest.set(nextOf(m, block.get()))),
    link(m, previous.get(), previous.get(), rest.get(), rest.get()),
    m.return(i32.add(block.get(), i32.const(HEADER))),
  ])
  const search = m.block('none', [
    m.loop(
      'next',
      m.block(null, [
        m.br('none', i32.eqz(block.get())),
        m.if(i32.ge_u(size(), need.get()), take),
        previous.set(block.get()),
        block.set(nextOf(m, block.get())),
        m.br('next'),
      ]),
    ),
  ])
  const present = (): Ref => m.memory.size()
  const least = (): Ref => i32.shr_u(i32.add(need.get(), i32.const((1 << PAGE_SHIFT) - 1)), i32.const(PAGE_SHIFT))
  const tooMany = (): Ref => i32.gt_u(i32.add(present(), pages.get()), m.global.get(LIMIT, binaryen.i32))
  const quarter = i32.shr_u(present(), i32.const(2))
  const grow = [
    pages.set(quarter),
    m.if(i32.or(i32.lt_u(pages.get(), least()), tooMany()), pages.set(least())),
    m.if(tooMany(), m.return(i32.const(0))),
    block.set(m.memory.grow(pages.get())),
    m.if(i32.eq(block.get(), i32.const(-1)), m.return(i32.const(0))),
    block.set(i32.shl(block.get(), i32.const(PAGE_SHIFT))),
    setSize(m, block.get(), i32.shl(pages.get(), i32.const(PAGE_SHIFT))),
    m.call('free', [i32.add(block.get(), i32.const(HEADER))], binaryen.none),
  ]
  const body = [
    m.if(i32.ge_u(bytes.get(), i32.const(TOO_MANY)), m.return(i32.const(0))),
    need.set(i32.and(i32.add(bytes.get(), i32.const(OVERRUN + 2 * HEADER - 1)), i32.const(-HEADER))),
    ...stagger(m, need),
    m.loop(
      'again',
      m.block(
        null,
        [previous.set(i32.const(0)), block.set(head(m)), search, ...grow, m.br('again')],
        binaryen.unreachable,
      ),
    ),
  ]
  m.addFunction('alloc', binaryen.i32, binaryen.i32, Array(5).fill(binaryen.i32), m.block(null, body, binaryen.i32))
}

/** Arrays of one size that lie a multiple of 4 KiB apart slow each other down (see runtime/heap.ts): such blocks are a little longer. */
function stagger(m: M, need: ReturnType<typeof local>): Ref[] {
  const { i32 } = m
  const isLarge = i32.ge_u(need.get(), i32.const(4096))
  const isClose = i32.lt_u(i32.and(need.get(), i32.const(4095)), i32.const(256))
  return [m.if(i32.and(isLarge, isClose), need.set(i32.add(need.get(), i32.const(5 * HEADER))))]
}

/** Pages that a module's memory begins with: what lies below the first block. */
export const INITIAL_PAGES = HEAP_BASE >>> PAGE_SHIFT
