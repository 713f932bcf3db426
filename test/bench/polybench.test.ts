/**
 * Each PolyBench kernel against what it is meant to compute, by another road: the equation its result must solve, matrix
 * products written differently, or a stencil out of place. Finds slips of transcription, not of the compiler.
 */
import { runInThisContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Benchmark, Size, TypedArrayClass } from '../../bench/kernels/benchmark.ts'
import { polybench } from '../../bench/kernels/polybench/index.ts'

type Numbers = ArrayLike<number>
type Matrix = number[][]

const isArray = (value: unknown): value is Float64Array => ArrayBuffer.isView(value)

function fresh(benchmark: Benchmark, size: Size = 'quick', made: unknown[] = []): any[] {
  const make = <T extends TypedArrayClass>(cls: T, length: number): InstanceType<T> => {
    const array = new cls(length) as InstanceType<T>
    made.push(array)
    return array
  }
  return benchmark.setup(make, size)
}

/** Runs a kernel at quick size; `before` and `after` are its arguments. */
function run(name: string, change: (args: any[]) => void = () => {}): { before: any[]; after: any[] } {
  const benchmark = polybench.find((candidate) => candidate.name === name)
  if (!benchmark) throw new Error(`no benchmark ${name}`)
  const before = fresh(benchmark)
  const after = fresh(benchmark)
  change(before)
  change(after)
  benchmark.kernel(...after)
  return { before, after }
}

const table = (rows: number, columns: number, element: (i: number, j: number) => number): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => element(i, j)))
const matrix = (flat: Numbers, rows: number, columns: number): Matrix =>
  table(rows, columns, (i, j) => flat[i * columns + j])
const column = (vector: Numbers): Matrix => Array.from(vector, (value) => [value])
const transpose = (A: Matrix): Matrix => A[0].map((_, j) => A.map((row) => row[j]))
const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
const times = (A: Matrix, B: Matrix): Matrix => {
  const columns = transpose(B)
  return A.map((row) => columns.map((other) => dot(row, other)))
}
const plus = (a: number, A: Matrix, b: number, B: Matrix): Matrix =>
  A.map((row, i) => row.map((value, j) => a * value + b * B[i][j]))

/** Largest difference, relative to the largest expected magnitude, is below `tolerance`. */
function close(actual: Numbers | Matrix, expected: Numbers | Matrix, tolerance = 1e-12): void {
  const flat = (values: Numbers | Matrix): number[] => Array.from(values as number[]).flat()
  const [got, want] = [flat(actual), flat(expected)]
  assert.is(got.length, want.length)
  const scale = want.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  let worst = 0
  for (let i = 0; i < got.length; i++) worst = Math.max(worst, Math.abs(got[i] - want[i]))
  assert.ok(scale > 0, 'nothing to compare')
  assert.ok(worst <= tolerance * scale, `off by ${worst} at scale ${scale}`)
}

const lower = (A: Matrix): Matrix => A.map((row, i) => row.map((value, j) => (j <= i ? value : 0)))
const strictlyUpper = (A: Matrix): Matrix => A.map((row, i) => row.map((value, j) => (j > i ? value : 0)))

test('the suite is complete', () => {
  const names =
    '2mm 3mm adi atax bicg cholesky correlation covariance deriche doitgen durbin fdtd-2d floyd-warshall gemm gemver ' +
    'gesummv gramschmidt heat-3d jacobi-1d jacobi-2d lu ludcmp mvt nussinov seidel-2d symm syr2k syrk trisolv trmm'
  assert.equal(
    polybench.map((benchmark) => benchmark.name),
    names.split(' '),
  )
})

for (const benchmark of polybench) {
  test(`${benchmark.name}: arrays come from the caller, data are repeatable, results finite`, () => {
    for (const size of ['quick', 'full'] as const) {
      const made: unknown[] = []
      const args = fresh(benchmark, size, made)
      assert.equal(new Set(args.filter(isArray)), new Set(made))
      assert.is(args.length, benchmark.kernel.length)
      assert.equal(args, fresh(benchmark, size))
      benchmark.kernel(...args)
      assert.ok(args.filter(isArray).every((array) => array.every(Number.isFinite)))
    }
  })

  test(`${benchmark.name}: needs nothing but its arguments, and a second call does the same`, () => {
    const alone = runInThisContext(`(${benchmark.kernel})`)
    const [args, again] = [fresh(benchmark), fresh(benchmark)]
    benchmark.kernel(...args)
    alone(...again)
    assert.equal(again, args)
    if (!benchmark.restore) benchmark.kernel(...again)
    assert.equal(again, args)
  })
}

test('gemm', () => {
  const { before, after } = run('gemm')
  const [ni, nj, nk, alpha, beta, C, A, B] = before
  const product = times(matrix(A, ni, nk), matrix(B, nk, nj))
  close(after[5], plus(alpha, product, beta, matrix(C, ni, nj)))
})

test('2mm', () => {
  const { before, after } = run('2mm')
  const [ni, nj, nk, nl, alpha, beta, , A, B, C, D] = before
  const product = times(matrix(A, ni, nk), times(matrix(B, nk, nj), matrix(C, nj, nl)))
  close(after[10], plus(alpha, product, beta, matrix(D, ni, nl)))
})

test('3mm', () => {
  const [ni, nj, nk, nl, nm, , A, B, , C, D, G] = run('3mm').after
  const right = times(matrix(B, nk, nj), times(matrix(C, nj, nm), matrix(D, nm, nl)))
  close(G, times(matrix(A, ni, nk), right))
})

test('atax', () => {
  const [m, n, A, x, y] = run('atax').after
  const rows = matrix(A, m, n)
  close(y, times(transpose(rows), times(rows, column(x))))
})

test('bicg', () => {
  const [m, n, A, s, q, p, r] = run('bicg').after
  const rows = matrix(A, n, m)
  close(s, times(transpose(rows), column(r)))
  close(q, times(rows, column(p)))
})

test('mvt', () => {
  const { before, after } = run('mvt')
  const [n, x1, x2, y1, y2, A] = before
  close(after[1], plus(1, column(x1), 1, times(matrix(A, n, n), column(y1))))
  close(after[2], plus(1, column(x2), 1, times(transpose(matrix(A, n, n)), column(y2))))
})

test('gemver', () => {
  const { before, after } = run('gemver')
  const [n, alpha, beta, A, u1, v1, u2, v2, , , y, z] = before
  const outer = plus(1, times(column(u1), [[...v1]]), 1, times(column(u2), [[...v2]]))
  const updated = plus(1, matrix(A, n, n), 1, outer)
  const x = plus(beta, times(transpose(updated), column(y)), 1, column(z))
  close(after[3], updated)
  close(after[9], x)
  close(
    after[8],
    times(updated, x).map(([value]) => [alpha * value]),
  )
})

test('gesummv', () => {
  const [n, alpha, beta, A, B, , x, y] = run('gesummv').after
  close(y, times(plus(alpha, matrix(A, n, n), beta, matrix(B, n, n)), column(x)))
})

test('symm', () => {
  const { before, after } = run('symm')
  const [m, n, alpha, beta, C, A, B] = before
  const symmetric = table(m, m, (i, j) => A[Math.max(i, j) * m + Math.min(i, j)])
  close(after[4], plus(alpha, times(symmetric, matrix(B, m, n)), beta, matrix(C, m, n)))
})

test('syrk and syr2k', () => {
  for (const name of ['syrk', 'syr2k']) {
    const { before, after } = run(name)
    const [n, m, alpha, beta, C, A, B] = before
    const [a, c] = [matrix(A, n, m), matrix(C, n, n)]
    const half = times(a, transpose(B ? matrix(B, n, m) : a))
    const product = B ? plus(1, half, 1, transpose(half)) : half
    const result = matrix(after[4], n, n)
    close(lower(result), lower(plus(alpha, product, beta, c)))
    assert.equal(strictlyUpper(result), strictlyUpper(c))
  }
})

test('trmm', () => {
  const { before, after } = run('trmm')
  const [m, n, alpha, A, B] = before
  const product = times(transpose(lower(matrix(A, m, m))), matrix(B, m, n))
  close(after[4], plus(alpha, product, 0, product))
})

test('doitgen', () => {
  const { before, after } = run('doitgen')
  const [nr, nq, np, A, C4] = before
  close(after[3], times(matrix(A, nr * nq, np), matrix(C4, np, np)))
})

test('cholesky', () => {
  const { before, after } = run('cholesky')
  const n = before[0]
  const factor = lower(matrix(after[1], n, n))
  close(times(factor, transpose(factor)), matrix(before[1], n, n))
  assert.equal(strictlyUpper(matrix(after[1], n, n)), strictlyUpper(matrix(before[1], n, n)))
})

test('lu', () => {
  const { before, after } = run('lu')
  const [n, A] = after
  const left = table(n, n, (i, j) => (j < i ? A[i * n + j] : j === i ? 1 : 0))
  const right = table(n, n, (i, j) => (j >= i ? A[i * n + j] : 0))
  close(times(left, right), matrix(before[1], n, n))
})

test('ludcmp', () => {
  const { before, after } = run('ludcmp')
  const [n, A, b] = before
  close(times(matrix(A, n, n), column(after[3])), b)
})

test('trisolv', () => {
  const [n, L, x, b] = run('trisolv').after
  close(times(lower(matrix(L, n, n)), column(x)), b)
})

test('durbin', () => {
  // the suite's matrix is far from definite, where the recursion loses half its digits
  const [n, r, y] = run('durbin').after
  const toeplitz = table(n, n, (i, j) => (i === j ? 1 : r[Math.abs(i - j) - 1]))
  close(
    times(toeplitz, column(y)),
    r.map((value: number) => -value),
    1e-6,
  )
})

test('gramschmidt', () => {
  const { before, after } = run('gramschmidt')
  const [m, n, , R, Q] = after
  const [q, r] = [matrix(Q, m, n), matrix(R, n, n)]
  close(times(q, r), matrix(before[2], m, n))
  close(
    times(transpose(q), q),
    table(n, n, (i, j) => (i === j ? 1 : 0)),
    1e-9,
  )
  assert.ok(r.every((row, i) => row[i] > 0 && row.slice(0, i).every((value) => value === 0)))
})

test('correlation and covariance', () => {
  for (const name of ['correlation', 'covariance']) {
    const { before, after } = run(name)
    const [m, n, , data] = before
    const centred = transpose(matrix(data, n, m)).map((values) => {
      const mean =
        dot(
          values,
          values.map(() => 1),
        ) / n
      return values.map((value) => value - mean)
    })
    const norm = (i: number): number => Math.sqrt(dot(centred[i], centred[i]))
    const divisor = (i: number, j: number): number => (name === 'covariance' ? n - 1 : norm(i) * norm(j))
    close(
      after[4],
      table(m, m, (i, j) => dot(centred[i], centred[j]) / divisor(i, j)),
    )
  }
})

test('adi solves both tridiagonal systems', () => {
  const single = run('adi', (args) => {
    args[0] = 1
  })
  const { after } = run('adi')
  const [tsteps, n] = after
  const inside = (element: (i: number, j: number) => number): Matrix =>
    table(n - 2, n - 2, (i, j) => element(i + 1, j + 1))
  const at =
    (flat: Numbers) =>
    (i: number, j: number): number =>
      flat[i * n + j]
  const check = (steps: number, from: Numbers | undefined, v: Numbers, u: Numbers): void => {
    const [a, d] = [(-n * n) / steps, (-n * n) / steps / 2]
    const solve = (outer: number, w: (i: number, j: number) => number, i: number, j: number): number =>
      outer * (w(i, j - 1) + w(i, j + 1)) + (1 - 2 * outer) * w(i, j)
    const explicit = (outer: number, w: (i: number, j: number) => number, i: number, j: number): number =>
      -outer * (w(i, j - 1) + w(i, j + 1)) + (1 + 2 * outer) * w(i, j)
    const [vAcross, uAcross] = [at(v), at(u)]
    close(
      inside((i, j) => solve(d, uAcross, i, j)),
      inside((i, j) => explicit(a, (p, q) => vAcross(q, p), j, i)),
      1e-9,
    )
    if (from === undefined) return
    const before = at(from)
    close(
      inside((i, j) => solve(a, (p, q) => vAcross(q, p), j, i)),
      inside((i, j) => explicit(d, before, i, j)),
      1e-9,
    )
  }
  check(1, single.before[2], single.after[3], single.after[2])
  check(tsteps, undefined, after[3], after[2])
})

test('fdtd-2d', () => {
  const { before, after } = run('fdtd-2d')
  const [tmax, nx, ny, ...fields] = before
  const fict = fields.pop()
  let [ex, ey, hz] = fields.map((field) => matrix(field, nx, ny))
  for (let t = 0; t < tmax; t++) {
    ey = table(nx, ny, (i, j) => (i === 0 ? fict[t] : ey[i][j] - (hz[i][j] - hz[i - 1][j]) / 2))
    ex = table(nx, ny, (i, j) => (j === 0 ? ex[i][j] : ex[i][j] - (hz[i][j] - hz[i][j - 1]) / 2))
    const curl = (i: number, j: number): number => ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]
    hz = table(nx, ny, (i, j) => (i < nx - 1 && j < ny - 1 ? hz[i][j] - 0.7 * curl(i, j) : hz[i][j]))
  }
  close(after[3], ex)
  close(after[4], ey)
  close(after[5], hz)
})

/** Applies a stencil out of place: points on the border of the target keep their value. */
function sweep(source: Matrix, target: Matrix, weights: Matrix): Matrix {
  const reach = (weights.length - 1) / 2
  const border = (index: number, length: number, radius: number): boolean => index < radius || index >= length - radius
  return target.map((row, i) =>
    row.map((kept, j) => {
      if (border(i, target.length, reach) || border(j, row.length, 1)) return kept
      return dot(
        weights.flatMap((line, y) => line.map((_, x) => source[i + y - reach][j + x - 1])),
        weights.flat(),
      )
    }),
  )
}

test('jacobi-1d and jacobi-2d', () => {
  const shapes = [
    { name: 'jacobi-1d', rows: () => 1, weights: [[0.33333, 0.33333, 0.33333]] },
    {
      name: 'jacobi-2d',
      rows: (n: number) => n,
      weights: [
        [0, 0.2, 0],
        [0.2, 0.2, 0.2],
        [0, 0.2, 0],
      ],
    },
  ]
  for (const { name, rows, weights } of shapes) {
    const { before, after } = run(name)
    const [tsteps, n] = before
    let [A, B] = before.slice(2).map((flat) => matrix(flat, rows(n), n))
    for (let t = 0; t < tsteps; t++) {
      B = sweep(A, B, weights)
      A = sweep(B, A, weights)
    }
    close(after[2], A)
    close(after[3], B)
  }
})

test('heat-3d', () => {
  const { before, after } = run('heat-3d')
  const [tsteps, n] = before
  const step = (source: number[], target: number[]): number[] =>
    target.map((kept, index) => {
      const place = [Math.floor(index / (n * n)), Math.floor(index / n) % n, index % n]
      if (place.some((coordinate) => coordinate === 0 || coordinate === n - 1)) return kept
      const around = [n * n, n, 1].map((stride) => source[index - stride] + source[index + stride])
      return 0.25 * source[index] + 0.125 * (around[0] + around[1] + around[2])
    })
  let [A, B] = [Array.from<number>(before[2]), Array.from<number>(before[3])]
  for (let t = 0; t < tsteps; t++) {
    B = step(A, B)
    A = step(B, A)
  }
  close(after[2], A)
  close(after[3], B)
})

test('seidel-2d', () => {
  const { before, after } = run('seidel-2d')
  const [tsteps, n] = before
  const grid = matrix(before[2], n, n)
  const window = [-1, 0, 1]
  for (let t = 0; t < tsteps; t++) {
    for (let cell = 0; cell < (n - 2) ** 2; cell++) {
      const [i, j] = [1 + Math.floor(cell / (n - 2)), 1 + (cell % (n - 2))]
      grid[i][j] = dot(
        window.flatMap((y) => window.map((x) => grid[i + y][j + x])),
        Array(9).fill(1 / 9),
      )
    }
  }
  close(after[2], grid)
})

test('floyd-warshall', () => {
  const { before, after } = run('floyd-warshall')
  const n = before[0]
  let path = matrix(before[1], n, n)
  for (let changed = true; changed; ) {
    const columns = transpose(path)
    const better = path.map((row, i) =>
      row.map((length, j) => row.reduce((best, first, k) => Math.min(best, first + columns[j][k]), length)),
    )
    changed = better.some((row, i) => row.some((length, j) => length !== path[i][j]))
    path = better
  }
  assert.equal(Array.from(after[1]), path.flat())
})

test('nussinov', () => {
  const [n, seq, result] = run('nussinov').after
  const known = new Map<number, number>()
  const pairs = (i: number, j: number): number => {
    if (i >= j) return 0
    const seen = known.get(i * n + j)
    if (seen !== undefined) return seen
    let best = pairs(i + 1, j - 1) + (i + 1 < j && seq[i] + seq[j] === 3 ? 1 : 0)
    for (let k = i; k < j; k++) best = Math.max(best, pairs(i, k) + pairs(k + 1, j))
    known.set(i * n + j, best)
    return best
  }
  assert.equal(matrix(result, n, n), table(n, n, pairs))
  assert.ok(pairs(0, n - 1) > n / 4)
})

test('deriche', () => {
  const [w, h, alpha, input, output] = run('deriche').after
  const decay = Math.exp(-alpha)
  const gain = (1 - decay) ** 2 / (1 + 2 * alpha * decay - Math.exp(2 * alpha))
  const forward = [gain, gain * decay * (alpha - 1), 0]
  const backward = [0, gain * decay * (alpha + 1), -gain * decay ** 2]
  const filter = (x: number[], taps: number[]): number[] => {
    const y: number[] = []
    x.forEach((_, i) => {
      const past = (values: number[], back: number): number => values[i - back] ?? 0
      const recursive = 2 ** -alpha * past(y, 1) - decay ** 2 * past(y, 2)
      y.push(taps.reduce((sum, tap, back) => sum + tap * past(x, back), recursive))
    })
    return y
  }
  const bothWays = (line: number[]): number[] => {
    const back = filter([...line].reverse(), backward).reverse()
    return filter(line, forward).map((value, i) => value + back[i])
  }
  const rows = matrix(input, w, h).map(bothWays)
  close(output, transpose(transpose(rows).map(bothWays)), 1e-5)
})

test.run()
