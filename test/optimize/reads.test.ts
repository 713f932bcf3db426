/** Reads that integers are computed from and that miss: in the first, a middle and the last trip, in one arm, behind a write. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { jit } from '../../src/index.ts'
import { type AnyFunction, check } from '../differential.ts'

const test = suite('reads')
type Numbers = Int32Array

const kernels: Readonly<Record<string, AnyFunction>> = {
  'union-find with halved paths': (parent: Numbers, at: number, n: number) => {
    let trips = 0
    while (parent[at] !== at && trips++ < n) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  },
  'a queue that grows': (cells: Numbers, start: number, width: number) => {
    const queue = new Int32Array(8)
    queue[0] = start
    let [head, tail, sum] = [0, 1, 0]
    while (head < tail && head < 12) {
      const cell = queue[head++]!
      const x = cell % width
      const y = Math.floor(cell / width)
      for (let d = -1; d < 2; d++) {
        const next = y * width + x + d
        if (cells[next] === 7) continue
        cells[next] = 7
        queue[tail++] = next
        sum += next
      }
    }
    return [head, tail, sum]
  },
  'a list that is walked and written': (next: Numbers, at: number, n: number) => {
    let length = 0
    for (let at2 = at; at2 !== -1 && length < n; at2 = next[at2]!) next[(length++ * 3) % 5] = at2
    return length
  },
  'only in one arm': (next: Numbers, at: number, n: number) => {
    let sum = 0
    for (let trips = 0; trips < n; trips++) {
      if (at % 2 === 0) {
        sum += at
        at = next[at]!
      } else at = (next[at + 1]! * 3) | 0
      next[trips] = sum
    }
    return sum
  },
  'a heap whose size nothing bounds': (heap: Numbers, start: number, n: number) => {
    let size = 1 + Math.abs(n)
    let sum = start
    while (size > 0) {
      const top = heap[0]!
      const last = heap[--size]!
      let i = 0
      for (;;) {
        let child = 2 * i + 1
        if (child >= size) break
        if (child + 1 < size && heap[child + 1]! < heap[child]!) child++
        heap[i] = heap[child]!
        i = child
      }
      heap[i] = last
      sum += top % (n + 3)
      if (top === n && size < 6) heap[size++] = top + 1
    }
    return sum
  },
  'a ring buffer': (ring: Numbers, start: number, size: number) => {
    let [head, count, sum] = [start, 0, 0]
    for (let i = 0; i < 40; i++) {
      if (count > 2 && ring[head]! <= i) {
        head = (head + 1) % size
        count--
      }
      const tail = (head + count) % size
      ring[tail] = i
      sum = (sum * 3 + tail) % (size + 1)
      if (count < 5) count++
    }
    return [head, count, sum]
  },
  digits: (tally: Numbers, n: number, base: number) => {
    for (let trips = 0; n > 0 && trips < 40; trips++) {
      tally[n % base]!++
      n = Math.floor(n / base)
    }
    return n
  },
  'under a check that a continue leaves out': (next: Numbers, at: number, n: number) => {
    let sum = 0
    let trips = 0
    for (let i = at; i !== -1 && trips++ < n; i = next[i]!) {
      if (trips % 2 === 0) continue
      sum += next[i]! % 5
    }
    return sum
  },
  'in a loop that runs first itself': (next: Numbers, at: number, n: number) => {
    let sum = 0
    let state = at
    for (let i = 0; i < n; i++) {
      state = (Math.imul(state, 13) + 7) >>> 0
      let j = state % n
      for (let trips = 0; trips < 5 && next[j]! >= 0; trips++) {
        sum += j
        j = next[j]! % n
      }
    }
    return sum
  },
  'twice under one check': (next: Numbers, at: number, n: number) => {
    for (let trips = 0; trips < n; trips++) {
      const from = next[at]!
      next[at] = (from % n) + trips
      at = Math.abs(next[at]! + from) % (n + 2)
    }
    return at
  },
}

const tables = [
  [],
  [0],
  [1, 2, 3, 0],
  [3, 3, 3, 3],
  [1, 2, 3, 4, 5, 6, 7, 8],
  [2, 2, 70000],
  [1, 2, 3, 4, 5, -1, 7, 6],
  [2, 0, 4, 2, 6, 2 ** 31 - 1, -(2 ** 31)],
]
const starts = [0, 1, 2, 5, -1, 9, 0.5, -0, 2 ** 31]
const counts = [1, 2, 3, 8, 0, -2]
/** Where nothing counts to it. */
const divisors = [...counts, 2.5, 2 ** 29 + 1, 2 ** 31 - 1, 2 ** 31]
const argSets = (numbers: readonly number[]) =>
  tables.flatMap((table) => starts.flatMap((at) => numbers.map((n) => [Int32Array.from(table), at, n])))

for (const [name, fn] of Object.entries(kernels))
  test(name, () => check(name, fn, argSets(/ring|digits/.test(name) ? divisors : counts)))

test('a walk that starts at any float', () => {
  const walk = (grid: Uint8Array, n: number, x: number, y: number, dx: number) => {
    let trips = 0
    let [u, v] = [Math.floor(x), Math.floor(y)]
    while (u >= 0 && v >= 0 && u < n && v < n) {
      if (grid[v * n + u] !== 0) break
      if (trips++ & 1) u += dx > 0 ? 1 : -1
      else v += dx < 0 ? 1 : -1
    }
    return [trips, u, v]
  }
  const starts = [0, -0, 1.5, 4, 5, -1, NaN, Infinity, -Infinity, 2 ** 31, 1e300, 0.25]
  const grids = [new Uint8Array(25), new Uint8Array(9), Uint8Array.from({ length: 36 }, (_, i) => +(i % 7 === 6))]
  check(
    'walk',
    walk,
    grids.flatMap((grid) =>
      starts.flatMap((x) =>
        starts.flatMap((y) => [5, 3, 6, 0.5].flatMap((n) => [1, -1].map((d) => [grid, n, x, y, d]))),
      ),
    ),
  )
})

test('what was read is an integer in the loop that stays inside', () => {
  const kernel = jit(
    (parent: Numbers, at: number) => {
      while (parent[at] !== at) at = parent[at]!
      return at
    },
    { tier: 'compiled', strict: true },
  )
  assert.is(kernel(Int32Array.of(0, 0, 1), 2), 0)
  assert.match(kernel.inspectIR(), /loop \(%at\S*: i32/)
})

test('a loop that starts with what another left, an integer or NaN, asks once which it is', () => {
  const roll = (text: Uint8Array, m: number, key: Uint8Array) => {
    let hash = 0
    for (let i = 0; i < m; i++) hash = (hash * 31 + text[i]!) % 10007
    let last = hash
    for (let i = 0; i < m; i++) {
      if (key[i]! > 100) last = (last + 10007 - key[i]! * 7) % 10007
    }
    return last
  }
  const texts = [0, 1, 5, 9].map((length) => Uint8Array.from({ length }, (_, i) => i * 97))
  check(
    'roll',
    roll,
    texts.flatMap((text) => texts.flatMap((key) => [0, 1, 5, 6, 9].map((m) => [text, m, key]))),
  )
  const kernel = jit(roll, { tier: 'compiled', strict: true })
  kernel(texts[3]!, 9, texts[3]!)
  assert.match(kernel.inspectIR('narrow')!, /%last\S*: i32 = truncSat\(/)
})

test.run()
