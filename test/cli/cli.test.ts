/** The commands as a user meets them: what they print, what they write, how they end. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../../src/cli/main.ts'
import { loaderRuntime } from '../precompiled/runtime.ts'

const KERNELS = `
import { unit } from './unit.mjs'
const scale = 2 * unit
const twice = (x) => x * scale
let changes = 0
/**
 * @param {Float64Array} a
 * @param {number} n how many
 * @returns {number}
 */
export function sum(a, n) {
  let s = 0
  for (let i = 0; i < n; i++) {
    s += twice(a[i])
  }
  return s
}
export const fill = (out, x) => { for (let i = 0; i < out.length; i++) out[i] = x }
export const label = (x) => \`\${twice(x)} eV\`
export function untyped(a) { return a }
export function counter() { return changes++ }
export const signatures = { fill: ['(f64[], f64)', '(f32[], f64)'] }
export const args = { sum: () => [Float64Array.of(1, 2, 3), 3] }
`

const test = suite('command line', { folder: '' })

test.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tightloop-cli-'))
  writeFileSync(join(context.folder, 'kernels.mjs'), KERNELS)
  writeFileSync(join(context.folder, 'unit.mjs'), 'export const unit = 1.5\n')
})

test.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

async function run(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await main(args, {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    cwd: folder,
    color: false,
    loader: loaderRuntime,
  })
  return { code, ...said }
}

test('build writes what can be imported and gives the same answers', async ({ folder }) => {
  const { code, out, err } = await run(folder, 'build', 'kernels.mjs', '--tier', 'compiled')
  assert.is(code, 0, err)
  assert.match(err, /untyped is left out: the type of a is not declared/)
  assert.match(err, /counter is left out: it has no parameters/)
  assert.match(out, 'sum(f64[], i32) -> f64')
  assert.equal(readdirSync(join(folder, 'dist')).sort(), ['kernels.d.mts', 'kernels.mjs', 'kernels.wasm'])
  const { sum, fill } = await import(pathToFileURL(join(folder, 'dist/kernels.mjs')).href)
  assert.is(sum(Float64Array.of(1, 2, 3), 3), 18)
  assert.is(sum([1, 2, 3], 2), 9)
  assert.equal([sum.stats.compiled, sum.stats.plain], [1, 1])
  const out32 = new Float32Array(2)
  fill(out32, 0.1)
  assert.is(out32[1], Math.fround(0.1))
  assert.equal(fill.signatures, ['(f64[], f64) -> undefined', '(f32[], f64) -> undefined'])
  const declarations = readFileSync(join(folder, 'dist/kernels.d.mts'), 'utf8')
  assert.match(declarations, '  (out: Float64Array, x: number): void\n  (out: Float32Array, x: number): void\n}')
  assert.match(
    declarations,
    '  (a: Float64Array, n: number): number\n}',
    'one overload for (f64[], i32) and (f64[], f64)',
  )
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
    'nothing is left beside the source',
  )
})

test('the loader finds its module whatever the name', async ({ folder }) => {
  const name = 'a #1%41?'
  const { code } = await run(folder, 'build', 'kernels.mjs', '--name', name, '-o', 'odd', '--tier', 'compiled')
  assert.is(code, 0)
  const { sum } = await import(pathToFileURL(join(folder, 'odd', `${name}.mjs`)).href)
  assert.is(sum(Float64Array.of(1, 2), 2), 9)
  assert.is(sum.stats.compiled, 1, JSON.stringify(sum.stats))
})

test('build --inline needs no second file; flags name signatures and places', async ({ folder }) => {
  const signature = 'fill(u8[], i32)'
  const { code } = await run(folder, 'build', 'kernels.mjs', '--inline', '-o', 'one', '--name', 'k', '-s', signature)
  assert.is(code, 0)
  assert.equal(readdirSync(join(folder, 'one')).sort(), ['k.d.mts', 'k.mjs'])
  const { fill } = await import(pathToFileURL(join(folder, 'one/k.mjs')).href)
  assert.equal(fill.signatures, ['(u8[], f64) -> undefined'])
})

test('build refuses what cannot be compiled, with its place, and writes nothing', async ({ folder }) => {
  const args = ['build', 'kernels.mjs', '-o', 'none', '-s', 'counter()', '-s', 'sum(f64[], i32)']
  const refused = await run(folder, ...args)
  assert.is(refused.code, 1)
  assert.match(refused.err, /counter is not compiled/)
  assert.match(refused.err, 'at kernels.mjs:21:36\n> 21 | function counter() { return changes++ }')
  assert.not(existsSync(join(folder, 'none')))
  // The plain function would not have its variable.
  const lost = await run(folder, ...args, '--allow-plain')
  assert.is(lost.code, 1)
  assert.match(lost.err, 'counter cannot run in another file: changes belongs to this one')
  const allowed = await run(folder, 'build', 'kernels.mjs', '-o', 'plain', '-s', 'label(f64)', '--allow-plain')
  assert.is(allowed.code, 0, allowed.err)
  const { label } = await import(pathToFileURL(join(folder, 'plain/kernels.mjs')).href)
  assert.is(label(2), '6 eV')
})

test('TypeScript files', async ({ folder }) => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const typescript = fileURLToPath(new URL('../../node_modules/typescript', import.meta.url))
  symlinkSync(typescript, join(folder, 'node_modules/typescript'))
  writeFileSync(
    join(folder, 'typed.ts'),
    `type Point = { x: number }
    export function norm(p: { x: number; y: number }, rows: readonly Float64Array[], flags?: boolean): number {
      let s = p.x * p.x + p.y * p.y
      for (let i = 0; i < rows.length; i++) s += rows[i]![0]!
      return flags ? -s : s
    }
    export const callback = (f: (x: number) => number, n: number): number => f(n)`,
  )
  const { code, out, err } = await run(folder, 'build', 'typed.ts', '-o', 'typed', '--tier', 'compiled')
  assert.is(code, 0, err)
  assert.match(err, 'callback is left out: the type of f, (x: number) => number, is none that compiles')
  assert.match(out, 'norm({x: f64, y: f64}, f64[][], bool) -> f64')
  assert.match(out, 'norm({x: f64, y: f64}, f64[][], undefined) -> f64')
  const { norm } = await import(pathToFileURL(join(folder, 'typed/typed.mjs')).href)
  assert.is(norm({ x: 3, y: 4 }, [Float64Array.of(5)], true), -30)
  assert.is(norm.stats.compiled, 1, JSON.stringify(norm.stats))
})

test('explain annotates the source', async ({ folder }) => {
  const { code, out } = await run(folder, 'explain', 'kernels.mjs', '--fn', 'sum')
  assert.is(code, 0)
  assert.match(out, 'kernels.mjs:11  sum(f64[], i32) -> f64')
  assert.match(out, /12 \| {3}let s = 0 +s: f64/)
  assert.match(out, /13 \| {3}for \(let i = 0; i < n; i\+\+\) \{ +i: i32\n +\| {3}\^ .+; checks hoisted before it/)
  const refused = await run(folder, 'explain', 'kernels.mjs', '-s', 'counter()')
  assert.is(refused.code, 1)
  assert.match(refused.out, 'counter is not compiled')
})

test('run compares one call', async ({ folder }) => {
  const exported = await run(folder, 'run', 'kernels.mjs', '--fn', 'sum')
  assert.is(exported.code, 0)
  assert.match(exported.out, /plain +[\d.]+ ms {2}18\ncompiled +[\d.]+ ms {2}18 /)
  assert.match(exported.out, 'equal, bit for bit')
  const given = await run(folder, 'run', 'kernels.mjs', '--fn', 'sum', '-a', 'f64[100]', '-a', '100 / scale')
  assert.is(given.code, 0)
  const plain = await run(folder, 'run', 'kernels.mjs', '--fn', 'counter', '-a', '1')
  assert.is(plain.code, 1)
  assert.match(plain.out, 'counter is not compiled')
})

test('bench prints a line for each function', async ({ folder }) => {
  const { code, out, err } = await run(folder, 'bench', 'kernels.mjs', '--rounds', '1')
  assert.is(code, 0)
  assert.match(out, /sum +[\d.]+ +[\d.]+x +[\d.]+x\n/)
  assert.match(err, 'sum ...')
})

test('doctor', async ({ folder }) => {
  const text = await run(folder, 'doctor')
  assert.is(text.code, 0)
  for (const name of [
    'SIMD',
    'threads',
    'relaxed SIMD',
    'kernel memory',
    'CSP',
    'cache folder',
    'binaryen',
    'compiler',
  ])
    assert.match(text.out, name)
  const json = await run(folder, 'doctor', '--json')
  const { ok, findings } = JSON.parse(json.out)
  assert.ok(ok)
  assert.is(findings.find(({ name }: { name: string }) => name === 'SIMD').ok, true)
  process.env.TIGHTLOOP_CACHE_DIR = join(folder, 'cache', 'kernels')
  assert.match((await run(folder, 'doctor')).out, `${process.env.TIGHTLOOP_CACHE_DIR} can be made\n`)
  delete process.env.TIGHTLOOP_CACHE_DIR
})

test('help everywhere', async ({ folder }) => {
  for (const args of [['--help'], ['help'], ['help', 'build']]) assert.is((await run(folder, ...args)).code, 0)
  for (const name of ['build', 'explain', 'run', 'bench', 'doctor']) {
    const { code, out } = await run(folder, name, '--help')
    assert.is(code, 0)
    assert.match(out, `Usage: tightloop ${name}`)
  }
  assert.is((await run(folder)).code, 2)
  assert.match((await run(folder, 'help', 'biuld')).err, /there is no command biuld/)
})

const BAD: readonly [args: string[], message: RegExp][] = [
  [['biuld'], /there is no command biuld; there are build, explain/],
  [['build'], /no file was named/],
  [['build', 'gone.js'], /gone\.js: no such file/],
  [['build', 'kernels.mjs', '--nme', 'x'], /Unknown option '--nme'/],
  [['build', 'kernels.mjs', '--tier', 'fast'], /--tier fast: expected auto or compiled/],
  [['build', 'kernels.mjs', '-s', 'fill(f6[])'], /--signature fill\(f6\[\]\): .* expected .* at character 2/],
  [['build', 'kernels.mjs', '-s', 'filll(f64[])'], /exports no function filll/],
  [['build', 'kernels.mjs', '-s', 'fill'], /expected a name and types/],
  [
    ['explain', 'kernels.mjs', '--fn', 'none'],
    /exports no function none; there are: args|exports no function none; there are/,
  ],
  [['run', 'kernels.mjs'], /exports several functions, say --fn/],
  [['run', 'kernels.mjs', '--fn', 'fill'], /fill needs arguments/],
  [['run', 'kernels.mjs', '--fn', 'fill', '-a', '1 +'], /--args 1 \+: /],
  [['bench', 'kernels.mjs', '--rounds', 'many'], /--rounds: expected a whole number/],
  [['build', 'broken.mjs'], /broken\.mjs: .*\(.*broken\.mjs:3/],
  [['build', 'throws.mjs'], /throws\.mjs: not now \(.*throws\.mjs:2/],
  [['build', 'unit.mjs'], /unit\.mjs: exports no function by a name/],
  [['build', 'lost.mjs'], /lost\.mjs: Cannot find module '.*gone\.mjs'.*lost\.mjs/],
  [['build', 'broken.ts'], /broken\.ts: .* \(.*broken\.ts:2\)/],
  [['build', 'args.mjs', '-s', 'alloc(f64)'], /args\.mjs: every module exports alloc itself/],
  [['explain', 'args.mjs', '-s', 'alloc(f64)'], /args\.mjs: every module exports alloc itself/],
  [['build', 'kernels.mjs', '-o', ''], /--out: expected a folder/],
  [['build', 'kernels.mjs', '--name', '../k'], /--name \.\.\/k: expected the name of a file/],
  [['build', 'kernels.mjs', '-o', 'unit.mjs/below'], /--out: ENOTDIR/],
  [['build', 'kernels.mjs', '-o', '.'], /the loader would replace .*kernels\.mjs: choose another --out or --name/],
  [['run', 'kernels.mjs', '--fn', 'fill', '-a', 'f64[-1]'], /--args f64\[-1\]: -1 is not a length/],
  [['run', 'kernels.mjs', '--fn', 'fill', '-a', 'f64[1e18]'], /--args f64\[1e18\]: Invalid typed array length/],
  [['run', 'args.mjs', '--fn', 'f'], /args\.mjs: the export args: f: not yet \(.*args\.mjs:2:\d+\)/],
  [['bench', 'args.mjs', '--fn', 'g'], /args\.mjs: the export args: g answers 5, not a list/],
  [
    ['bench', 'kernels.mjs', '--rounds', '-1'],
    /^[^\n]*'--rounds' argument is ambiguous; see tightloop bench --help\n$/,
  ],
]

test('wrong input is named with its place, and ends with 2', async ({ folder }) => {
  writeFileSync(join(folder, 'broken.mjs'), 'export const a = 1\n\nexport const b = = 2\n')
  writeFileSync(join(folder, 'throws.mjs'), 'export const a = 1\nthrow new Error("not now")\n')
  writeFileSync(join(folder, 'broken.ts'), 'export const a = 1\nexport function f(x: number { return x }\n')
  writeFileSync(join(folder, 'lost.mjs'), 'import { x } from "./gone.mjs"\nexport const f = (y) => x + y\n')
  const args = 'export const args = { g: () => 5,\n  f: () => { throw new Error("not yet") } }\n'
  writeFileSync(
    join(folder, 'args.mjs'),
    `${args}export function f(x) { return x }\nexport function g(x) { return x }\nexport const alloc = f\n`,
  )
  for (const [args, message] of BAD) {
    const { code, out, err } = await run(folder, ...args)
    assert.match(err, message, `${args.join(' ')}: ${err}`)
    assert.is(code, 2, args.join(' '))
    if (args[0] !== 'bench') assert.is(out, '', args.join(' '))
  }
  assert.is(readFileSync(join(folder, 'kernels.mjs'), 'utf8'), KERNELS)
})

// Node's own recursive mkdir never ends there.
if (existsSync('/proc/self')) {
  test('a folder in which nothing can be made is an error', async ({ folder }) => {
    const { code, err } = await run(folder, 'build', 'kernels.mjs', '-o', '/proc/nope/dist')
    assert.is(code, 2)
    assert.match(err, /--out: ENOENT: .*'\/proc\/nope'/)
  })
}

test('its version; what is too much is said', async ({ folder }) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.equal(await run(folder, '--version'), { code: 0, out: `tightloop ${version}\n`, err: '' })
  const { code, err } = await run(folder, 'doctor', 'kernels.mjs')
  assert.equal([code, err], [2, 'tightloop doctor: it is about this machine, not about kernels.mjs\n'])
})

test('bench: a kernel that throws is named, and the others are timed', async ({ folder }) => {
  const text = `export function low(a) { if (a[0] < 5) throw new RangeError('low'); return a[0] }
    export function one(a) { return a[0] }
    export const args = { low: () => [new Float64Array(3)], one: () => [new Float64Array(3)] }`
  writeFileSync(join(folder, 'low.mjs'), text)
  const { code, out } = await run(folder, 'bench', 'low.mjs', '--rounds', '1')
  assert.is(code, 1)
  assert.match(out, /^low +throws RangeError: low$/m)
  assert.match(out, /^one +\d/m)
})

test('a folder that cannot be written: what a file does not export is found nevertheless', async () => {
  // No rights keep root from writing; a name that is too long for the copy beside it does.
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-cli-'))
  const name = `${'k'.repeat(250)}.mjs`
  try {
    writeFileSync(join(folder, name), `const scale = 3\nexport function f(x) { return x * scale }\n`)
    const { code, out, err } = await run(folder, 'explain', name, '--signature', 'f(f64)')
    assert.equal([code, err], [0, ''])
    assert.match(out, /-> f64/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
