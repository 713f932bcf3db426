/** Memory over time: samples after a collection, printed now and then, and the verdict whether it goes on growing. */
import { store } from '../../src/runtime/store.ts'

const MB = 1 << 20

interface Sample {
  readonly seconds: number
  readonly rss: number
  /** The JavaScript heap. */
  readonly heap: number
  /** Blocks of kernel memory in use. */
  readonly used: number
  /** Kernel memory. */
  readonly memory: number
}

/** Lets finalizers run, and what they free be collected. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    global.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export class Gauge {
  readonly #samples: Sample[] = []
  readonly #started = performance.now()
  readonly #every: number
  #next = 0

  /** @param every milliseconds between samples */
  constructor(every: number) {
    this.#every = every
  }

  get elapsed(): number {
    return performance.now() - this.#started
  }

  /** Samples if it is time; `note` goes before the figures. */
  async tick(note: () => string): Promise<void> {
    if (this.elapsed < this.#next) return
    await this.sample(note())
    this.#next = this.elapsed + this.#every
  }

  async sample(note: string): Promise<void> {
    await settle()
    const { rss, heapUsed } = process.memoryUsage()
    const { heap, memory } = store()
    const sample = { seconds: this.elapsed / 1000, rss, heap: heapUsed, used: heap.usedBytes, memory: memory.bytes }
    this.#samples.push(sample)
    const figures = `RSS ${mb(rss)}, JavaScript heap ${mb(heapUsed)}, kernel memory ${mb(sample.used)} used of ${mb(memory.bytes)}`
    console.log(`  ${sample.seconds.toFixed(0).padStart(4)} s  ${note}: ${figures}`)
  }

  /**
   * What grows still: the last third of the samples against the middle third, largest against largest. The first third is warming up.
   * @param slack megabytes that may come and go
   */
  growth(slack: number): string[] {
    const third = Math.floor(this.#samples.length / 3)
    if (third === 0) return [`${this.#samples.length} samples are too few to tell`]
    const most = (key: keyof Sample, from: number, to?: number): number =>
      Math.max(...this.#samples.slice(from, to).map((sample) => sample[key]))
    const found: string[] = []
    for (const key of ['rss', 'heap', 'used', 'memory'] as const) {
      const [before, after] = [most(key, third, -third), most(key, -third)]
      console.log(`  ${key}: at most ${mb(before)} in the middle third, ${mb(after)} in the last`)
      if (after > before * 1.05 + slack * MB) found.push(`${key} grows: from ${mb(before)} to ${mb(after)}`)
    }
    return found
  }
}

export function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
