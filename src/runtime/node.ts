/** Modules of Node, Bun and Deno, without waiting for an import; undefined in browsers, and in Node before 20.16. */

interface NodeProcess {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly platform?: string
  readonly pid?: number
  readonly getBuiltinModule?: (name: string) => unknown
}

export const nodeProcess: NodeProcess | undefined = (globalThis as { process?: NodeProcess }).process

/** @param T the type of the module, e.g. `typeof import('node:fs')` */
export function nodeModule<T>(name: string): T | undefined {
  return nodeProcess?.getBuiltinModule?.(name) as T | undefined
}
