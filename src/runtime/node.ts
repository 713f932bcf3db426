/** Modules of Node, Bun and Deno, without waiting for an import; undefined in browsers. */

interface NodeProcess {
  readonly versions?: { readonly node?: string }
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly platform?: string
  readonly pid?: number
  readonly getBuiltinModule?: LookUp
}

type LookUp = (name: string) => unknown

export const nodeProcess: NodeProcess | undefined = (globalThis as { process?: NodeProcess }).process

/** Node, or what is compatible with it. Bundlers give pages a `process`, too. */
export const isNode = nodeProcess?.versions?.node !== undefined

let lookUp = nodeProcess?.getBuiltinModule

/** @param T the type of the module, e.g. `typeof import('node:fs')` */
export function nodeModule<T>(name: string): T | undefined {
  return lookUp?.(name) as T | undefined
}

/** Node before 20.16 has no means of its own; see `src/node.ts`. */
export function lendLookUp(make: () => LookUp): void {
  lookUp ??= make()
}

/** An environment variable; undefined, too, where the program may not know. */
export function environmentVariable(name: string): string | undefined {
  try {
    return nodeProcess?.env?.[name]
  } catch {
    // Deno, without permission to read it.
    return undefined
  }
}
