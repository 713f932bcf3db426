/** Loops of every form and direction, switch, labels, early returns, what the loop variable is afterwards. */
import { f64, i32, table } from './table.ts'
import { each, few, pairs } from './values.ts'

const bounds = [0, -0, 1, 2, 3, 5, 2.5, -1, -2.5, 0.1, NaN, 17, 33]

table('control: for loops', [
  {
    name: 'the loop variable after the loop',
    source: '(n) => { let i; for (i = 0; i < n; i++) {} return i }',
    args: each(bounds),
  },
  {
    name: 'a var loop variable after the loop',
    source: '(n) => { for (var i = 0; i < n; i += 2) {} return i }',
    args: each(bounds),
  },
  {
    name: 'downwards',
    source: '(n) => { let s = 0; for (let i = n; i > 0; i--) s = s * 3 + i; return s }',
    args: each(bounds),
  },
  {
    name: 'downwards with >= 0',
    source: '(n) => { let s = 0; for (let i = n - 1; i >= 0; --i) s = s * 3 + i; return s }',
    args: each(bounds),
  },
  {
    name: 'i-- as the condition',
    source: '(n) => { let s = 0; for (let i = n; i-- > 0;) s = s * 3 + i; return s }',
    args: each(bounds),
  },
  {
    name: 'i-- alone as the condition',
    source: '(n) => { let s = 0, i = n; while (i--) s = s * 3 + i; return s * 100 + i }',
    args: each([0, -0, 1, 2, 5]),
  },
  {
    name: '<= and a step of 3',
    source: '(n) => { let s = 0; for (let i = 1; i <= n; i += 3) s += i; return s }',
    args: each(bounds),
  },
  {
    name: '!== as the condition',
    source: '(n) => { let s = 0; for (let i = 0; i !== n; i++) { s += i; if (s > 1000) break } return s }',
    args: each([0, 1, 5, 2.5, NaN, -1]),
  },
  {
    name: 'a fractional step',
    source: '(n) => { let s = 0; for (let i = 0; i < n; i += 0.1) s += i; return s }',
    args: each(bounds),
  },
  {
    name: 'a step that is a parameter',
    source:
      '(n, step) => { let s = 0; for (let i = 0; i < n; i += step) { s += i; if (s > 1e6 || i < -9) break } return s }',
    args: pairs([0, 5, 17, NaN], [1, 2, 0.5, 7, -1, NaN]),
  },
  {
    name: 'a multiplying step',
    source:
      '(n) => { let s = 0; for (let i = 1; i < n; i *= 2) s += i; for (let i = n; i > 1; i >>= 1) s += i; return s }',
    args: each([0, 1, 2, 17, 1000, 2 ** 31 - 1]),
  },
  {
    name: 'a bound that the body changes',
    source:
      '(n) => { let c = 0; for (let i = 0; i < n; i++) { c++; if (i % 2 === 0) n -= 1; if (i === 3) n += 2 } return c * 100 + n }',
    args: each(bounds),
  },
  {
    name: 'a loop variable that the body changes',
    source: '(n) => { let c = 0; for (let i = 0; i < n; i++) { c += i; if (i % 3 === 1) i += 2 } return c }',
    args: each(bounds),
  },
  {
    name: 'two loop variables',
    source: '(a) => { for (let i = 0, j = a.length - 1; i < j; i++, j--) { const t = a[i]; a[i] = a[j]; a[j] = t } }',
    args: [[f64()], [f64(1)], [f64(1, 2)], [f64(1, 2, 3)], [i32(1, 2, 3, 4, 5)]],
  },
  {
    name: 'no condition, left by break',
    source: '(n) => { let i = 0; for (;;) { if (i >= n) break; i++ } return i }',
    args: each([0, 1, 5, 2.5]),
  },
  {
    name: 'no end but by return, of something else than undefined',
    source:
      '(n) => { let i = 0, s = 0; while (true) { s += i; while (true) { if (i >= n) return [i, s]; i++; if (i % 3 === 0) break } } }',
    args: each([0, 1, 2, 7, 10.5]),
  },
  {
    name: 'across the edge of int32',
    source:
      '(n) => { let c = 0, last = 0; for (let i = 2147483645; i < 2147483645 + n; i++) { c++; last = i } return last + c }',
    args: each([0, 1, 2, 3, 4, 10]),
  },
  {
    name: 'to the edge of int32 with <=',
    source: '(hi) => { let c = 0; for (let i = 2147483640; i <= hi; i++) { c++; if (c > 20) break } return c }',
    args: each([2147483639, 2147483646, 2147483647, 2147483648, Infinity]),
  },
  {
    name: 'i | 0 wraps back',
    source:
      '(n) => { let c = 0; for (let i = 2147483646; c < n; i = (i + 1) | 0) { c++; if (i < 0) return i } return c }',
    args: each([0, 1, 2, 5]),
  },
  {
    name: 'triangular nests',
    source:
      '(n) => { let s = 0; for (let i = 0; i < n; i++) for (let j = i; j < n; j++) for (let k = i; k <= j; k++) s = (s * 31 + k) % 1000003; return s }',
    args: each([0, 1, 2, 7, 2.5]),
  },
  {
    name: 'bounds computed each time',
    source: '(a, n) => { let c = 0; for (let i = 0; i < Math.min(a.length, n * 2); i++) c += a[i]; return c }',
    args: pairs([0, 3, 5], bounds).map(([k, n]) => [new Float64Array(k).fill(1.25), n]),
  },
  {
    name: 'an index kept beside the loop',
    source:
      '(a, n) => { let p = 0; for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[p++] = i * 10 + j; return p }',
    args: [
      [new Float64Array(9), 3],
      [new Float64Array(8), 3],
      [new Float64Array(4), 0],
    ],
  },
  {
    name: 'a condition with an effect',
    source: '(a) => { let i = 0; while (a[i++] > 0) {} return i }',
    args: [[f64(1, 2, 0, 4)], [f64(1, 2)], [f64()]],
  },
  {
    name: 'two conditions',
    source: '(a, key) => { let i = 0; for (; i < a.length && a[i] !== key; i++); return i < a.length ? i : -1 }',
    args: pairs([1, 3, 9, NaN], [0]).map(([key]) => [f64(1, 2, 3, NaN), key]),
  },
])

table('control: while, do, continue, break, labels', [
  {
    name: 'while',
    source: '(n) => { let s = 0; while (n > 1) { s++; n = n % 2 ? 3 * n + 1 : n / 2; if (s > 200) break } return s }',
    args: each([0, 1, 2, 7, 27, 2.5]),
  },
  {
    name: 'do once and more',
    source: '(n) => { let s = 0; do { s += n; n-- } while (n > 0); return s }',
    args: each(bounds),
  },
  {
    name: 'do with continue',
    source: '(n) => { let s = 0, i = 0; do { i++; if (i % 2) continue; s += i } while (i < n); return s }',
    args: each(bounds),
  },
  {
    name: 'continue in for runs the update',
    source: '(n) => { let s = 0; for (let i = 0; i < n; i++) { if (i % 3 === 0) continue; s += i } return s }',
    args: each(bounds),
  },
  {
    name: 'break out of the inner loop only',
    source:
      '(n) => { let c = 0; for (let i = 0; i < n; i++) for (let j = 0; ; j++) { if (j > i) break; c++ } return c }',
    args: each([0, 1, 4, 9]),
  },
  {
    name: 'labelled break and continue',
    source:
      '(n) => { let c = 0; outer: for (let i = 0; i < n; i++) { for (let j = 0; j < n; j++) { if (j === 3) continue outer; if (i * j > 6) break outer; c += i * 10 + j } c += 1000 } return c }',
    args: each([0, 1, 2, 3, 5, 9]),
  },
  {
    name: 'a labelled block',
    source: '(a, b) => { let r = 0; done: { if (a > b) break done; r = 1; if (a === b) break done; r = 2 } return r }',
    args: pairs(few, few),
  },
  {
    name: 'early return from a nest',
    source:
      '(a, n, key) => { for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (a[i * n + j] === key) return i * 100 + j; return -1 }',
    args: [0, 4, 8, 9, NaN].map((key) => [f64(0, 1, 2, 3, 4, 5, 6, 7, 8), 3, key]),
  },
  {
    name: 'early return without a value',
    source: '(a, n) => { for (let i = 0; i < n; i++) { if (a[i] < 0) return; a[i] *= 2 } }',
    args: [
      [f64(1, 2, 3), 3],
      [f64(1, -2, 3), 3],
      [f64(-1), 1],
    ],
  },
  { name: 'a value on some paths only', source: '(x) => { if (x > 3) return x * 2 }', args: each(few) },
  {
    name: 'different kinds of number on different paths',
    source: '(x) => { if (x > 3) return 1; if (x < -3) return -0; if (x === 0) return x; return 0.5 }',
    args: each(few),
  },
  {
    name: 'code after return and break',
    source: '(n) => { for (let i = 0; i < n; i++) { break; n = 9 } return n; n = 5 }',
    args: each([0, 3]),
  },
  {
    name: 'a while inside a for with a carried position',
    source:
      '(a, b, out) => { let i = 0, j = 0, k = 0; while (i < a.length && j < b.length) out[k++] = a[i] <= b[j] ? a[i++] : b[j++]; while (i < a.length) out[k++] = a[i++]; while (j < b.length) out[k++] = b[j++]; return k }',
    args: [
      [f64(1, 3, 5), f64(2, 3, 4, 9), new Float64Array(7)],
      [f64(), f64(1), new Float64Array(1)],
      [f64(1, NaN, 2), f64(0), new Float64Array(3)],
    ],
  },
  {
    name: 'insertion sort',
    source:
      '(a) => { for (let i = 1; i < a.length; i++) { const x = a[i]; let j = i - 1; while (j >= 0 && a[j] > x) { a[j + 1] = a[j]; j-- } a[j + 1] = x } }',
    args: [[f64(3, 1, 2)], [f64(5, 4, 3, 2, 1, 0, -0, NaN, 2)], [i32(3, -1, 2)], [f64()]],
  },
  {
    name: 'empty bodies and blocks',
    source: '(n) => { {} ; for (let i = 0; i < n; i++); if (n) {} else {} return n }',
    args: each([0, 2]),
  },
  {
    name: 'comma expressions',
    source:
      '(a, b) => { let x = (a++, b++, a + b); for (let i = 0, j = 9; i < j; i += 2, j--) x = (x, i + j); return (0, x) }',
    args: pairs(few, [1, 2.5]),
  },
  {
    name: 'statements as a minifier leaves them',
    source: '(a,b)=>{let c=0;a>b&&(c=1),b>a||(c+=2);for(var d=0;d<3;)c+=d++;return void 0===a?!0:c?c*2:!1}',
    args: pairs([1, 2], [1, 2]),
    mayRefuse: true,
  },
  {
    name: 'a conditional assignment target',
    source: '(a, p) => { p ? a[0] = 5 : a[1] = 6; return p ? a[1] : a[0] }',
    args: [
      [f64(1, 2), 0],
      [f64(1, 2), 1],
    ],
  },
])

const cases =
  'case 1: r += 1; case 2: r += 10; break; case 3: { r += 100; break } default: r += 1000; case 4: r += 10000'

table('control: switch', [
  {
    name: 'fall-through, with default in the middle',
    source: `(x) => { let r = 0; switch (x) { ${cases} } return r }`,
    args: each([...few, 4, 5]),
  },
  {
    name: 'on an integer',
    source: `(x) => { let r = 0; switch (x | 0) { ${cases} } return r }`,
    args: each([...few, 4, 5]),
  },
  {
    name: 'dense cases with returns',
    source: '(x) => { switch (x) { case 0: return 5; case 1: return 6; case 2: return 7; case 3: return 8 } return 9 }',
    args: each(few),
  },
  {
    name: 'cases that are expressions',
    source: '(x, y) => { switch (x) { case y: return 1; case y + 1: return 2; case -y: return 3; default: return 4 } }',
    args: pairs(few, few),
  },
  {
    name: '-0 and NaN as cases',
    source: '(x) => { switch (x) { case NaN: return 1; case -0: return 2; default: return 3 } }',
    args: each(few),
  },
  {
    name: 'a block for a body, with a declaration of its own, and default in the middle',
    source:
      '(x) => { let r = 1; switch (x) { case 0: { const t = 5; r += t; break } default: { const t = 7; r *= t; break } case 1: case 2: { let t = x; t++; r -= t; break } } return r }',
    args: each([0, 1, 2, 3, -0, NaN]),
  },
  {
    name: 'default beside another case, at the end and before',
    source:
      '(x) => { let r = 0; switch (x) { case 1: r = 1; break; case 2: default: r = 2 } switch (x) { case 5: default: r += 10; break; case 6: r += 20 } return r }',
    args: each([1, 2, 3, 5, 6]),
  },
  {
    name: 'the same case twice: the first counts',
    source: '(x) => { switch (x) { case 1: return 1; case 2: return 2; case 1: return 3 } return 4 }',
    args: each([1, 2, 3]),
  },
  {
    name: 'breaks in the middle, of an outer loop, and by the label of the switch',
    source:
      '(n) => { let r = 0; out: for (let i = 0; i < n; i++) { sw: switch (i & 7) { case 0: r += 1; break; case 1: if (r > 50) break; r += 2; break; case 2: { r += 3; break sw } case 3: for (let k = 0; k < 9; k++) { if (k === 4) break; r++ } break; case 5: if (i > 40) break out; break; default: r += 0.25 } r += 100 } return r }',
    args: each([0, 1, 3, 9, 60]),
  },
  {
    name: 'a function declared in a case',
    source:
      '(x) => { let r = 0; switch (x) { case 0: function f(y) { return y + 1 } r = f(3); break; case 1: r = f(5); break } return r }',
    args: each([0, 1, 2]),
  },
  {
    name: 'a case that changes what is tested',
    source: '(x) => { switch (x) { case 0: x = 1; break; case 1: x = 5; break } return x }',
    args: each([0, 1, 2]),
  },
  {
    name: 'switch (true)',
    source: '(x) => { switch (true) { case x < 0: return -1; case x > 0: return 1; default: return 0 } }',
    args: each(few),
  },
  {
    name: 'break and continue inside a loop',
    source:
      '(n) => { let r = 0; for (let i = 0; i < n; i++) { switch (i % 4) { case 0: continue; case 1: r += 1; break; case 2: if (i > 5) return r; default: r += 100 } r += 0.5 } return r }',
    args: each([0, 1, 2, 3, 4, 9]),
  },
  {
    name: 'variables declared in cases',
    mayRefuse: true,
    source:
      '(x) => { switch (x) { case 0: let y = 5; return y; case 1: y = 6; return y; default: { let y = 7; return y } } }',
    args: each([0, 2]),
  },
  { name: 'only default', source: '(x) => { switch (x) { default: x = 2 } return x }', args: each([1, NaN]) },
  { name: 'no cases, with an effect in the head', source: '(x) => { switch (x++) {} return x }', args: each([1, NaN]) },
  {
    name: 'a switch as a state machine',
    source:
      '(a) => { let state = 0, n = 0; for (let i = 0; i < a.length; i++) { switch (state) { case 0: state = a[i] > 0 ? 1 : 2; break; case 1: n += a[i]; state = a[i] < 5 ? 2 : 0; break; case 2: n -= a[i]; state = 0 } } return n * 10 + state }',
    args: [[f64(1, 2, 3, 4, 5, 6, 7, -1, -2)], [f64()], [i32(0, 9, 9, 9)]],
  },
])

table('control: the temporal dead zone', [
  {
    name: 'a read before let',
    source: '(p) => { if (p) return x; let x = 1; return x }',
    args: [[0], [1]],
    mayRefuse: true,
  },
  {
    name: 'a write before let',
    source: '(p) => { if (p) x = 2; let x = 1; return x }',
    args: [[0], [1]],
    mayRefuse: true,
  },
  {
    name: 'a function that reads it too early',
    source: '(p) => { const f = () => x; if (p) return f(); let x = 1; return f() }',
    args: [[0], [1]],
    mayRefuse: true,
  },
  {
    name: 'a let that another case declares',
    source: '(x) => { switch (x) { case 0: let y = 5; return y; default: return y } }',
    args: [[0], [1]],
    mayRefuse: true,
  },
  {
    name: 'a const that is assigned',
    source: '(p) => { const x = 1; if (p) x = 2; return x }',
    args: [[0], [1]],
    mayRefuse: true,
  },
])
