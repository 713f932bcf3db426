import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkImports, findImports, readSources } from './imports.ts'

const test = suite('imports')

const check = (files: Record<string, string>) => checkImports(new Map(Object.entries(files)))

test('src keeps its layers', () => {
  const sources = readSources(fileURLToPath(new URL('../src', import.meta.url)))
  assert.ok(sources.has('artifact.ts'), 'found no sources')
  assert.equal(checkImports(sources), [])
})

test('finds every form of import', () => {
  const text = `
    import a from './a.ts' // import x from './no.ts'
    import type { B } from './b.ts'
    import { type C, type D } from './c.ts'
    import {
      d,
      type E,
    } from './d.ts'
    import './e.ts'
    export * from './f.ts'
    export type { G } from './g.ts'
    const h = await import('./h.ts')
    /* import i from './no.ts' */
    import * as j from "./j.ts"
  `
  const found = findImports(text).map(({ specifier, typeOnly, dynamic }) =>
    [specifier, typeOnly && 'type', dynamic && 'dynamic'].filter(Boolean).join(' '),
  )
  const expected = ['a', 'b type', 'c type', 'd', 'e', 'f', 'g type', 'h dynamic', 'j']
  assert.equal(
    found,
    expected.map((name) => name.replace(/^(\w)/, './$1.ts')),
  )
})

test('an import along the flow is allowed, one against it is not', () => {
  const ir = { 'ir/nodes.ts': 'export const x = 1' }
  assert.equal(check({ ...ir, 'emit/wasm.ts': `import { x } from '../ir/nodes.ts'` }), [])
  assert.equal(check({ ...ir, 'parse/source.ts': `import { x } from '../ir/nodes.ts'` }), [
    'parse/source.ts: import of ir/nodes.ts points against the flow (parse comes before ir)',
  ])
  assert.equal(check({ ...ir, 'parse/source.ts': `import type { x } from '../ir/nodes.ts'` }), [
    'parse/source.ts: type import of ir/nodes.ts points against the flow (parse comes before ir)',
  ])
})

test('lower may ask analyze, analyze may not ask lower', () => {
  const files = { 'lower/infer.ts': '', 'analyze/ranges.ts': '' }
  assert.equal(check({ ...files, 'lower/infer.ts': `import '../analyze/ranges.ts'` }), [])
  assert.is(check({ ...files, 'analyze/ranges.ts': `import '../lower/infer.ts'` }).length, 1)
})

test('cycles within a folder are found', () => {
  const problems = check({
    'ir/a.ts': `import { b } from './b.ts'`,
    'ir/b.ts': `import type { C } from './c.ts'`,
    'ir/c.ts': `import { a } from './a.ts'`,
  })
  assert.equal(problems, ['cycle (through type imports): ir/a.ts -> ir/b.ts -> ir/c.ts -> ir/a.ts'])
  assert.equal(check({ 'ir/a.ts': `export * from './a.ts'` }), ['cycle: ir/a.ts -> ir/a.ts'])
})

test('acorn, binaryen and other packages have one owner or none', () => {
  assert.equal(check({ 'parse/source.ts': `import { parse } from 'acorn'` }), [])
  assert.equal(check({ 'parse/source.ts': `import type { Node } from 'estree'` }), [])
  assert.equal(check({ 'ir/a.ts': `import { parse } from 'acorn'` }), [`ir/a.ts: only parse/ may import 'acorn'`])
  assert.equal(check({ 'report/wat.ts': `import type b from 'binaryen'` }), [
    `report/wat.ts: only emit/ may import 'binaryen'`,
  ])
  assert.is(check({ 'ir/a.ts': `import _ from 'lodash'` }).length, 1)
  assert.is(check({ 'ir/a.ts': `import { x } from 'estree'` }).length, 1)
})

test('only runtime mentions WebAssembly and Worker', () => {
  assert.equal(check({ 'runtime/heap.ts': 'new WebAssembly.Memory({ initial: 1 })' }), [])
  assert.equal(check({ 'jit.ts': `// WebAssembly\nconst text = 'a Worker'; const WebAssemblyLike = 1` }), [])
  assert.equal(check({ 'jit.ts': 'new globalThis.Worker(url)', 'emit/wasm.ts': 'WebAssembly.validate(bytes)' }), [
    'jit.ts: only runtime/ may mention Worker',
    'emit/wasm.ts: only runtime/ may mention WebAssembly',
  ])
})

test('modules of Node are imported dynamically', () => {
  assert.equal(check({ 'runtime/load.ts': `const { createRequire } = await import('node:module')` }), [])
  assert.equal(check({ 'runtime/load.ts': `import type { Worker as W } from 'node:worker_threads'` }), [])
  assert.equal(check({ 'runtime/load.ts': `import { createRequire } from 'node:module'` }), [
    `runtime/load.ts: static import of 'node:module', which a browser does not have`,
  ])
})

test('unknown folders and missing files are reported', () => {
  assert.is(check({ 'utils/misc.ts': '' }).length, 1)
  assert.is(check({ 'jit.ts': `import './gone.ts'` }).length, 1)
})

test.run()
