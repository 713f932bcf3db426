/** The files of these folders: directives, a kernel, and the golden text of what a stage makes of it. */
import { functionOf } from '../differential/text.ts'
import type { AnyFunction } from '../differential.ts'

export interface Case {
  readonly directives: ReadonlyMap<string, string>
  /** All but the golden text. */
  readonly head: string
  readonly golden: string
  readonly fn: AnyFunction
  readonly env: Record<string, unknown>
}

export function readCase(text: string): Case {
  const [head, golden = ''] = text.split(/\n\/\*\n/)
  const directives = new Map([...head.matchAll(/^\/\/ (\w+): (.*)$/gm)].map(([, key, value]) => [key, value]))
  // Scripts, as a user would have them: names of the tests' own scope must not leak in.
  const evaluate = (source: string, names: Record<string, unknown> = {}): unknown =>
    functionOf(Object.keys(names), `return (${source}\n)`)(...Object.values(names))
  const env = evaluate(directives.get('env') ?? '{}') as Record<string, unknown>
  return {
    directives,
    head: head.trimEnd(),
    golden: golden.replace(/\*\/\s*$/, ''),
    fn: evaluate(head.replace(/^\/\/.*$/gm, ''), env) as AnyFunction,
    env,
  }
}
