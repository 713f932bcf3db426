/** Nested functions that call themselves or each other, and what they see around them. */
import { f64, table } from './table.ts'
import { each } from './values.ts'

table('recursion: nested functions that call themselves', [
  {
    name: 'a declaration',
    source: '(n) => { function f(k) { return k <= 1 ? 1 : k * f(k - 1) } return f(n) }',
    args: each([0, 1, 5, 10]),
  },
  {
    name: 'a named expression',
    source: '(n) => { const f = function g(k) { return k < 2 ? k : g(k - 1) + g(k - 2) }; return f(n) }',
    args: each([0, 1, 5, 10]),
  },
  {
    name: 'each other',
    source:
      '(n) => { function even(k) { return k === 0 ? true : odd(k - 1) } function odd(k) { return k === 0 ? false : even(k - 1) } return even(n) }',
    args: each([0, 5, 6]),
  },
  {
    name: 'with outer variables, as they are at each call',
    source:
      '(n) => { let w = 1; const h = (k) => k * w; const f = (k) => (k > 0 ? h(k) + f(k - 1) : w); w = 2; const a = f(n); w = 3; return a * 100 + f(n) }',
    args: each([0, 1, 4]),
  },
  {
    name: 'with variables of a function that is entered again meanwhile',
    source:
      '(n) => { const f = (k, t) => { const g = (m) => { if (m <= 0) return k > 0 ? f(k - 1, t + 1) + k : 0; return g(m - 1) + k * 10 + t }; return g(2) }; return f(n, 1) }',
    args: each([0, 1, 4]),
  },
  {
    name: 'writing arrays',
    source:
      '(a) => { const sort = (lo, hi) => { if (lo >= hi) return; const p = a[(lo + hi) >> 1]; let i = lo; let j = hi; while (i <= j) { while (a[i] < p) i++; while (a[j] > p) j--; if (i <= j) { [a[i], a[j]] = [a[j], a[i]]; i++; j-- } } sort(lo, j); sort(i, hi) }; sort(0, a.length - 1); return a }',
    args: [[f64(3, 1, 2, 9, -5, 0, 7)], [f64()], [[5, 4, 3, 1]]],
  },
  {
    name: 'with missing arguments',
    source:
      '(n) => { const w = 7; const f = (k, t) => (k > 0 ? f(k - 1, t === undefined ? w : t + k) : t); return f(n) }',
    args: each([0, 1, 4]),
  },
  {
    name: 'in a loop',
    source:
      '(n) => { let s = 0; for (let i = 0; i < n; i++) { const f = (k) => (k > 0 ? i + f(k - 1) : 0); s += f(i) } return s }',
    args: each([0, 1, 5]),
  },
  {
    name: 'with literals around it',
    source:
      '(n) => { const c = [1, 2, 3]; const o = { x: 5 }; const f = (k) => (k > 0 ? c[k % 3] + f(k - 1) : o.x); return f(n) }',
    args: each([0, 1, 5]),
  },
  {
    name: 'in a function of env that calls itself',
    source: '(n) => f(n) + f(n + 1)',
    functions: {
      f: 'function f(n) { const g = (k) => (k > 0 ? n + g(k - 1) : 0); return n > 0 ? g(n) + f(n - 1) : 0 }',
    },
    args: each([0, 1, 4]),
  },
  {
    name: 'changing an outer variable',
    source: '(n) => { let c = 0; const f = (k) => { c++; if (k > 0) f(k - 1) }; f(n); return c }',
    args: each([0, 4]),
    expectFallback: 'recursive-closure',
  },
  {
    name: 'changing an element of an outer literal',
    source: '(n) => { const c = [0]; const f = (k) => { c[0] += k; if (k > 0) f(k - 1) }; f(n); return c[0] }',
    args: each([0, 4]),
    mayRefuse: true,
  },
  {
    name: 'functions of env in a circle, one of which returns only through the other',
    source: '(n) => f(n)',
    functions: { f: '(k) => g(2, k) + 1', g: '(m, k) => (m > 0 ? k + g(m - 1, k) : k > 0 ? f(k - 1) : 0)' },
    args: each([0, 1, 4]),
  },
])
