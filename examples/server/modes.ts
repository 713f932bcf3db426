/**
 * The two ways in which the service computes, behind one interface: the plain functions over ordinary arrays, and the same functions
 * compiled, over arrays of `alloc` that stay where kernels use them. Both keep their arrays from one request to the next.
 */
import { type AnyFunction, alloc, jit, type Kernel } from '../../src/index.ts'
import { blur } from '../filters.ts'
import { convolve, mandelbrot, matmul, nbody } from './kernels.ts'

export const functions = { mandelbrot, blur, nbody, matmul, convolve }

type Functions = typeof functions
export type Name = keyof Functions
export type Mode = 'on' | 'off'

/** What the service calls its kernels with, so that they can be compiled before the first request comes. */
export const signatures: Readonly<Record<Name, string>> = {
  mandelbrot: '(u16[], i32, i32, i32, f64, f64, f64)',
  blur: '(u8c[], u8c[], f32[], f64[], i32, i32)',
  nbody: '(f64[], f64[], f64[], f64[], f64[], f64[], f64[], i32, i32, f64)',
  matmul: '(f64[], f64[], f64[], i32, i32, i32)',
  convolve: '(f64[], f64[], f64[], i32, i32)',
}

export const kernels = Object.fromEntries(
  Object.entries(functions).map(([name, fn]) => [name, jit(fn as AnyFunction, { tier: 'compiled' })]),
) as {
  readonly [N in Name]: Kernel<Functions[N]>
}

/** Compiles every kernel for the arguments that the service has. */
export async function compileAll(): Promise<void> {
  await Promise.all(Object.entries(signatures).map(([name, signature]) => kernels[name as Name].compile(signature)))
}

interface ArrayClasses {
  readonly u8c: Uint8ClampedArray
  readonly u16: Uint16Array
  readonly f32: Float32Array
  readonly f64: Float64Array
}

const classes = { u8c: Uint8ClampedArray, u16: Uint16Array, f32: Float32Array, f64: Float64Array }

/** What a computation took, and whether compiled code did it. */
export interface Timing {
  readonly ms: number
  readonly compiled: boolean
}

export class Engine {
  readonly mode: Mode
  readonly #arrays = new Map<string, ArrayBufferView & { readonly length: number }>()

  constructor(mode: Mode) {
    this.mode = mode
  }

  /**
   * The array of that name, at least so long, with whatever the last request left in it. A request must be done with its arrays, or
   * have copied them, before it awaits anything: the next request gets the same ones.
   */
  array<E extends keyof ArrayClasses>(name: string, element: E, length: number): ArrayClasses[E] {
    const key = `${name}:${element}`
    const known = this.#arrays.get(key)
    if (known !== undefined && known.length >= length) return known as ArrayBufferView as ArrayClasses[E]
    const Class = classes[element] as Float64ArrayConstructor // one of four: the signature of `array` says which
    const made = this.mode === 'on' ? alloc(Class, length) : new Class(length)
    this.#arrays.set(key, made)
    return made as ArrayBufferView as ArrayClasses[E]
  }

  run<N extends Name>(name: N, ...args: Parameters<Functions[N]>): Timing {
    const kernel = kernels[name]
    const fn = (this.mode === 'on' ? kernel : kernel.original) as AnyFunction
    const before = kernel.stats.compiled
    const start = performance.now()
    fn(...args)
    return { ms: performance.now() - start, compiled: kernel.stats.compiled > before }
  }
}
