/** `alloc` of many sizes, of which most are dropped: freed memory returns, and does not fall into pieces without bound. */
import { alloc } from '../../src/index.ts'
import { store } from '../../src/runtime/store.ts'
import { Random } from '../fuzz/random.ts'
import { Gauge, mb, settle } from './gauge.ts'
import type { Soak } from './run.ts'

const LIVE = 400

export const arrays: Soak = async ({ minutes, seed }) => {
  const gauge = new Gauge((minutes * 60_000) / 20)
  const random = new Random(seed)
  const wrong: string[] = []
  const live: { readonly array: Float64Array; readonly stamp: number }[] = []
  let [made, bytes, most] = [0, 0, 0]
  while (gauge.elapsed < minutes * 60_000) {
    for (let i = 0; i < 200; i++) {
      const length = Math.floor(2 ** (random.next() * 18))
      const array = alloc(Float64Array, length)
      if (array[0] !== 0 || array[length - 1] !== 0) wrong.push(`array ${made} is not zero`)
      const stamp = ++made
      array[0] = array[length - 1] = stamp
      bytes += array.byteLength
      if (live.length < LIVE) live.push({ array, stamp })
      else {
        const at = random.int(0, LIVE - 1)
        const { array: old, stamp: mark } = live[at]
        if (old[0] !== mark || old[old.length - 1] !== mark) wrong.push(`array ${mark} has been overwritten`)
        live[at] = { array, stamp }
      }
    }
    most = Math.max(most, store().heap.usedBytes)
    await settle()
    await gauge.tick(() => `${made} arrays, ${mb(bytes)} in all`)
  }
  const { memory } = store()
  const ratio = memory.bytes / most
  console.log(`  kernel memory is ${ratio.toFixed(2)} times the most that was ever in use`)
  if (ratio > 3) wrong.push(`memory is in pieces: ${mb(memory.bytes)} for ${mb(most)}`)
  return [...wrong, ...gauge.growth(48)]
}
