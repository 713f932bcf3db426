/** Constants of env: compiled in while few kernels differ in them, passed with each call from then on. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alloc, jit, type Kernel } from '../../src/index.ts'
import { MAXIMUM_VARIANTS } from '../../src/runtime/family.ts'
import { functionsFromText } from '../differential/text.ts'
import type { AnyFunction } from '../differential.ts'

const test = suite('families')

interface Family {
  readonly kernel: string
  readonly env: (k: number) => Record<string, unknown>
  /** Plain functions that the kernel calls. */
  readonly functions?: Record<string, string>
  readonly args: () => unknown[]
}

function make({ kernel, env, functions }: Family, k: number): Kernel<AnyFunction> {
  const made = functionsFromText(kernel, env(k), functions)
  return jit(made.kernel, { env: made.env, tier: 'compiled' })
}

function call(kernel: Kernel<AnyFunction>, { args }: Family): void {
  const [own, plain] = [args(), args()]
  assert.is(kernel(...own), kernel.original(...plain))
  assert.equal(own, plain)
}

/** Calls of as many kernels of the family, in turns; returns how often was compiled. */
function run(family: Family, count: number): number {
  const kernels = Array.from({ length: count }, (_, k) => make(family, k))
  for (const round of [1, 2, 3]) {
    for (const kernel of kernels) {
      call(kernel, family)
      assert.is(kernel.stats.compiled, round, String(kernel.explain()))
    }
  }
  return kernels.reduce((sum, { stats }) => sum + stats.compilations, 0)
}

test('from the 17th kernel on, numbers are passed: as integers where they are', () => {
  const family: Family = {
    kernel: 'x => { let scaled = 0; for (let i = 0; i < k; i++) scaled += x[i] * k; return scaled }',
    env: (k) => ({ k }),
    args: () => [Float64Array.from({ length: 50 }, (_, i) => i / 7)],
  }
  assert.is(run(family, 24), MAXIMUM_VARIANTS + 1)
  const later = make(family, 41)
  call(later, family)
  assert.is(later.stats.compilations, 0)
  assert.match(later.inspectTypes(), 'i: i32')
  const fraction = make(family, 41.5)
  call(fraction, family)
  assert.is(fraction.stats.compilations, 1)
})

test('many constants that are integers or not end in one program', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const family: Family = {
    kernel: `x => x[0] * (${names.join(' + 3 * ')}) + x.length`,
    env: (k) => Object.fromEntries(names.map((name, i) => [name, k + ((k >> i) & 1) / 2])),
    args: () => [Float64Array.of(0.1, 2)],
  }
  assert.is(run(family, 64), 2 * MAXIMUM_VARIANTS + 1)
})

test('in called functions too, also in recursive ones; beside env arrays', () => {
  const table = Float64Array.of(3, 1, 4, 1, 5)
  const resident = alloc(Float64Array, [2, 7, 1])
  const family: Family = {
    kernel: '(x, n) => { x[0] = scale(x[1]) - k; return steps(n) + x[0] * half }',
    env: (k) => ({ k: k / 2, half: -0, table, resident }),
    functions: { scale: 'y => y * k + table[2]', steps: 'n => n < 1 ? k : steps(n - 1) + resident[1]' },
    args: () => [Float64Array.of(1, 2, 3), 4],
  }
  assert.is(run(family, 24), MAXIMUM_VARIANTS + 2)
})

test('bigints of 64 bits are passed; booleans stay constants', () => {
  const family: Family = {
    kernel: 'seed => flag ? BigInt.asUintN(64, (seed ^ salt) * prime) : 0n',
    env: (k) => ({ salt: BigInt(k) << 57n, prime: 1099511628211n, flag: true }),
    args: () => [14695981039346656037n],
  }
  assert.is(run(family, 24), MAXIMUM_VARIANTS + 1)
})

test('resident arguments and scalars: two kernels of one program keep their own constants', () => {
  const family: Family = {
    kernel: '(x, q) => { for (let i = 0; i < x.length; i++) x[i] += q * k; return x[3] }',
    env: (k) => ({ k }),
    args: () => [alloc(Float64Array, [1, 2, 3, 4]), 2],
  }
  run(family, MAXIMUM_VARIANTS + 1)
  const [one, other] = [make(family, 100), make(family, 1000)]
  const x = alloc(Float64Array, 4)
  for (let i = 1; i <= 5; i++) {
    assert.is(one(x, 1), 100 * i + 1000 * (i - 1))
    assert.is(other(x, 1), 1100 * i)
  }
  assert.is(one.stats.compilations + other.stats.compilations, 0)
})

test('equal constants share one program however many kernels there are', () => {
  const family: Family = { kernel: 'x => x[0] - 2 * k', env: () => ({ k: 7 }), args: () => [Float64Array.of(5)] }
  assert.is(run(family, 100), 1)
})

test.run()
