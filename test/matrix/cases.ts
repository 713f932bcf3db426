/** The written cases as suites, for runtimes without files. */
import { suite } from 'uvu'
import { argumentsFor } from '../cases/arguments.ts'
import { readCase } from '../cases/read.ts'
import { functionsFromText } from '../differential/text.ts'
import { check } from '../differential.ts'
import type { FuzzCase } from '../fuzz/case.ts'

/** @param texts the files of `test/cases/` by name */
export function passCases(texts: Readonly<Record<string, string>>): void {
  const test = suite('cases of the passes')
  for (const [file, text] of Object.entries(texts)) {
    test(file, () => {
      const { directives, golden, fn, env } = readCase(text)
      const refused = /^refused, (.*?):/.exec(golden)
      const fallback = refused ? { expectFallback: refused[1] } : { mayRefuse: directives.has('bails') }
      check(file, fn, argumentsFor(`(${directives.get('args')})`), { env, ...fallback })
    })
  }
  test.run()
}

/** @param cases the modules of `test/fuzz/cases/` by name */
export function fuzzCases(cases: Readonly<Record<string, FuzzCase>>): void {
  const test = suite('cases of the fuzzer')
  for (const [file, found] of Object.entries(cases)) {
    test(file, () => {
      const { kernel, env } = functionsFromText(found.source, found.env, found.functions)
      check(file, kernel, found.args(), { env, messages: false, ...(found.mayRefuse && { mayRefuse: true }) })
    })
  }
  test.run()
}
