/** What must hold of bundles that run in Node: right without the plugin, compiled with it, and without a compiler if it has compiled them. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type App, type Bundler, buildApp, type Mode, modes, type Report } from './apps.ts'

/** A test for each way to use the plugin; skipped for the reason, if there is one. */
export function bundleTests(name: string, bundlers: Readonly<Partial<Record<Bundler, string>>>): void {
  const test = suite(name)
  const built: App[] = []
  test.after(() => {
    for (const { folder } of built) rmSync(folder, { recursive: true, force: true })
  })
  const energies = new Set<number>()
  for (const [bundler, missing] of Object.entries(bundlers) as [Bundler, string][]) {
    if (missing) console.log(`${bundler}: skipped, it cannot be installed: ${missing}`)
    for (const mode of modes) {
      const add = missing ? test.skip : test
      add(`${bundler}, ${mode}`, async () => {
        const app = await buildApp(bundler, mode)
        built.push(app)
        energies.add(checked(app, mode))
        assert.is(energies.size, 1, 'it has computed something else than the bundlers before it')
      })
    }
  }
  test.run()
}

/** @returns what the app has computed */
function checked(app: App, mode: Mode): number {
  const report: Report = run(app)
  assert.ok(report.same)
  check(report, mode)
  assert.is(/binaryen|acorn/i.test(app.code), mode !== 'precompiled', 'the compiler is in the bundle')
  assert.is(app.code.includes('compiler-thread'), mode !== 'precompiled', 'its thread is in the bundle')
  if (mode === 'precompiled') assert.ok(app.code.length < 40_000, `${app.code.length} characters of code`)
  assert.equal(app.warnings, [])
  return report.energy
}

function run(app: App): any {
  return JSON.parse(execFileSync(process.execPath, [app.main], { encoding: 'utf8', timeout: 60_000 }))
}

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
