/** The example's host that is not JavaScript, where it is installed: Python with the package wasmtime. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../../src/cli/main.ts'
import { loaderRuntime } from './runtime.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/precompiled', import.meta.url))
const python = process.env.PYTHON ?? 'python3'
const isThere = spawnSync(python, ['-c', 'import wasmtime']).status === 0

const test = suite('precompiled: Python')

test('the example builds what its program looks for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tightloop-python-'))
  try {
    let said = ''
    const io = {
      cwd: folder,
      color: false,
      loader: loaderRuntime,
      out: () => {},
      err: (text: string) => (said += text),
    }
    assert.is(await main(['build', join(EXAMPLE, 'kernels.js'), '-o', 'dist', '--tier', 'compiled'], io), 0, said)
    copyFileSync(join(EXAMPLE, 'host.py'), join(folder, 'host.py'))
    if (isThere) {
      const out = execFileSync(python, [join(folder, 'host.py')], { encoding: 'utf8', timeout: 60_000 })
      assert.match(out, /^dot: 2000\.0\n/)
      assert.is(out.split('\n').length, 26)
    } else console.log(`not run: ${python} has no package wasmtime (pip install wasmtime; PYTHON=... names another)`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
