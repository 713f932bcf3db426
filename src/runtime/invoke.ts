/**
 * The function that `jit` returns: one of seven wrappers, by the number of declared parameters. Each first tries the variants that
 * `KernelState.fast` offers, the first of a list, with guards that V8 inlines; everything else is the general path's.
 *
 * Written out by hand because code may not be made from text (Content Security Policy), and because arguments in named parameters
 * cost nothing while arguments in an array do.
 */
// biome-ignore-all lint/complexity/noArguments: it costs nothing here, a rest parameter an array
import type { KernelState } from './dispatch.ts'
import { fits, type Guard, SAME } from './guard.ts'
import { callFlat } from './match.ts'
import type { AnyFunction } from './options.ts'
import { DIRECT, FIXED, PLAIN, type Runner } from './variant.ts'

type Wrapper = (this: unknown, ...args: unknown[]) => unknown

const { apply, construct } = Reflect

/** Declared parameters for which there is a wrapper with names. */
const MOST_NAMED = 6

/** The callable of a kernel; `parameters` is how many its function declares, as far as is known. */
export function makeWrapper(state: KernelState, parameters: number): Wrapper {
  if (parameters > MOST_NAMED) return wrapMany(state)
  state.named = parameters
  return wrappers[parameters](state)
}

function put(flat: unknown[], guard: Guard, value: unknown): void {
  if (guard.kind !== SAME && guard.at >= 0) flat[guard.at] = value
}

/** A short call that runs plain by choice, as one with such a longest array did: now and then somebody shall look at all of it again. */
function isLike(runner: Runner, longest: unknown): boolean {
  return fits(runner.sole!, longest) && runner.soleCalls-- > 0
}

function countPlain(state: KernelState, variant: Runner): void {
  state.plain++
  const { fallback } = variant
  if (fallback) {
    fallback.calls++
    fallback.last = state.compiled + state.plain
  }
}

/** `new kernel()` makes what `new original()` makes. */
function constructed(state: KernelState, target: unknown): AnyFunction {
  state.plain++
  return target === state.kernel ? state.original : (target as AnyFunction)
}

const wrappers: readonly ((state: KernelState) => Wrapper)[] = [wrap0, wrap1, wrap2, wrap3, wrap4, wrap5, wrap6]

function wrap0(state: KernelState): Wrapper {
  return function kernel(this: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    const v = state.fast
    if (v !== null) {
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry() : callFlat(v.entry, v.flat))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function wrap1(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (!fits(v.p0, a)) continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a) : flat1(v, a))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat1(v: Runner, a: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  return callFlat(v.entry, flat)
}

function wrap2(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown, b?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (!(fits(v.p0, a) && fits(v.p1, b))) continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a, b) : flat2(v, a, b))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat2(v: Runner, a: unknown, b: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  put(flat, v.p1, b)
  return callFlat(v.entry, flat)
}

function wrap3(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown, b?: unknown, c?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (!(fits(v.p0, a) && fits(v.p1, b) && fits(v.p2, c))) continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a, b, c) : flat3(v, a, b, c))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat3(v: Runner, a: unknown, b: unknown, c: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  put(flat, v.p1, b)
  put(flat, v.p2, c)
  return callFlat(v.entry, flat)
}

function wrap4(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown, b?: unknown, c?: unknown, d?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (
        v.sole !== null
          ? !isLike(v, arguments[v.soleAt])
          : !(fits(v.p0, a) && fits(v.p1, b) && fits(v.p2, c) && fits(v.p3, d))
      )
        continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a, b, c, d) : flat4(v, a, b, c, d))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat4(v: Runner, a: unknown, b: unknown, c: unknown, d: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  put(flat, v.p1, b)
  put(flat, v.p2, c)
  put(flat, v.p3, d)
  return callFlat(v.entry, flat)
}

function wrap5(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (
        v.sole !== null
          ? !isLike(v, arguments[v.soleAt])
          : !(fits(v.p0, a) && fits(v.p1, b) && fits(v.p2, c) && fits(v.p3, d) && fits(v.p4, e))
      )
        continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a, b, c, d, e) : flat5(v, a, b, c, d, e))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat5(v: Runner, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  put(flat, v.p1, b)
  put(flat, v.p2, c)
  put(flat, v.p3, d)
  put(flat, v.p4, e)
  return callFlat(v.entry, flat)
}

function wrap6(state: KernelState): Wrapper {
  return function kernel(this: unknown, a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      if (
        v.sole !== null
          ? !isLike(v, arguments[v.soleAt])
          : !(fits(v.p0, a) && fits(v.p1, b) && fits(v.p2, c) && fits(v.p3, d) && fits(v.p4, e) && fits(v.p5, f))
      )
        continue
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          return v.finish(v.mode === DIRECT ? v.entry(a, b, c, d, e, f) : flat6(v, a, b, c, d, e, f))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}

function flat6(v: Runner, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown): unknown {
  const { flat } = v
  if (v.mode === FIXED) return callFlat(v.entry, flat)
  put(flat, v.p0, a)
  put(flat, v.p1, b)
  put(flat, v.p2, c)
  put(flat, v.p3, d)
  put(flat, v.p4, e)
  put(flat, v.p5, f)
  return callFlat(v.entry, flat)
}

/** Only an `arguments` that never leaves its function costs nothing: hence the loops here. */
function wrapMany(state: KernelState): Wrapper {
  return function kernel(this: unknown) {
    if (new.target !== undefined) return construct(state.original, arguments, constructed(state, new.target))
    for (let v = state.fast; v !== null; v = v.next) {
      const { guards, flat } = v
      let i = 0
      if (v.sole !== null) {
        if (!isLike(v, arguments[v.soleAt])) continue
      } else {
        while (i < guards.length && fits(guards[i], arguments[i])) i++
        if (i < guards.length) continue
      }
      if (v.mode !== PLAIN) {
        try {
          state.compiled++
          for (i = 0; i < guards.length; i++) put(flat, guards[i], arguments[i])
          return v.finish(callFlat(v.entry, flat))
        } catch (error) {
          throw state.failed(v, error)
        }
      }
      countPlain(state, v)
      return apply(state.original, this, arguments)
    }
    return apply(state.general, this, arguments)
  }
}
