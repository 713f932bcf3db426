/** The package as a consumer gets it: built, linked into a project of its own, type-checked there and run. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildIfStale } from './build.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BIN = join(ROOT, 'node_modules/.bin')

const CONSUMER = `
import { alloc, jit } from 'tightloop'

const dot = jit((a: Float64Array, b: Float64Array): number => {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!
  return s
}, { tier: 'compiled' })
const x: Float64Array = alloc(Float64Array, 3)
x.set([1, 2, 3])
const y: Float64Array = alloc(Float64Array, [4, 5, 6])
const result: number = dot(x, y)
// @ts-expect-error: the kernel keeps the parameters of the plain function
const misuse = (): number => dot('text')
const calls: number = dot.stats.compiled
console.log(JSON.stringify([result, calls, dot.original(x, y), dot.length, typeof misuse]))
`

const CONFIG = {
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    skipLibCheck: false,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
  },
  files: ['consumer.ts'],
}

const test = suite('dist', { folder: '' })

function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}

test.before((context) => {
  buildIfStale()
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-consumer-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/tightloop'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER)
  context.folder = folder
})

test.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

test('a consumer type-checks and runs against it', ({ folder }) => {
  run(join(BIN, 'tsc'), ['-p', folder], folder)
  assert.equal(JSON.parse(run(process.execPath, ['consumer.js'], folder)), [32, 1, 32, 2, 'function'])
})

test('its command line builds a module that needs nothing of it', ({ folder }) => {
  const kernel =
    '/** @param {Float64Array} a */\nexport function sum(a) { let s = 0; for (const x of a) s += x; return s }\n'
  writeFileSync(join(folder, 'kernels.js'), kernel)
  run(process.execPath, [join(ROOT, 'dist/cli.js'), 'build', 'kernels.js', '-o', 'built', '--tier', 'compiled'], folder)
  const program = `import { alloc, sum } from './built/kernels.mjs'
    console.log(JSON.stringify([sum(alloc(Float64Array, [1, 2, 3])), sum([4, 5]), sum.stats.compiled, sum.stats.plain]))`
  assert.equal(JSON.parse(run(process.execPath, ['--input-type=module', '-e', program], folder)), [6, 9, 1, 1])
})

test('acorn and binaryen stay outside the bundle', () => {
  const files = readdirSync(join(ROOT, 'dist')).filter((file) => file.endsWith('.js'))
  const code = files.map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8')).join('\n')
  assert.match(code, /["']acorn["']/)
  assert.match(code, /["']binaryen["']/)
  // What only their own code says.
  assert.not.match(code, /parseTopLevel/)
  assert.not.match(code, /_BinaryenModuleCreate\b/)
})

test('the package holds the intended files only', () => {
  const [{ files }] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], ROOT))
  const paths: string[] = files.map((file: { path: string }) => file.path)
  const intended = /^(package\.json|README\.md|LICENSE|dist\/[\w-]+(\.d)?\.(ts|js))$/
  assert.equal(
    paths.filter((path) => !intended.test(path)),
    [],
  )
  for (const path of ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']) assert.ok(paths.includes(path), path)
})

test.run()
