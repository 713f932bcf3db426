/** Start-up of the built package: what an import loads, and what happens where the compiler thread cannot be started. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildIfStale } from './build.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/**
 * What an import may cost beyond that of an empty module, as a share of the start of the process that does it: both in
 * processor time and in one process, so that a slow machine changes neither. `npm run bench:overhead -- startup`
 * prints the milliseconds.
 */
const IMPORT_SHARE = 0.6
const RUNS = 5

const test = suite('startup', { folder: '' })

test.before((context) => {
  buildIfStale()
  context.folder = mkdtempSync(join(tmpdir(), 'tightloop-start-'))
  cpSync(join(ROOT, 'dist'), join(context.folder, 'dist'), { recursive: true })
  writeFileSync(join(context.folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(context.folder, 'empty.js'), 'export {}')
  symlinkSync(join(ROOT, 'node_modules'), join(context.folder, 'node_modules'))
})

test.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

function run(folder: string, script: string, flags: readonly string[] = []): string {
  writeFileSync(join(folder, 'script.js'), script)
  return execFileSync(process.execPath, [...flags, 'script.js'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  }).trim()
}

/** Files that importing `file` loads, and packages. */
function staticImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"]*?['"]([^'"]+)['"]/gm)) {
    if (name.startsWith('.')) staticImports(join(dirname(file), name), found)
    else found.add(name)
  }
  return found
}

test('importing the package loads neither the compiler nor its dependencies', ({ folder }) => {
  const loaded = [...staticImports(join(folder, 'dist/index.js'))]
  assert.equal(
    loaded.filter((name) => !existsSync(name)),
    [],
  )
  const size = loaded.reduce((sum, file) => sum + readFileSync(file).length, 0)
  assert.ok(size < 250_000, `${size} bytes are loaded`)
  const thread = [...staticImports(join(folder, 'dist/compiler-thread.js'))]
  assert.not.ok(thread.includes('binaryen'), 'the thread must be able to say that the compiler does not load')
})

test('an import costs little beside the start of a process', ({ folder }) => {
  const time = (file: string): readonly [import: number, start: number] => {
    const script = `const ms = ({ user, system }) => (user + system) / 1000
      const before = process.cpuUsage(); await import('${file}')
      console.log(JSON.stringify([ms(process.cpuUsage(before)), ms(before)]))`
    return JSON.parse(run(folder, script))
  }
  const shares = Array.from({ length: RUNS }, () => {
    const [imported, start] = time('./dist/index.js')
    return (imported - time('./empty.js')[0]) / start
  })
  assert.ok(Math.min(...shares) <= IMPORT_SHARE, `${shares.map((share) => share.toFixed(2))} of the start`)
})

const USE = `
import { JitError, jit, ready } from './dist/index.js'
const sum = (x) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s }
const x = new Float64Array(100).fill(2)
const kernel = jit(sum, { tier: 'compiled' })
const strict = jit(sum, { strict: true })
const result = [kernel(x), kernel.stats.compiled, kernel.stats.fallbacks.map(({ code, reason }) => code + ': ' + reason)]
try { strict(x); result.push('ran') } catch (error) { result.push(error instanceof JitError) }
const when = await ready().then(() => 'ready', (error) => error.message)
console.log(JSON.stringify([...result, when, kernel(x), kernel.stats.compiled]))`

test('a missing file is a reason; the compiler is loaded into the calling thread instead', ({ folder }) => {
  rmSync(join(folder, 'dist/compiler-thread.js'))
  const [first, compiled, reasons, strict, when, second, later] = JSON.parse(run(folder, USE))
  assert.equal([first, compiled, strict, when, second, later], [200, 0, true, 'ready', 200, 1])
  assert.match(reasons[0], /no-compiler: the compiler thread cannot be started: its file is missing/)
})

test('so is a missing permission', ({ folder }) => {
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  const flag = Number(process.versions.node.split('.')[0]) < 22 ? '--experimental-permission' : '--permission'
  const [first, compiled, reasons, strict, when, , later] = JSON.parse(run(folder, USE, [flag, '--allow-fs-read=*']))
  assert.equal([first, compiled, strict, when, later], [200, 0, true, 'ready', 1])
  assert.match(reasons[0], /no-compiler: the compiler thread cannot be started/)
})

test('a compiler that does not load anywhere is a reason that lasts', ({ folder }) => {
  rmSync(join(folder, 'node_modules'))
  const [first, compiled, reasons, strict, when, second, later] = JSON.parse(run(folder, USE))
  assert.equal([first, compiled, strict, second, later], [200, 0, true, 200, 0])
  assert.match(reasons[0], /no-compiler: .*(acorn|binaryen)/)
  assert.match(when, /cannot be loaded/)
})

test.run()
