/** docs/IR.md names every operation, and its example is what the printer prints. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ops } from '../../src/ir/ops.ts'
import { printFunc } from '../../src/ir/print.ts'
import { verify } from '../../src/ir/verify.ts'
import { moduleOf, search } from './functions.ts'

const text = readFileSync(new URL('../../docs/IR.md', import.meta.url), 'utf8')

test('the table of operations is complete', () => {
  const section = text.slice(text.indexOf('## Operations'), text.indexOf('## Laws of folding'))
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  const named = rows.flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`(\w+)`/g)].map(([, op]) => op))
  assert.equal(named.sort(), Object.keys(ops).sort())
})

test('the example is true', () => {
  verify(moduleOf(search()), 'lowered')
  assert.ok(text.includes(printFunc(search())), printFunc(search()))
})

test.run()
