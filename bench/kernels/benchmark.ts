/**
 * What a benchmark kernel is: the plain function, the arguments to call it with, and how to make a second call fair.
 * The harness decides where arrays live, so `setup` gets every typed array from the function it is handed.
 */

/** A typed array class, as a value: `Float64Array`, `Int32Array`, ... */
export interface TypedArrayClass {
  new (length: number): ArrayBufferView & { readonly length: number }
  readonly BYTES_PER_ELEMENT: number
}

/** Makes one zeroed typed array, on the JavaScript heap or resident in kernel memory. */
export type ArrayMaker = <T extends TypedArrayClass>(cls: T, length: number) => InstanceType<T>

/** `full` runs 1-100 ms in plain JavaScript, `quick` about a tenth of it; a number is that fraction of each full length, count and repetition. */
export type Size = 'full' | 'quick' | number

/** No length is scaled to less. */
const LEAST = 2

/** The length, or lengths, for a size. */
export function pick(size: Size, full: number, quick: number): number
export function pick(size: Size, full: readonly number[], quick: readonly number[]): readonly number[]
export function pick(size: Size, full: number | readonly number[], quick: typeof full): number | readonly number[] {
  if (size === 'full') return full
  if (size === 'quick') return quick
  const scaled = (length: number): number => Math.max(LEAST, Math.round(length * size))
  return typeof full === 'number' ? scaled(full) : full.map(scaled)
}

export interface Benchmark {
  /** As the suite spells it, e.g. `gemm`. */
  readonly name: string
  readonly group: 'polybench' | 'canon' | 'later'
  /** The plain function; free of outer variables unless listed in `env`. */
  readonly kernel: (...args: any[]) => unknown
  /** The `env` option of `jit`. */
  readonly env?: Record<string, unknown>
  /** Fresh arguments, the same at every call; every typed array comes from `array`. */
  readonly setup: (array: ArrayMaker, size: Size) => unknown[]
  /** The kernel overwrites its own input: put the pristine array contents back before each call, outside the timed region. */
  readonly restore?: boolean
  /** One line: what it computes, and the sizes. */
  readonly work?: string
}
