/** The examples, run as a newcomer runs them. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, readPng } from '../examples/png.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'tightloop-'))

test.after(() => rmSync(directory, { recursive: true }))

function example(name: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--import', './scripts/tsx.mjs', `examples/${name}.ts`, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}

function picture(name: string, width: number, height: number): string {
  const png = new PNG({ width, height })
  for (let i = 0; i < png.data.length; i++) png.data[i] = i % 4 === 3 ? 255 : (i * 7919) >> 5
  const path = join(directory, name)
  writeFileSync(path, PNG.sync.write(png))
  return path
}

function sizeOf(name: string): string {
  const { width, height } = PNG.sync.read(readFileSync(join(directory, name)))
  return `${width} x ${height}`
}

test('first steps', () => {
  const { status, stdout, stderr } = example('first-steps')
  assert.is(status, 0, stderr)
  const [, sums, energies, refusal, strict, explained] = stdout.split(/^# \d\..*$/m)
  assert.match(sums, /compiled: 250000\nplain: +250000\n/)
  const [, compiled, plain] = /compiled: (.*)\nplain: +(.*)\n/.exec(energies) ?? []
  assert.is(compiled, plain)
  assert.match(refusal, /^1\.50 eV$/m)
  assert.match(refusal, /1 call, 0 compiled, 1 plain\ntightloop: anonymous is not compiled/)
  assert.match(strict, /JitError: tightloop: energy is not compiled: pair is defined outside/)
  assert.match(strict, /env: \{ pair \}/)
  assert.match(explained, /dot: 2 calls, 1 compiled, 1 plain\n\(f64\[\], f64\[\]\) -> f64: compiled/)
})

test('the image example filters pictures, and the compiled filters agree', () => {
  const pictures = [picture('odd.png', 67, 41), picture('dot.png', 1, 1)]
  const { status, stdout, stderr } = example('image', ...pictures, '--out', directory, '--quick')
  assert.is(status, 0, stderr)
  for (const filter of ['blur', 'sobel', 'resize']) {
    assert.is(stdout.match(new RegExp(`${filter}.*x.*same bytes`, 'g'))?.length, 2, stdout)
  }
  assert.not.match(stdout, /not compiled|runs plain/)
  assert.is(sizeOf('odd-blur.png'), '67 x 41')
  assert.is(sizeOf('odd-sobel.png'), '67 x 41')
  assert.is(sizeOf('odd-resize.png'), '40 x 25')
  assert.is(sizeOf('dot-resize.png'), '1 x 1')
})

test('a missing picture ends the example with one sentence', () => {
  const { status, stdout, stderr } = example('image', join(directory, 'none.png'))
  assert.is(status, 1)
  assert.is(stdout, '')
  assert.match(stderr, /^error: there is no file .*none\.png\n$/)
})

test('bad input gets one clear sentence', () => {
  const file = (name: string, bytes: string | Uint8Array): string => {
    writeFileSync(join(directory, name), bytes)
    return join(directory, name)
  }
  const whole = readFileSync(picture('whole.png', 30, 30))
  const huge = Buffer.from(whole)
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  const cases: [string, RegExp][] = [
    [directory, /is a directory, not a PNG file$/],
    [file('text.png', 'not a picture, though it is named like one'), /text\.png is not a PNG file$/],
    [file('stub.png', whole.subarray(0, 12)), /stub\.png is damaged: it ends within its header$/],
    [file('cut.png', whole.subarray(0, whole.length - 200)), /cut\.png is damaged: ./],
    [file('huge.png', huge), /huge\.png is too large: 60000 x 60000 are 3600\.0 million pixels, at most 40\.0 million/],
  ]
  for (const [path, message] of cases) {
    assert.throws(
      () => readPng(path),
      (error: Error) => error instanceof InputError && message.test(error.message),
    )
  }
  assert.is(readPng(join(directory, 'whole.png')).data.length, 30 * 30 * 4)
})

test.run()
