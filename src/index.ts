/** The public API of tightloop, and nothing else. */
export type {
  AnyFunction,
  Choice,
  Environment,
  Explanation,
  Fallback,
  FastmathFlag,
  JitOptions,
  Kernel,
  KernelMembers,
  Stats,
} from './jit.ts'
export { jit, ready } from './jit.ts'
export { alloc } from './runtime/alloc.ts'
export { JitError } from './runtime/errors.ts'
