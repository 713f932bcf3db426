/** The example's host that is not JavaScript, where it can be built: C++ with WABT's interpreter. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../../src/cli/main.ts'
import { loaderRuntime } from './runtime.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/precompiled', import.meta.url))
const compiler = process.env.CXX ?? 'g++'
const input = '#if !__has_include(<wabt/interp/interp.h>)\n#error\n#endif\n'
const isThere = spawnSync(compiler, ['-E', '-x', 'c++', '-'], { input }).status === 0

const test = suite('precompiled: C++')
const title = 'a module with vectors runs, and computes what the plain functions do'

if (isThere) test(title, runExample)
else {
  console.log(`skipped, ${compiler} does not find WABT: apt-get install wabt g++, or set CXX`)
  test.skip(title)
}

async function runExample(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-host-'))
  try {
    let said = ''
    const note = (text: string): void => void (said += text)
    const io = { cwd: folder, color: false, loader: loaderRuntime, out: note, err: note }
    assert.is(await main(['build', join(EXAMPLE, 'kernels.js'), '-o', '.', '-v'], io), 0, said)
    assert.match(said, /vectorized, \d+ iterations/)
    const program = join(folder, 'host')
    execFileSync(compiler, ['-std=c++17', join(EXAMPLE, 'host.cc'), '-lwabt', '-o', program], { timeout: 120_000 })
    const out = execFileSync(program, [join(folder, 'kernels.wasm')], { encoding: 'utf8', timeout: 60_000 })
    const { mandelbrot } = await import(pathToFileURL(join(EXAMPLE, 'kernels.js')).href)
    const steps = new Uint8Array(64 * 24)
    mandelbrot(steps, 64, 24, -2.2, -1.2, 0.05)
    assert.is(out, `dot: 2000\n${picture(steps, 64)}`)
    const { status, stderr } = spawnSync(program, [join(EXAMPLE, 'kernels.js')], { encoding: 'utf8', timeout: 60_000 })
    assert.is(status, 1)
    assert.match(stderr, /magic/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As the program draws it. */
function picture(steps: Uint8Array, width: number): string {
  const shades = Array.from(steps, (each) => (each < 200 ? ' .:-=+*#%@'[Math.min(9, Math.floor(each / 3))] : '@'))
  return shades.join('').replace(new RegExp(`.{${width}}`, 'g'), '$&\n')
}

test.run()
