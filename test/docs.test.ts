/**
 * The documentation is true: every code that a refusal may have is documented, and every example in the tables of
 * docs/SEMANTICS.md does what is written beside it. So does the README's.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type AnyFunction, JitError, jit } from '../src/index.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** TypeScript for other processes, wherever they run. */
const LOADER = new URL('../scripts/tsx.mjs', import.meta.url).href
const semantics = readFileSync(join(ROOT, 'docs/SEMANTICS.md'), 'utf8')

/** Cells of the tables below a heading, up to the next heading of the same or a higher level. */
function rowsBelow(heading: string): string[][] {
  const level = /^#+/.exec(heading)![0].length
  const [, after] = semantics.split(`\n${heading}\n`)
  assert.ok(after !== undefined, `no heading ${heading}`)
  const section = after.split(new RegExp(`\n#{1,${level}} `))[0]
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  const rows = lines.filter((line, i) => !line.startsWith('|---') && !lines[i + 1]?.startsWith('|---'))
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
}

/** The texts of a cell's code spans, `...` or ``...``. */
function codeIn(cell: string): string[] {
  return [...cell.matchAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g)].map(([, , text]) => text.trim())
}

/** Plain script code, as it would be in a user's file. */
function evaluate(text: string, names: Record<string, unknown> = {}): any {
  return new Function(...Object.keys(names), `return (${text})`)(...Object.values(names))
}

function sourcesBelow(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
}

test('every code is documented, and every documented code exists', () => {
  const sources = [...sourcesBelow('src/parse'), ...sourcesBelow('src/lower'), ...sourcesBelow('src/runtime')]
  sources.push(readFileSync(join(ROOT, 'src/pipeline.ts'), 'utf8'))
  const mention = /(?:\b(?:unsupported|refusal)\(\s*|\bcode: )'([^']+)'/g
  const used = new Set(sources.flatMap((source) => [...source.matchAll(mention)].map(([, code]) => code)))
  const documented = rowsBelow('## Refusals').map(([code]) => codeIn(code)[0])
  assert.ok(used.size > 50)
  assert.equal([...documented].sort(), [...used].sort())
  assert.is(new Set(documented).size, documented.length)
})

for (const [construct, example] of rowsBelow('## What compiles')) {
  test(`compiles: ${construct}`, async () => {
    const [source, signature] = codeIn(example)
    await jit(evaluate(source), { strict: true, tier: 'compiled' }).compile(signature)
  })
}

for (const [cell, example] of rowsBelow('## Refusals')) {
  const [code] = codeIn(cell)
  if (example === '-') continue
  test(`refused: ${code}`, async () => {
    const [source, signature] = codeIn(example)
    const kernel = jit(evaluate(source), { strict: true })
    const error = await kernel.compile(signature).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.instance(error, JitError)
    assert.is((error as JitError).diagnostic?.code, code)
    assert.ok((error as JitError).diagnostic?.hint, 'says what to do')
  })
}

const helpers = {
  views: (...classes: any[]) => {
    const buffer = new ArrayBuffer(16)
    return classes.map((Class) => new Class(buffer))
  },
  twice: (value: unknown) => [value, value],
}

for (const [trap, example, answer] of rowsBelow('## Traps')) {
  test(`trap: ${trap}`, () => {
    const [source, args] = codeIn(example)
    const fn = evaluate(source) as AnyFunction
    const kernel = jit(fn, { tier: 'compiled' })
    const call = (f: AnyFunction): unknown => evaluate(`call${args}`, { ...helpers, call: f })
    assert.is(
      outcome(() => call(fn)),
      codeIn(answer)[0],
      'plain',
    )
    assert.is(
      outcome(() => call(kernel)),
      codeIn(answer)[0],
      'compiled',
    )
    assert.is(kernel.stats.compiled, 1, String(kernel.explain()))
  })

  function outcome(run: () => unknown): string {
    const [expected] = codeIn(answer)
    try {
      const value = run()
      return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : String(value)
    } catch (error) {
      return expected.includes(':') ? String(error) : (error as Error).name
    }
  }
}

test('what was written before an error stays', () => {
  const array = Float64Array.of(1)
  const kernel = jit(evaluate("a => { a[0] = 5; throw new Error('stop') }"), { tier: 'compiled' })
  assert.throws(() => kernel(array), 'stop')
  assert.is(array[0], 5)
  assert.is(kernel.stats.compiled, 1)
})

test('the options, members and environment variables that are listed are those that exist', () => {
  const members = rowsBelow('## Looking inside').map(([cell]) => /^\w+/.exec(codeIn(cell)[0])![0])
  const kernel: AnyFunction = jit(() => 0)
  for (const member of members) assert.ok(member in kernel, member)
  const plain = new Set(Object.getOwnPropertyNames(() => 0))
  const own = Object.getOwnPropertyNames(kernel).filter((name) => !plain.has(name))
  const hidden = ['toString', 'prototype', 'arguments', 'caller']
  assert.equal(own.filter((name) => !hidden.includes(name)).sort(), [...members].sort())
  const variables = sourcesBelow('src').flatMap((source) => source.match(/TIGHTLOOP_[A-Z]+/g) ?? [])
  for (const variable of variables) assert.match(semantics, variable)
})

test('docs/ARCHITECTURE.md has a line for every file of src/', () => {
  const architecture = readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8')
  const [, layout] = architecture.split('\n## Layout\n')
  const described = new Map<string, Set<string>>()
  let folder = ''
  for (const line of layout.split('\n').filter((each) => each.startsWith('| '))) {
    const [cell] = line.slice(1).split('|')
    folder = /\*\*`(\w+\/)`\*\*/.exec(cell)?.[1] ?? folder
    const files = codeIn(cell).filter((name) => name.endsWith('.ts'))
    described.set(folder, new Set([...(described.get(folder) ?? []), ...files]))
  }
  const wanted = [...described].flatMap(([place, files]) => [...files].map((file) => place + file))
  const found = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  )
  assert.equal(wanted.sort(), found.filter((file) => file.endsWith('.ts')).sort())
})

test('links between documents lead somewhere', () => {
  for (const file of [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ]) {
    if (!file.endsWith('.md')) continue
    const text = readFileSync(join(ROOT, file), 'utf8')
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path, anchor] = target.split('#')
      const destination = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path)
      // The chart is made by the bench suite.
      if (!path.endsWith('.svg')) assert.ok(existsSync(destination), `${file}: ${target}`)
      if (anchor) assert.ok(anchorsOf(readFileSync(destination, 'utf8')).includes(anchor), `${file}: ${target}`)
    }
  }
})

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test("the README's example prints what its comments say", () => {
  const [, code] = /```ts\n(import[\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
  assert.ok(code?.includes("'tightloop'"))
  const source = code.replace("'tightloop'", JSON.stringify(pathToFileURL(join(ROOT, 'src/index.ts')).href))
  const expected = [...code.matchAll(/\/\/ -> (.*)$/gm)].map(([, text]) => text)
  assert.ok(expected.length > 0)
  const directory = mkdtempSync(join(tmpdir(), 'tightloop-'))
  try {
    writeFileSync(join(directory, 'readme.mts'), source)
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', LOADER, join(directory, 'readme.mts')],
      {
        encoding: 'utf8',
      },
    )
    assert.is(status, 0, stderr)
    for (const text of expected) assert.ok(stdout.split('\n').includes(text), `${text}\nnot in\n${stdout}`)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test.run()
