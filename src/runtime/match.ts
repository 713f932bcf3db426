/** The arguments of a call against what variants were made for, and parameters that lie in an array. */
import type { ArgType } from '../artifact.ts'
import { bufferOf, byteOffsetOf, lengthOf, type TypedArray } from './arrays.ts'
import { type ClassifyOptions, classify } from './classify.ts'
import { MAXIMUM_LENGTH } from './crossing.ts'
import { accepts, type Guard, remember, SAME } from './guard.ts'
import type { Entry } from './instantiate.ts'
import type { Program } from './program.ts'
import type { Runner, Variant } from './variant.ts'

/** The types that arguments of `types` have to the kernel: as many as it declares, int32 only where one is wanted. */
export function normalize(types: readonly ArgType[], program: Program): ArgType[] {
  const wantsInt = program.wantsInt(types)
  return Array.from({ length: program.paramCount }, (_, i) => general(types[i], wantsInt[i] ?? false))
}

function general(type: ArgType | undefined, wantsInt: boolean): ArgType {
  if (type === undefined) return { kind: 'undefined' }
  if (type.kind === 'object') {
    return { kind: 'object', fields: type.fields.map(([name, field]) => [name, general(field, false)]) }
  }
  return type.kind === 'scalar' && type.type === 'i32' && !wantsInt ? { kind: 'scalar', type: 'f64' } : type
}

export function matches(variant: Variant, args: readonly unknown[]): boolean {
  const { guards } = variant.runner
  for (let i = 0; i < guards.length; i++) if (!accepts(guards[i], args[i])) return false
  return true
}

export function typesOf(args: readonly unknown[], program: Program): ArgType[] {
  const options: ClassifyOptions = { refuseBuffers: program.refuseBuffers }
  const exact = Array.from({ length: program.paramCount }, (_, i) => classify(args[i], true, options))
  return normalize(exact, program)
}

/** Only of a typed array does being the same object mean having the same type. */
export function rememberTyped(guard: Guard, value: unknown): void {
  if (guard.type.kind === 'array' && !guard.type.plain) remember(guard, value as object)
}

/**
 * Puts the arguments in `flat` and lets the guards know them, if all arrays are resident. If not, `flat` and guards are left at odds: the
 * variant must not be anyone's `fast`.
 */
export function settle(
  { guards, flat }: Pick<Runner, 'guards' | 'flat'>,
  args: readonly unknown[],
  residents: WeakSet<ArrayBufferLike>,
): boolean {
  for (let i = 0; i < guards.length; i++) {
    const guard = guards[i]
    if (guard.at < 0) rememberTyped(guard, args[i])
    else if (guard.kind !== SAME) flat[guard.at] = args[i]
    else {
      const array = args[i] as TypedArray
      const length = lengthOf(array)
      if (!residents.has(bufferOf(array)) || length > MAXIMUM_LENGTH) return false
      const address = byteOffsetOf(array)
      remember(guard, array)
      // Nothing is called from here on, so that a stack that runs out does not come in between.
      flat[guard.at] = address
      flat[guard.at + 1] = length
    }
  }
  return true
}

/** Calls with the parameters in an array. A spread would cost more than the call. */
export function callFlat(entry: Entry, f: readonly unknown[]): unknown {
  switch (f.length) {
    case 0:
      return entry()
    case 1:
      return entry(f[0])
    case 2:
      return entry(f[0], f[1])
    case 3:
      return entry(f[0], f[1], f[2])
    case 4:
      return entry(f[0], f[1], f[2], f[3])
    case 5:
      return entry(f[0], f[1], f[2], f[3], f[4])
    case 6:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5])
    case 7:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5], f[6])
    case 8:
      return entry(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7])
    default:
      return entry(...f)
  }
}
