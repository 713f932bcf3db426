/** The bytes by themselves: exports, imports, the section, the calling convention, the allocator. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileModule, type PrecompiledModule } from '../../src/precompiled/compile-module.ts'
import { declarationFile } from '../../src/precompiled/files.ts'

const test = suite('precompiled: module')

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly alloc: (bytes: number) => number
  readonly free: (address: number) => void
  readonly limit: WebAssembly.Global
  readonly [kernel: string]: any
}

const instance = ({ bytes }: PrecompiledModule, host: WebAssembly.ModuleImports = {}): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), { host }).exports as never

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i] * b[i]
  return s
}
const signatures = { dot: ['(f64[], f64[])', '(f32[], f32[])'] }

test('exports are named after the kernels; nothing is imported that is not needed', () => {
  const module = compileModule({ dot }, { signatures })
  const compiled = new WebAssembly.Module(module.bytes as BufferSource)
  assert.equal(WebAssembly.Module.imports(compiled), [])
  const names = WebAssembly.Module.exports(compiled).map(({ name }) => name)
  assert.equal(names.sort(), ['alloc', 'dot', 'dot(f32[], f32[])', 'free', 'limit', 'memory'])
})

test('called by hand', () => {
  const module = compileModule({ dot }, { signatures })
  const { memory, alloc, dot: compiled, ...others } = instance(module)
  const n = 10_000
  const [a, b] = [alloc(8 * n), alloc(8 * n)]
  const views = [a, b].map((address) => new Float64Array(memory.buffer, address, n))
  for (let i = 0; i < n; i++) [views[0][i], views[1][i]] = [i / 7, 1 / (i + 1)]
  assert.is(compiled(a, n, b, n), dot(views[0], views[1]))
  const floats = new Float32Array(memory.buffer, a, 3)
  floats.set([1, 2, 3])
  assert.is(others['dot(f32[], f32[])'](a, 3, a, 3), 14)
})

test('the section describes every signature', () => {
  const module = compileModule({ dot }, { signatures })
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(module.bytes as BufferSource), 'tightloop')
  const description = JSON.parse(new TextDecoder().decode(section))
  assert.equal(description, JSON.parse(JSON.stringify(module.description)))
  assert.is(description.format, 2)
  const [{ name, variants }] = description.kernels
  assert.is(name, 'dot')
  assert.equal(
    variants.map((each: Record<string, unknown>) => [each.export, each.signature, each.result]),
    [
      ['dot', '(f64[], f64[])', 'f64'],
      ['dot(f32[], f32[])', '(f32[], f32[])', 'f64'],
    ],
  )
})

test('an f64 where an int32 is wanted is compiled for both', () => {
  const sum = (n: number) => {
    let s = 0
    for (let i = 0; i < n; i++) s += i
    return s
  }
  const module = compileModule({ sum }, { signatures: { sum: '(f64) -> f64' } })
  const found = module.kernels[0].variants.map(({ signature }) => signature)
  assert.equal(found, ['(i32)', '(f64)'])
})

test('kernels keep their errors apart', () => {
  const make = (text: string) =>
    new Function('a', `for (let i = 0; i < a.length; i++) if (a[i] < 0) throw new RangeError('${text}')`)
  const [first, second] = ['first', 'second'].map((text) => make(text) as never)
  const module = compileModule({ first, second }, { signatures: { first: '(f64[])', second: '(f64[])' } })
  const thrown: number[] = []
  const exports = instance(module, {
    throw: (index: number) => {
      thrown.push(index)
      throw new Error('thrown')
    },
  })
  const a = exports.alloc(8)
  new Float64Array(exports.memory.buffer, a, 1)[0] = -1
  for (const name of ['first', 'second', 'first']) assert.throws(() => exports[name](a, 1), /thrown/)
  assert.equal(
    thrown.map((index) => module.description.throws[index].message.join('')),
    ['first', 'second', 'first'],
  )
})

test('the allocator gives blocks that do not overlap, takes them back, and knows its limit', () => {
  const { memory, alloc, free, limit } = instance(compileModule({ dot }, { signatures }))
  let state = 12345
  const random = (n: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const blocks = new Map<number, number>()
  for (let i = 0; i < 3000; i++) {
    if (blocks.size > 0 && random(5) < 2) {
      const address = [...blocks.keys()][random(blocks.size)]
      const bytes = new Uint8Array(memory.buffer, address, blocks.get(address)!)
      assert.ok(bytes.every((byte) => byte === (address >>> 6) % 251))
      free(address)
      blocks.delete(address)
      continue
    }
    const size = random(random(4) === 0 ? 100_000 : 300)
    const address = alloc(size)
    assert.ok(address >= 65536 && address % 64 === 0)
    for (const [other, length] of blocks) assert.ok(address + size <= other || other + length <= address, 'overlap')
    new Uint8Array(memory.buffer, address, size).fill((address >>> 6) % 251)
    blocks.set(address, size)
  }
  for (const address of blocks.keys()) free(address)
  free(0)
  // Everything is one block again: the largest that there can be fits without growth.
  const pages = memory.buffer.byteLength / 65536
  const whole = alloc((pages - 1) * 65536 - 1024)
  assert.is(memory.buffer.byteLength / 65536, pages)
  free(whole)
  limit.value = pages
  assert.is(alloc(pages * 65536), 0)
  assert.is(alloc(2 ** 32 - 1), 0)
  assert.is.not(alloc(1000), 0)
})

test('what cannot be', () => {
  const signature = { signatures: { dot: '(f64[], f64[])' } }
  assert.throws(() => compileModule({ dot }, { signatures: { dot: '(f64[' } }), /expected/)
  assert.throws(() => compileModule({}, signature), /dot has signatures and is no function/)
  assert.throws(
    () => compileModule({ alloc: dot }, { signatures: { alloc: '(f64[], f64[])' } }),
    /exports alloc itself/,
  )
  assert.throws(() => compileModule({ dot }, { signatures: { dot: '(f64[], f64[]) -> i32' } }), /returns f64, not i32/)
  const text = (a: number) => `${a}`
  assert.throws(() => compileModule({ text }, { signatures: { text: '(f64)' } }), /text is not compiled/)
  const refusals: string[] = []
  const onRefusal = ({ kernel, signature: refused }: { kernel: string; signature: string }) =>
    refusals.push(kernel + refused)
  const module = compileModule({ text }, { signatures: { text: '(f64)' }, onRefusal })
  assert.equal(refusals, ['text(f64)'])
  assert.equal(module.kernels[0].variants, [])
})

test('declarations', () => {
  const points = (p: { x: number; v: Float64Array }, rows: number[][], flag: boolean, big: bigint) => {
    let s = flag ? p.x : Number(big)
    for (let i = 0; i < rows.length; i++) s += rows[i][0] + p.v[0]
    return s
  }
  const module = compileModule(
    { dot, points },
    { signatures: { ...signatures, points: '({x: f64, v: f64[]}, number[][], bool, i64)' } },
  )
  const text = declarationFile(module)
  assert.match(text, '(a: Float64Array, b: Float64Array): number\n  (a: Float32Array, b: Float32Array): number')
  assert.match(text, '(p: { "x": number; "v": Float64Array }, rows: number[][], flag: boolean, big: bigint): number')
  assert.match(text, 'export { k0 as dot }')
})

test.run()
