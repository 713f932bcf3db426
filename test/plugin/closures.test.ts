/** What kernels take from outside, in a minified bundle: the same answers as without jit, and compiled where that may be. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildApp } from './apps.ts'

/** Calls a kernel twice with small arrays, as `tier: 'compiled'`, and prints results and outcome by name. */
const REPORT = `
  const report = {}
  export function show(name, kernel, ...args) {
    let values
    try { values = [kernel(...args), kernel(...args)] } catch (error) { values = [String(error)] }
    const { compiled, calls, fallbacks } = kernel.stats
    report[name] = { values, compiled: compiled === calls && calls > 0, name: kernel.name, fallbacks }
  }
  export const print = () => console.log(JSON.stringify(report))
`

interface Shown {
  readonly values: readonly unknown[]
  readonly compiled: boolean
  readonly fallbacks: readonly { readonly reason: string; readonly location: object | undefined }[]
}

async function runApp(
  main: string,
  more: Readonly<Record<string, string>> = {},
  mode: 'captured' | 'precompiled' = 'captured',
) {
  const app = await buildApp('esbuild', mode, {
    files: {
      'src/report.js': REPORT,
      'src/main.ts': `import { alloc, jit, ready } from 'tightloop'\nimport { print, show } from './report.js'\nawait ready()\n${main}\nprint()\n`,
      ...more,
    },
  })
  try {
    const text = execFileSync(process.execPath, [app.main], { encoding: 'utf8', timeout: 60_000 })
    return { shown: JSON.parse(text) as Readonly<Record<string, Shown>>, app }
  } finally {
    rmSync(app.folder, { recursive: true, force: true })
  }
}

const test = suite('closures in bundles')

test('constants, functions and arrays are found, whatever holds them', async () => {
  const { shown } = await runApp(
    `
    import imported, { half as aHalf, table } from './other.js'
    const tier = 'compiled'
    const scale: number = 3, list = [1, 2, 3]
    let once = 4
    const { sqrt, PI: pi } = Math
    const square = (x: number): number => x * x * scale
    function even(n: number): boolean { return n === 0 || odd(n - 1) }
    function odd(n: number): boolean { return n !== 0 && even(n - 1) }
    const hoistedKernel = jit(hoisted, { tier })
    function hoisted(x: number) { return x + scale }
    const inner = jit((x: number) => x * scale, { tier })
    const makeAdder = (k: number) => jit((x: number) => x + k, { tier })

    show('constants', jit((x: number) => x * scale + once, { tier }), 2)
    show('functions', jit((x: number) => square(x) + sqrt(x) + pi, { tier }), 4)
    show('arrays', jit((i: number) => list[i]! + table[i]!, { tier }), 1)
    show('imports', jit((x: number) => aHalf * x + imported, { tier }), 2)
    show('mutual', jit((n: number) => (even(n) ? 1 : 0), { tier }), 6)
    show('hoisted', hoistedKernel, 1)
    show('kernels', jit((x: number) => inner(x) + 1, { tier }), 5)
    show('factory 1', makeAdder(1), 1)
    show('factory 2', makeAdder(2), 1)
    show('curried', jit({ tier })((x: number) => x - scale), 1)
    { let scale = 3; scale++; show('env', jit((x: number) => x * scale, { tier, env: { scale } }), 1) }
    class Shapes { @jit static area(w: number, h: number) { return w * h * scale } }
    show('method', Shapes.area, 2, 3)
    `,
    { 'src/other.js': 'export const half = 0.5, table = Float64Array.of(5, 6)\nexport default 9\n' },
  )
  const values = Object.entries(shown).map(([name, each]) => [name, each.values[1]])
  assert.equal(Object.fromEntries(values), {
    constants: 10,
    functions: 48 + 2 + Math.PI,
    arrays: 8,
    imports: 10,
    mutual: 1,
    hoisted: 4,
    kernels: 16,
    'factory 1': 2,
    'factory 2': 3,
    curried: -2,
    env: 4,
    method: 18,
  })
  for (const [name, { compiled, fallbacks }] of Object.entries(shown)) {
    // By default, straight-line code runs plain.
    if (name !== 'method') assert.ok(compiled, `${name}: ${JSON.stringify(fallbacks)}`)
    assert.equal(fallbacks, [], name)
  }
})

test('what may change is left alone, and what is read too early does no harm', async () => {
  const { shown } = await runApp(`
    const tier = 'compiled'
    let count = 1
    const counting = jit((x: number) => x + count, { tier })
    show('before', counting, 1)
    count = 5
    show('after', counting, 1)
    const early = jit((x: number) => x * late, { tier })
    const late = 3
    show('early', early, 2)
    for (let i = 0; i < 2; i++) show('loop ' + i, jit((x: number) => x + i, { tier }), 10)
    const shadowed = 1
    { const shadowed = 2; const f = (x: number) => x + shadowed; show('shadow', jit((x: number) => f(x) + 100, { tier }), 0) }
    const outer = (x: number) => x + shadowed
    { const shadowed = 7; show('both', jit((x: number) => outer(x) * shadowed, { tier }), 1) }
    const self: any = jit((n: number) => (n < 2 ? 1 : n * self(n - 1)), { tier })
    show('self', self, 5)
    var late2 = 1
    show('var', jit((x: number) => x + late2, { tier }), 1)
    late2 = 2
  `)
  const values = Object.entries(shown).map(([name, each]) => [name, each.values[0]])
  assert.equal(Object.fromEntries(values), {
    before: 2,
    after: 6,
    early: 6,
    'loop 0': 10,
    'loop 1': 11,
    shadow: 102,
    both: 14,
    self: 120,
    var: 2,
  })
  for (const name of ['shadow', 'both']) assert.ok(shown[name]!.compiled, JSON.stringify(shown[name]))
  for (const name of ['before', 'early', 'loop 0', 'self', 'var']) assert.is(shown[name]!.compiled, false, name)
})

test('refusals name the place in the file, and the names in it', async () => {
  const { shown } = await runApp(`

    function label(value: number): string {
      const text: string = 'value '
      return text + value
    }
    show('label', jit(label), 1)`)
  const [{ reason, location }] = shown.label!.fallbacks
  assert.match(reason, 'a string')
  assert.equal(location, { functionName: 'label', file: 'src/main.ts', line: 7, column: 28 })
})

const SIGNATURES = `
  const weights = Float64Array.of(1, 2, 3), gain = 2 ** 3 / 4
  const apply = (x) => x * gain
  /**
   * @param {Float64Array} a
   * @returns {number}
   */
  export const documented = jit((a) => { let s = 0; for (let i = 0; i < a.length; i++) s += apply(a[i]) * weights[i]; return s }, { tier: 'compiled' })
  export const listed = jit((a, n) => { let s = 0; for (let i = 0; i < n; i++) s += a[i]; return s }, { tier: 'compiled', strict: true })
  export const signatures = { listed: ['(f64[], i32)', '(f32[], i32)'] }
  export const setWeight = (value) => { weights[1] = value }
  export const x = alloc(Float64Array, [1, 1, 1])
`

test('what has signatures needs no compiler, and its arrays stay those of the program', async () => {
  const { shown, app } = await runApp(
    `import { documented, listed, setWeight, x } from './kernels.js'
     show('documented', documented, x)
     setWeight(10)
     show('again', documented, new Float64Array(3).fill(1))
     show('listed', listed, Float32Array.of(1, 2, 3), 3)
     show('other types', documented, [1, 1, 1])
     show('strict', listed, [1, 1, 1], 3)
     const y = alloc(Float64Array, 3)
     show('alloc', documented, y.fill(2))
     await listed.compile('(f64[], i32)')
     if (!String(listed.explain()).includes('when the program was built')) throw new Error(String(listed.explain()))`,
    { 'src/kernels.js': `import { alloc, jit } from 'tightloop'\n${SIGNATURES}` },
    'precompiled',
  )
  const values = Object.entries(shown).map(([name, each]) => [name, each.values.at(-1)])
  assert.equal(Object.fromEntries(values), {
    documented: 12,
    again: 28,
    listed: 6,
    'other types': 28,
    strict: 'JitError: tightloop: listed is not compiled: the module was not compiled for these types',
    alloc: 56,
  })
  assert.ok(shown.listed!.compiled)
  assert.ok(shown.documented!.compiled)
  assert.is(/binaryen|acorn/i.test(app.code), false)
  assert.equal(app.warnings, [])
})

test('what cannot be known when it is built is left to run time, with the reason', async () => {
  const { shown, app } = await runApp(
    `import { size } from './size.js'
     const untyped = jit((a) => a + 1)
     const unknown = jit((a: number) => a * size)
     const typed = jit((a: Float64Array) => { let s = 0; for (let i = 0; i < a.length; i++) s += a[i]!; return s }, { tier: 'compiled' })
     const refused = jit((a: number) => String(a).length)
     show('untyped', untyped, 1)
     show('unknown', unknown, 2)
     show('typed', typed, Float64Array.of(1, 2))
     show('refused', refused, 123)`,
    { 'src/size.js': 'export let size = 2\nsize++\n' },
    'precompiled',
  )
  assert.equal(
    [shown.untyped!.values[0], shown.unknown!.values[0], shown.typed!.values[0], shown.refused!.values[0]],
    [2, 6, 3, 3],
  )
  assert.ok(shown.typed!.compiled)
  const [first, second, third] = app.warnings
  assert.match(
    first,
    /^src\/main\.ts:\d+:\d+: untyped is compiled when the program runs: the type of a is not declared$/m,
  )
  assert.match(second, /unknown is compiled when the program runs: size is assigned more than once/)
  assert.match(third, /refused\(.*\)[\s\S]*at src\/main\.ts|refused\(/)
  assert.is(app.warnings.length, 3)
})

test('constants, functions and arrays of other files are known when it is built', async () => {
  const { shown, app } = await runApp(
    `import { size as n, table, weight } from './lib/index.js'
     const half = n / 2
     show('sum', jit((a: Float64Array) => { let s = half; for (let i = 0; i < n; i++) s += weight(a[i]!) * table[i]!; return s }, { tier: 'compiled' }), Float64Array.of(1, 2))`,
    {
      'src/lib/index.ts': `export { table } from './table'\nimport { factor } from './table'\nexport const size: number = 2
        const scale = factor + 1\nfunction weight(x: number): number { return x * scale }\nexport { weight }`,
      'src/lib/table.ts': 'export const table = Float32Array.of(10, 20), factor = 2',
    },
    'precompiled',
  )
  assert.equal(shown.sum!.values, [151, 151])
  assert.ok(shown.sum!.compiled, JSON.stringify(shown.sum))
  assert.is(/binaryen|acorn/i.test(app.code), false)
  assert.equal(app.warnings, [])
})

for (const mode of ['captured', 'precompiled'] as const) {
  test(`webpack, ${mode}`, async () => {
    const app = await buildApp('webpack', mode, {
      files: {
        'src/report.js': REPORT,
        'src/main.js': `import { ready } from 'tightloop'
          import { print, show } from './report.js'
          import { documented, x } from './kernels.js'
          await ready()
          show('documented', documented, x)
          print()`,
        'src/kernels.js': `import { alloc, jit } from 'tightloop'\n${SIGNATURES}`,
      },
    })
    try {
      const text = execFileSync(process.execPath, [app.main], { encoding: 'utf8', timeout: 60_000 })
      const { documented } = JSON.parse(text) as Record<string, Shown>
      assert.equal(documented!.values, [12, 12])
      assert.ok(documented!.compiled, JSON.stringify(documented))
      assert.is(/binaryen|acorn/i.test(app.code), mode === 'captured')
    } finally {
      rmSync(app.folder, { recursive: true, force: true })
    }
  })
}

test.run()
