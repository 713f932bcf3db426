/** Outlining: which loops become functions, and that nothing but speed changes. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type OutlineOptions, outline } from '../../src/emit/outline.ts'
import { Builder } from '../../src/ir/build.ts'
import { printModule } from '../../src/ir/print.ts'
import type { Func, Module, Stmt, Value } from '../../src/ir/types.ts'
import { verify } from '../../src/ir/verify.ts'
import { block, func, ifOf, label, loop, moduleOf, run } from './harness.ts'

const TINY: Partial<OutlineOptions> = { smallTrips: 0, chunkTrips: 1, fuel: 1, nestFuel: 1 }

/** `s` starts at 1 and becomes `s * 3 + i` a trip; the result tells how often and for which `i` the body ran. */
function counting(
  b: Builder,
  from: Value,
  cond: (i: Value) => Value,
  step: number,
): { stmt: Stmt; hash: Value; i: Value } {
  const stmt = loop(
    b,
    [
      ['i', from],
      ['s', b.i32(1)],
    ],
    (i) => cond(i!),
    ([i, s]) => block([], [b.binary('add', i!, b.i32(step)), b.binary('add', b.binary('mul', s!, b.i32(3)), i!)]),
  )
  const [i, hash] = stmt.results
  return { stmt, hash: hash!, i: i! }
}

function countingModule(b: Builder, op: 'lt' | 'le' | 'ult' | 'ule' | 'ne', isLeft: boolean, step: number): Module {
  const [from, bound] = [b.binder('i32', 'from'), b.binder('i32', 'bound')]
  const { stmt, hash, i } = counting(b, from, (i) => (isLeft ? b.binary(op, i, bound) : b.binary(op, bound, i)), step)
  return moduleOf(
    func('f', [from, bound], ['i32'], block([stmt], [b.binary('add', b.binary('mul', hash, b.i32(7)), i)])),
  )
}

test('counted loops: every comparison and direction, at the ends of the integers', () => {
  const [MIN, MAX] = [-2147483648, 2147483647]
  const cases = [
    [
      'lt',
      true,
      1,
      [
        [0, 0],
        [0, 1],
        [0, 100],
        [5, 2],
        [MAX - 70, MAX],
        [MIN, MIN + 70],
      ],
    ],
    [
      'lt',
      true,
      65536,
      [
        [MIN, MAX - 65536],
        [MIN, 0],
        [-7, MAX - 65536],
      ],
    ],
    [
      'le',
      true,
      3,
      [
        [0, 0],
        [0, 100],
        [1, 0],
        [MIN, MIN + 99],
        [MAX - 100, MAX - 3],
      ],
    ],
    [
      'lt',
      false,
      -1,
      [
        [0, 0],
        [100, 0],
        [MIN + 70, MIN],
        [MAX, MAX - 70],
      ],
    ],
    [
      'lt',
      false,
      -65536,
      [
        [MAX, MIN + 65536],
        [0, MIN],
      ],
    ],
    [
      'le',
      false,
      -2,
      [
        [100, 0],
        [7, 7],
        [MIN + 80, MIN + 2],
      ],
    ],
    [
      'ult',
      true,
      5,
      [
        [0, 100],
        [MAX - 50, MIN + 50],
        [-200, -5],
      ],
    ],
    ['ule', false, -1, [[70, 1]]],
    [
      'ne',
      true,
      1,
      [
        [0, 100],
        [-50, 50],
        [MAX - 10, MIN + 10],
      ],
    ],
    [
      'ne',
      true,
      -1,
      [
        [100, 0],
        [MIN + 10, MAX - 10],
      ],
    ],
  ] as const
  for (const [op, isLeft, step, pairs] of cases) {
    const b = new Builder()
    const module = countingModule(b, op, isLeft, step)
    const plain = run(module, b).main
    for (const chunkTrips of [1, 2, 7, 16]) {
      const cut = outline(module, b, { chunkTrips })
      assert.is(cut.funcs.length, 2)
      verify(cut, 'legal')
      const { main } = run(module, b, {}, { outline: { chunkTrips } })
      for (const [from, bound] of pairs)
        assert.is(
          main(from, bound),
          plain(from, bound),
          `${op} ${isLeft} ${step} from ${from} to ${bound}, chunks of ${chunkTrips}`,
        )
    }
    // No counter of trips.
    assert.not.match(printModule(outline(module, b)), 'trips')
  }
})

test('counted loops whose counter is compared as i64 or f64', () => {
  for (const [convert, type] of [
    ['i32ToI64', 'i64'],
    ['i32ToF64', 'f64'],
  ] as const) {
    for (const [op, isLeft, step, pairs] of [
      [
        'lt',
        true,
        1,
        [
          [0, 100],
          [0, 0],
          [-2147483648, -2147483600],
          [2147483600, 2147483647],
          [0, 40.5],
          [5, Number.NaN],
        ],
      ],
      [
        'le',
        true,
        3,
        [
          [0, 100],
          [0, 0],
          [7, -7],
          [-5, 60.25],
        ],
      ],
      [
        'lt',
        false,
        -2,
        [
          [100, 0],
          [0, 5],
          [2147483647, 2147483560],
          [-2147483600, -2147483647],
        ],
      ],
      [
        'le',
        false,
        -1,
        [
          [100, 1],
          [3, 3],
          [50, -0.5],
        ],
      ],
    ] as const) {
      const b = new Builder()
      const [from, bound] = [b.binder('i32', 'from'), b.binder(type, 'bound')]
      const { stmt, hash, i } = counting(
        b,
        from,
        (k) => (isLeft ? b.binary(op, b.unary(convert, k), bound) : b.binary(op, bound, b.unary(convert, k))),
        step,
      )
      const module = moduleOf(
        func('f', [from, bound], ['i32'], block([stmt], [b.binary('add', b.binary('mul', hash, b.i32(7)), i)])),
      )
      assert.not.match(printModule(outline(module, b)), 'trips')
      const plain = run(module, b).main
      for (const chunkTrips of [1, 5]) {
        verify(outline(module, b, { chunkTrips }), 'legal')
        const { main } = run(module, b, {}, { outline: { chunkTrips } })
        for (const [lo, hi] of pairs) {
          const end = type === 'f64' ? hi : BigInt(Math.trunc(hi) || 0)
          assert.is(main(lo, end), plain(lo, end), `${type} ${op} ${lo} ${hi}`)
        }
      }
    }
  }
})

test('other loops get a counter of trips', () => {
  for (const [name, next] of [
    ['collatz', 3],
    ['steps that vary', 1],
  ] as const) {
    const b = new Builder()
    const n = b.binder('i32', 'n')
    const stmt = loop(
      b,
      [
        ['x', n],
        ['k', b.i32(0)],
      ],
      (x) => b.binary('ne', x!, b.i32(1)),
      ([x, k]) => {
        const odd = b.binary('eq', b.and(x!, b.i32(1)), b.i32(1))
        const triple = b.binary('add', b.binary('mul', x!, b.i32(next)), b.i32(1))
        return block([], [b.select(odd, triple, b.binary('shr', x!, b.i32(1))), b.binary('add', k!, b.i32(1))])
      },
    )
    const module = moduleOf(func('f', [n], ['i32'], block([stmt], [stmt.results[1]!])))
    const cut = outline(module, b)
    verify(cut, 'legal')
    assert.match(printModule(cut), 'trips', name)
    for (const fuel of [1, 3, 4096]) {
      const { main } = run(module, b, {}, { outline: { fuel } })
      assert.equal([1, 7, 27].map(main), [1, 7, 27].map(run(module, b).main))
    }
  }
})

test('exits to two regions, with values of their own, cross the border', () => {
  const b = new Builder()
  const [n, x] = [b.binder('i32', 'n'), b.binder('f64', 'x')]
  const [near, far] = [label('near'), label('far')]
  const stmt = loop(
    b,
    [
      ['i', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, s]) => {
      const sum = b.binary('add', s!, x)
      const overflow = ifOf(
        b.binary('lt', b.f64(100), sum),
        block([{ kind: 'exit', target: far, values: [sum, i!, b.f64(0.5)] }]),
      )
      const unlucky = ifOf(
        b.binary('eq', i!, b.i32(13)),
        block([{ kind: 'exit', target: near, values: [i!, b.f64(-1)] }]),
      )
      return block([overflow, unlucky], [b.binary('add', i!, b.i32(1)), sum])
    },
  )
  const [p, q] = [b.binder('i32'), b.binder('f64')]
  const inner: Stmt = { kind: 'region', label: near, body: block([stmt], stmt.results), results: [p, q] }
  const [u, v, w] = [b.binder('f64'), b.binder('i32'), b.binder('f64')]
  const outer: Stmt = { kind: 'region', label: far, body: block([inner], [q, p, b.f64(7)]), results: [u, v, w] }
  const total = [u, b.unary('i32ToF64', v), w].reduce((y, z) => b.binary('add', b.binary('mul', y, b.f64(1000)), z))
  const module = moduleOf(func('f', [n, x], ['f64'], block([outer], [total])))
  const expected = (k: number, y: number): number => {
    const pack = (...parts: number[]): number => parts.reduce((a, c) => a * 1000 + c)
    let s = 0
    for (let i = 0; i < k; i++) {
      if (s + y > 100) return pack(s + y, i, 0.5)
      if (i === 13) return pack(-1, 13, 7)
      s += y
    }
    return pack(s, k, 7)
  }
  for (const options of [TINY, {}, { chunkTrips: 5 }]) {
    verify(outline(module, b, options), 'legal')
    const { main } = run(module, b, {}, { outline: options })
    for (const [k, y] of [
      [0, 1],
      [5, 1],
      [30, 1],
      [30, 20],
      [6, 20],
      [3, 200],
    ] as const)
      assert.is(main(k, y), expected(k, y))
  }
})

test('what costs little is computed again, what costs much is passed', () => {
  const b = new Builder()
  const [n, x] = [b.binder('i32', 'n'), b.binder('f64', 'x')]
  const root = b.unary('sqrt', b.binary('mul', x, x))
  const twice = b.binary('add', x, x)
  const stmt = loop(
    b,
    [
      ['i', b.i32(0)],
      ['s', b.f64(0)],
    ],
    (i) => b.binary('lt', i!, n),
    ([i, s]) => {
      const term = b.binary('mul', b.binary('add', root, twice), b.unary('i32ToF64', i!))
      return block([], [b.binary('add', i!, b.i32(1)), b.binary('add', s!, term)])
    },
  )
  const cut = outline(moduleOf(func('f', [n, x], ['f64'], block([stmt], [stmt.results[1]!]))), b)
  const [, chunk] = cut.funcs as [Func, Func]
  // limit, i, s, x and the root; not n, which only the limit stands for.
  assert.is(chunk.params.length, 5)
  assert.not.match(printModule({ ...cut, funcs: [chunk] }), 'sqrt(')
})

test('small loops stay; loops within a loop of few trips are cut; so are those of functions called once', () => {
  const b = new Builder()
  const sizes = (build: (n: Value) => Stmt[], extra: readonly Func[] = []): string[] => {
    const n = b.binder('i32', 'n')
    return outline(moduleOf(func('f', [n], [], block(build(n))), ...extra), b).funcs.map((f) => f.name)
  }
  const count = (from: Value, to: Value, body: (i: Value) => Stmt[] = () => []): Stmt =>
    loop(
      b,
      [['i', from]],
      (i) => b.binary('lt', i!, to),
      ([i]) => block(body(i!), [b.binary('add', i!, b.i32(1))]),
    )
  const zero = b.i32(0)
  assert.equal(
    sizes(() => [count(zero, b.i32(64))]),
    ['f'],
  )
  assert.equal(
    sizes(() => [count(zero, b.i32(65))]),
    ['f', 'f.loop0'],
  )
  assert.equal(
    sizes((n) => [count(zero, n, () => [count(zero, n)]), count(zero, n)]),
    ['f', 'f.loop0', 'f.loop1'],
  )
  assert.equal(
    sizes((n) => [count(zero, b.i32(3), () => [count(zero, n), count(zero, n)])]),
    ['f', 'f.loop0', 'f.loop1'],
  )
  const call = (callee: string): Stmt => ({ kind: 'call', callee, args: [b.i32(100)], results: [] })
  const callee = (name: string, body: (n: Value) => Stmt[]): Func => {
    const n = b.binder('i32', 'n')
    return func(name, [n], [], block(body(n)))
  }
  const busy = callee('g', (n) => [count(zero, n)])
  assert.equal(
    sizes(() => [call('g')], [busy]),
    ['f', 'g', 'g.loop0'],
  )
  assert.equal(
    sizes((n) => [count(zero, n, () => [call('g')])], [busy]),
    ['f', 'f.loop0', 'g'],
  )
  assert.equal(
    sizes(
      () => [call('h')],
      [callee('h', (n) => [count(zero, n), ifOf(b.binary('lt', n, b.i32(5)), block([call('h')]))])],
    ),
    ['f', 'h'],
  )
})

test.run()
