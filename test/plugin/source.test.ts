/** What the plugin reads in a file: functions as plain JavaScript in their places, and which variables they take from outside. */
import { rolldown } from 'rolldown'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findKernels } from '../../src/plugin/kernels.ts'
import { plugin } from '../../src/plugin/plugin.ts'
import { parseModule, textWithoutTypes } from '../../src/plugin/source.ts'

const test = suite('plugin: source')

async function plain(text: string): Promise<string> {
  const code = `const fn = ${text}`
  const program = await parseModule(code, 'file.ts')
  const [statement] = program.body as any
  const fn = statement.declarations[0].init
  return textWithoutTypes(code, fn.start, fn.end, [fn])
}

const typed: Readonly<Record<string, string>> = {
  '(a: number) => a': '(a        ) => a',
  '(a?: number, b = <number>1): number => a! + b': '(a         , b =         1)         => a  + b',
  '(a): Readonly<\nnumber> => a as number': '(a)                    => a          ',
  '(a) => (a as number[])[0]!': '(a) => (a            )[0] ',
  '(a) => (a as number satisfies unknown).x': '(a) => (a                            ).x',
  'function <T extends Float64Array>(this: Foo, { x }: { x: T }): void { let y: T = x; f<number>(y) }':
    'function                         (           { x }          )       { let y    = x; f        (y) }',
  '() => { type A = number; interface B { b: A }; let c: B | undefined; return c }':
    '() => {                                      ; let c               ; return c }',
  '(a: "x)", /* b: c */ d: (e: number) => void) => d': '(a      , /* b: c */ d                     ) => d',
}

for (const [text, expected] of Object.entries(typed)) {
  test(`types go: ${text.replace(/\s+/g, ' ')}`, async () => {
    const found = await plain(text)
    assert.is(found, expected)
    assert.is(found.length, text.length)
    assert.not.throws(() => new Function(`return (${found})`))
  })
}

/** Names that the first kernel's function captures. */
async function captures(code: string, id = 'file.ts'): Promise<string[]> {
  const text = `import { jit as compile } from 'tightloop'\n${code}`
  const { kernels, functions } = findKernels(text, id, await parseModule(text, id))
  return kernels.flatMap(({ fn }) => functions.get(fn!)?.map(({ name }) => name) ?? ['?'])
}

const scopes: readonly (readonly [title: string, code: string, names: readonly string[]])[] = [
  ['a constant', 'const a = 1; compile(() => a)', ['a']],
  ['its own variables are its own', 'const a = 1, b = 2; compile((a) => { { let b = a; return b } })', []],
  ['a variable in a block that ends', 'const a = 1; compile(() => { { let a = 2 } return a })', ['a']],
  ['var reaches the whole function', 'const a = 1; compile(() => { if (a) { var a = 2 } return a })', []],
  ['globals are nothing', 'compile(() => Math.PI + NaN)', []],
  ['names of members and properties are none', 'const x = 1, y = 2; compile((o) => o.x + { y: 3 }.y)', []],
  ['shorthand properties are', 'const x = 1; compile(() => ({ x }))', ['x']],
  ['types are none', 'const T = 1; type U = number; compile((a: typeof T): U => a)', []],
  ['assigned later', 'let a = 1; compile(() => a); a = 2', []],
  ['assigned by destructuring', 'let a = 1; compile(() => a); [a] = [2]; ({ a } = { a: 3 })', []],
  ['counted', 'let a = 1; compile(() => a); a++', []],
  ['in for-of', 'for (const a of [1, 2]) compile(() => a)', ['a']],
  ['assigned by for-of', 'let a; for (a of [1, 2]) compile(() => a)', []],
  ['a default that reads another variable', 'const a = 1; compile((b = a) => { var a = 2; return b })', ['a']],
  ['a catch clause', 'const e = 1; compile(() => { try { f() } catch (e) { g(e) } return e })', ['e']],
  ['a parameter outside', 'function make(k) { return compile((x) => x * k) }', ['k']],
  ['a type-only import', "import type { k } from './k'; compile(() => k)", []],
  ['enums', 'enum E { A } compile(() => E.A)', ['E']],
  ['JSX', 'const k = 1; const view = <div>{compile(() => k)}</div>', ['k']],
]

for (const [title, code, names] of scopes) {
  test(`variables: ${title}`, async () =>
    assert.equal(await captures(code, title === 'JSX' ? 'file.tsx' : 'file.ts'), names))
}

test('jit is the one that was imported', async () => {
  assert.equal(await captures('function f(compile) { compile(() => 1) }'), [])
  assert.equal(await captures('const k = 1; import * as t from "tightloop"; t.jit(() => k)'), ['k'])
})

/** As a coverage tool: counts calls in every function. */
const counters = {
  name: 'counters',
  transform: (code: string, id: string) =>
    id.endsWith('kernel.js') ? code.replace('=> {', '=> { hits.n++;') : undefined,
}

const KERNEL = `import { jit } from 'tightloop'
export const hits = { n: 0 }
export const kernel = jit((a) => {
  return a * 2
})
`

test('counters that another tool adds are not in the source; positions of the file survive', async () => {
  const build = await rolldown({
    input: 'kernel.js',
    external: /tightloop/,
    plugins: [
      plugin.rolldown({ root: '/app' }),
      counters,
      {
        name: 'file',
        resolveId: (id: string) => (id === 'kernel.js' ? '/app/kernel.js' : undefined),
        load: () => KERNEL,
      },
    ],
  })
  const { output } = await build.generate({ format: 'esm', sourcemap: true })
  await build.close()
  const { code, map } = output[0]
  assert.match(code, /hits\.n\+\+/)
  const [source] = /"\(a\)[^"]*"/.exec(code)!
  assert.is(JSON.parse(source), '(a) => {\n  return a * 2\n}')
  assert.match(code, /place"?: ?"kernel\.js:3:27"/)
  assert.equal(map!.sourcesContent, [KERNEL])
})

test.run()
