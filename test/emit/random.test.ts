/** Random modules: the emitted code does what the interpreter does, results and memory. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Bug } from '../../src/diagnostics.ts'
import type { EmitOptions } from '../../src/emit/emit.ts'
import { legalize } from '../../src/emit/legalize.ts'
import { outline } from '../../src/emit/outline.ts'
import { Builder } from '../../src/ir/build.ts'
import { interpret } from '../../src/ir/interpret.ts'
import { printModule } from '../../src/ir/print.ts'
import type { Module } from '../../src/ir/types.ts'
import { verify } from '../../src/ir/verify.ts'
import { heap, run } from './harness.ts'
import { MEMORY_BYTES, RandomModule } from './random.ts'

const host = {
  call: (): never => {
    throw new Bug('no host')
  },
  throw: (): never => {
    throw new Bug('no host')
  },
  allocate: (): never => {
    throw new Bug('no host')
  },
}

const ARGS = [
  [0.75, 3, -2, 1e10],
  [Number.NaN, 0, 6, -0],
] as const
/** Several chunks also of loops that make a few trips. */
const TINY_CHUNKS = { smallTrips: 0, chunkTrips: 2, fuel: 2, nestFuel: 1 }
const MODULES = Number(process.env.EMIT_MODULES ?? 400)
const FIRST_SEED = Number(process.env.EMIT_SEED ?? 1)

/** Small numbers as f64, so that any reinterpretation of the bytes is finite and NaN payloads do not arise by chance. */
function fill(bytes: Uint8Array): void {
  for (let i = heap(); i < MEMORY_BYTES; i++) bytes[i] = (i * 37 + (i >> 8)) & 0x3f
}

function check(seed: number): void {
  const b = new Builder()
  const module = new RandomModule(b, seed).module()
  verify(module, 'legal')
  verify(legalize(module, b), 'legal')
  verify(outline(module, b, TINY_CHUNKS), 'legal')
  agrees(seed, module, b, false)
  agrees(seed, module, b, TINY_CHUNKS)
}

function agrees(seed: number, module: Module, b: Builder, outline: EmitOptions['outline']): void {
  const { main, u8, emitted } = run(module, b, { memory }, { outline })
  for (const args of ARGS) {
    const expected = new Uint8Array(MEMORY_BYTES)
    fill(expected)
    fill(u8)
    const [result] = interpret(module, expected.buffer, args, host)
    const actual = main(...args)
    const explain = () => `seed ${seed}, args ${args}\n${printModule(module)}\n${emitted.wat()}`
    if (!Object.is(actual, result)) assert.unreachable(`${actual}, not ${result}: ${explain()}`)
    for (let i = heap(); i < MEMORY_BYTES; i++) {
      if (u8[i] !== expected[i] && !bothNaN(expected, u8, i))
        assert.unreachable(`byte ${i - heap()}: ${u8[i]}, not ${expected[i]}: ${explain()}`)
    }
  }
}

/** The bits of a NaN are free. */
function bothNaN(p: Uint8Array, q: Uint8Array, at: number): boolean {
  const isNaNAt = (bytes: Uint8Array, size: 4 | 8): boolean => {
    const start = at - (at % size)
    const view = new DataView(bytes.buffer, start, size)
    return Number.isNaN(size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true))
  }
  return (isNaNAt(p, 8) && isNaNAt(q, 8)) || (isNaNAt(p, 4) && isNaNAt(q, 4))
}

const memory = new WebAssembly.Memory({ initial: 64, maximum: 1024, shared: true })

test(`${MODULES} random modules from seed ${FIRST_SEED}`, () => {
  for (let i = 0; i < MODULES; i++) check(FIRST_SEED + i)
})

test.run()
