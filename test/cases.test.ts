/**
 * Golden cases: `cases/<stage>/*.js`, one small kernel each, with the IR that the stage leaves in a trailing comment.
 *
 *     // stage: narrow                      the pass, or `lower`
 *     // args: f64[], i32                   in the grammar of signatures
 *     // env: { k: 3 }                      optional
 *     // bails: why some calls run plain    optional
 *     // shows: loop (%i: i32 = 0)          optional: only the first statement that begins so, instead of the whole function
 *     function kernel(a, n) { ... }
 *     /*
 *     func kernel(...) { ... }
 *     *\/
 *
 * `UPDATE=1` accepts what is printed. A case named `reject-*` says on a line `// reason:` why the pass must leave the kernel alone, and
 * the others must be changed by it; `vectorize` has to give that reason itself, in its report. Each case is one of semantics as well: it
 * runs compiled, interpreted after each stage and plain, on small arguments made from its signature.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { printFunc } from '../src/ir/print.ts'
import type { Module } from '../src/ir/types.ts'
import { compile, passes } from '../src/pipeline.ts'
import { readEnvironment } from '../src/runtime/environment.ts'
import { findProgram } from '../src/runtime/program.ts'
import { parseSignature } from '../src/runtime/signature.ts'
import { argumentsFor } from './cases/arguments.ts'
import { type Case, readCase } from './cases/read.ts'
import { check } from './differential.ts'

const FOLDER = new URL('cases/', import.meta.url)
const MOST_LINES = 40
const stages = ['lower', ...passes.map((pass) => pass.name)]

interface Compiled {
  /** The kernel's IR after each stage, or why there is none. */
  readonly texts: ReadonlyMap<string, string>
  /** Why loops are not vectorized. */
  readonly obstacles: readonly string[]
}

function compiled({ fn, env, directives }: Case): Compiled {
  const fastmath = directives.get('fastmath')?.split(' ') ?? []
  const { functions } = readEnvironment({ original: fn, env, fastmath: [] }, fn.name)
  const program = findProgram(functions, { fastmath })
  const refused = ({ code, message }: { code: string; message: string }): Compiled => {
    return { texts: new Map([['lower', `refused, ${code}: ${message}\n`]]), obstacles: [] }
  }
  if (program.refusal) return refused(program.refusal)
  const texts = new Map<string, string>()
  const { alternatives } = parseSignature(`(${directives.get('args')})`)
  const print = (module: Module): string => module.funcs.map(printFunc).join('')
  const artifact = compile(program.request(alternatives[0]), {
    after(stage, module) {
      texts.set(stage, print(module))
    },
  })
  if (artifact.ok) {
    const obstacles = artifact.report.loops.flatMap((loop) => (loop.obstacle ? [loop.obstacle.why] : []))
    return { texts, obstacles }
  }
  assert.not(artifact.bug, artifact.diagnostic.message)
  return refused(artifact.diagnostic)
}

/** The first statement that begins with `start`, with what is in it, moved to the left. */
function statement(text: string, start: string): string {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trimStart().startsWith(start))
  assert.ok(first >= 0, `nothing begins with ${start}:\n${text}`)
  const indent = lines[first].search(/\S/)
  const last = lines.findIndex((line, i) => i > first && line.search(/\S/) === indent)
  const own = lines.slice(first, lines[last].startsWith('}', indent) ? last + 1 : last)
  return own.map((line) => `${line.slice(indent)}\n`).join('')
}

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))

for (const file of files.filter((each) => each.endsWith('.js')).sort()) {
  const [folder, name] = file.split('/')
  const rejects = name.startsWith('reject-')
  test(file, () => {
    const found = readCase(readFileSync(new URL(file, FOLDER), 'utf8'))
    const { directives, head, golden, fn, env } = found
    const stage = directives.get('stage')!
    assert.is(stage, folder, 'the case lies in the folder of its stage')
    const { texts, obstacles } = compiled(found)
    assert.equal(compiled(found).texts, texts, 'the text depends on the request alone')
    const whole = texts.get(stage)!
    if (rejects) assert.ok(directives.has('reason'), 'a line `// reason:` says why')
    if (rejects && stage === 'vectorize') assert.ok(obstacles.includes(directives.get('reason')!), obstacles.join('; '))
    const before = texts.get(stages[stages.indexOf(stage) - 1])
    if (before !== undefined)
      assert.is(whole === before, rejects, `the pass ${rejects ? 'changes' : 'does not change'} it`)
    const text = directives.has('shows') ? statement(whole, directives.get('shows')!) : whole
    const accepted = `${head}\n/*\n${text}*/\n`
    assert.ok(accepted.split('\n').length - 1 <= MOST_LINES, `more than ${MOST_LINES} lines:\n${accepted}`)
    if (process.env.UPDATE) writeFileSync(new URL(file, FOLDER), accepted)
    else assert.fixture(text, golden)
    const refused = texts.size === 1 && /^refused, (.*?):/.exec(text)
    const fallback = refused ? { expectFallback: refused[1] } : { mayRefuse: directives.has('bails') }
    check(file, fn, argumentsFor(`(${directives.get('args')})`), { env, ...fallback, threeWay: Infinity })
  })
}

test('every stage has its cases', () => {
  const folders = new Set(files.filter((file) => file.endsWith('.js')).map((file) => file.split('/')[0]))
  assert.equal([...folders].sort(), [...stages].sort())
})

test('docs/IR.md describes every stage, in order', () => {
  const text = readFileSync(new URL('../docs/IR.md', import.meta.url), 'utf8')
  const [, section] = text.split('\n## Stages\n')
  const described = [...section.split('\n## ')[0].matchAll(/^- \*\*`([\w-]+)`\*\*/gm)].map(([, name]) => name)
  assert.equal(described, stages)
})

test.run()
