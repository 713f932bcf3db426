/** Every mismatch ever found, in its smallest form: the files of `cases/`, as the fuzzer printed them. */
import { readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { difference } from '../differential/compare.ts'
import { functionsFromText } from '../differential/text.ts'
import { check } from '../differential.ts'
import { materialize } from './arguments.ts'
import { caseFile, type FuzzCase } from './case.ts'
import { generate } from './generate.ts'
import { kernelSource } from './tree.ts'

const test = suite('fuzz cases')
const folder = new URL('./cases/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort()

for (const file of files) {
  test(file, async () => {
    const found = ((await import(new URL(file, folder).href)) as { default: FuzzCase }).default
    const { kernel, env } = functionsFromText(found.source, found.env, found.functions)
    check(file, kernel, found.args(), { env, messages: false, ...(found.mayRefuse && { mayRefuse: true }) })
  })
}

test('a case file says what the generator made: source, arguments and what they share', () => {
  for (let seed = 0; seed < 300; seed++) {
    const kernel = generate(seed)
    const text = caseFile(kernel, 'a `report` */ with ${marks}')
    const body = text
      .replace(/^import.*$/m, '')
      .replace('export default', 'return')
      .replace(' satisfies FuzzCase', '')
    const read = (new Function(body) as () => FuzzCase)()
    assert.is(read.source, kernelSource(kernel))
    const outcome = { kind: 'return', value: undefined } as const
    read.args().forEach((args, i) => {
      const found = difference(
        { outcome, args: materialize(kernel.sets[i]), env: {} },
        { outcome, args, env: {} },
        true,
      )
      assert.is(found, undefined, `seed ${seed}, set ${i}: ${found?.path}`)
    })
  }
})

test.run()
