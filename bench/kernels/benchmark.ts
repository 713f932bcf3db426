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

/** `full` runs 1-100 ms in plain JavaScript, `quick` about a tenth of it. */
export type Size = 'full' | 'quick'

export interface Benchmark {
  /** As the suite spells it, e.g. `gemm`. */
  readonly name: string
  readonly group: 'polybench' | 'canon'
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
