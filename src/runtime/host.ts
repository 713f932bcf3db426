/** What compiled modules import from `host`, but for the memory and `Math`: errors, memory for a call, random numbers. */
import { RESULT_ADDRESS, type ThrowPlan } from '../artifact.ts'
import { Bug } from '../diagnostics.ts'
import type { Store } from './store.ts'

/** What leaves compiled code where only the plain function can go on: nobody but the wrapper's general path ever sees it. */
export const bail: unique symbol = Symbol('bail')

const errorClasses: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** The pieces of an error's message, with the values between them. */
export function messageOf({ message }: ThrowPlan, value: (i: number) => unknown): string {
  return message.reduce((text, piece, i) => `${text}${String(value(i - 1))}${piece}`)
}

/** What the import `throw` throws. */
export function thrownFor(plan: ThrowPlan | undefined, store: Store): unknown {
  if (plan?.type === 'bail') return bail
  if (plan?.type === 'unreachable') return new Bug('compiled code got where control never gets')
  if (plan === undefined || !Object.hasOwn(errorClasses, plan.type)) return new Bug(`unknown error ${plan?.type}`)
  const { f64 } = store.memory.views
  return new errorClasses[plan.type](messageOf(plan, (i) => f64[RESULT_ADDRESS / 8 + i]))
}

/** The import `allocate`: zeroed memory that is freed when the call has returned. See `Variant.mayRestart` for what becomes of the error. */
export function allocateZeroed(bytes: number, store: Store): number {
  const address = store.arena.allocate(bytes, bytes >= 4096 ? 64 : 16)
  if (address === 0) throw (store.arena.refused = new RangeError('Array buffer allocation failed'))
  const { u8 } = store.memory.views
  u8.fill(0, address, address + bytes)
  return address
}

const { random } = Math

/** The import `Math.random`. A replaced one may call kernels, which write result cells that the present call has filled already. */
export function randomFor(cells: number, store: Store): () => number {
  return () => {
    if (Math.random === random) return random()
    const first = RESULT_ADDRESS / 8
    const saved = store.memory.views.u64.slice(first, first + cells)
    try {
      return Math.random()
    } finally {
      store.memory.views.u64.set(saved, first)
    }
  }
}
