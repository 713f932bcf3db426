/** Bundles run in Node: right without the plugin, compiled with it, and without a compiler if it has compiled them. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type App, type Bundler, buildApp, type Mode, modes, type Report } from './apps.ts'

const test = suite('bundles')
const built: App[] = []
test.after(() => {
  for (const { folder } of built) rmSync(folder, { recursive: true, force: true })
})

async function make(...args: Parameters<typeof buildApp>): Promise<App> {
  const app = await buildApp(...args)
  built.push(app)
  return app
}

function run(app: App): any {
  return JSON.parse(execFileSync(process.execPath, [app.main], { encoding: 'utf8', timeout: 60_000 }))
}

const energies = new Set<number>()

for (const bundler of ['esbuild', 'vite', 'rolldown'] satisfies Bundler[]) {
  for (const mode of modes) {
    test(`${bundler}, ${mode}`, async () => {
      const app = await make(bundler, mode)
      const report: Report = run(app)
      assert.ok(report.same)
      energies.add(report.energy)
      check(report, mode)
      assert.is(/binaryen|acorn/i.test(app.code), mode !== 'precompiled', 'the compiler is in the bundle')
      assert.is(app.code.includes('compiler-thread'), mode !== 'precompiled', 'its thread is in the bundle')
      if (mode === 'precompiled') assert.ok(app.code.length < 40_000, `${app.code.length} characters of code`)
      assert.equal(
        app.warnings.filter((text) => text.includes('kernels.ts')),
        [],
      )
    })
  }
}

test('all of them have computed the same', () => assert.is(energies.size, 1))

function check({ step, smoothed }: Report, mode: Mode): void {
  for (const kernel of [step, smoothed]) {
    assert.is(kernel.calls, 20)
    if (mode === 'without') {
      // Some minifiers write the outer functions into the kernel, which is then complete.
      assert.ok(kernel === step ? kernel.compiled > 0 !== kernel.fallbacks.length > 0 : kernel.compiled === 0)
      for (const { reason } of kernel.fallbacks) assert.match(reason, /is defined outside .* tightloop\/plugin/)
    } else {
      assert.equal(kernel.fallbacks, [])
      assert.is(kernel.signatures.length, 1)
    }
  }
  // Some calls may be plain, to compare their time.
  if (mode !== 'without') assert.ok(step.compiled > 10)
}

test.run()
