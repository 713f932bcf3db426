import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFunction } from '../../src/parse/parse.ts'
import { refusalOf, shapeOf } from './helpers.ts'

/** Both texts parse to the same tree. */
function same(bundled: string, plain: string): void {
  assert.equal(shapeOf(bundled), shapeOf(plain))
}

test("esbuild's keepNames helper is seen through", () => {
  same(
    '(a) => { const g = /* @__PURE__ */ __name((x) => x, "g"); return g(a) }',
    '(a) => { const g = (x) => x; return g(a) }',
  )
  same(
    '(a) => { function g(x) { return x } __name(g, "g"); return g(a) }',
    '(a) => { function g(x) { return x } return g(a) }',
  )
  same('(a) => { function g() {} return __name2(g, "g"), g(a) }', '(a) => { function g() {} return g(a) }')
  assert.not(parseFunction('(a) => { const g = __name(() => a, "g"); return g() }', 'f').free.has('__name'))
})

test('a call that only looks like the helper stays', () => {
  assert.ok(parseFunction('(a) => __name(a, 1)', 'f').free.has('__name'))
  assert.is(refusalOf('(a) => name(a, "a")').at, '"a"')
})

test('what this test runner leaves in its own functions compiles', () => {
  const kernel = (a: number) => {
    const twice = (x: number) => x + x
    function next(x: number) {
      return x + 1
    }
    return twice(next(a))
  }
  assert.equal([...parseFunction(kernel.toString(), 'kernel').free.keys()], [])
})

test('a callee behind a comma', () => {
  same('(x) => (0, helper)(x)', '(x) => helper(x)')
  assert.ok(parseFunction('(x) => (0, _m.helper)(x)', 'f').free.has('_m'))
})

test('typeof compared with "u"', () => {
  same('(x) => typeof x > "u"', '(x) => typeof x === "undefined"')
  same('(x) => typeof x < "u"', '(x) => typeof x !== "undefined"')
  assert.is(refusalOf('(x) => typeof x > "n"').at, '"n"')
})

test('names in quotes', () => {
  same('(x) => Math["max"](x, 1)', '(x) => Math.max(x, 1)')
  same('(x) => { const { "a": b } = x; return { "a": b } }', '(x) => { const { a: b } = x; return { a: b } }')
})

test('directives go', () => {
  same('function f(a) { "use strict"; return a }', 'function f(a) { return a }')
})

test('messages of thrown errors', () => {
  same('(n) => { throw RangeError("no") }', '(n) => { throw new RangeError("no") }')
  same('(n) => { throw new RangeError("bad " + n + "!") }', '(n) => { throw new RangeError(`bad ${n}!`) }')
  same('(n) => { throw RangeError("bad ".concat(n, "!")) }', '(n) => { throw new RangeError(`bad ${n}!`) }')
  same('(n) => { throw Error(n + " is bad") }', '(n) => { throw new Error(`${n} is bad`) }')
  same('(n) => { throw Error("bad " + (n + 1)) }', '(n) => { throw new Error(`bad ${n + 1}`) }')
})

test('a sum before the first string is a sum', () => {
  assert.is(refusalOf('(n) => { throw new Error(n + 1 + " bad") }').code, 'throw')
})

// One kernel as esbuild 0.28, terser 5 and swc 1 write it (minified; swc also for ES5).
const minified = {
  esbuild:
    'function kernel(t,i,f){if(typeof f>"u"&&(f=1),i>t.length)throw new RangeError(`n is ${i}, too large`);const c=e=>e<0?0:e>255?255:e;function l(e){return e*2}let n=0,o;for(let e=0;e<i;e++){if(t[e]>0&&f)n+=c(t[e]);else if(t[e]<-1){n-=l(t[e]);continue}e%3===0?n++:n--}return n!==0&&(n=n/2,o=n),!0?n+Math.max(i,1)+(o??0):1/0}',
  terser:
    'function kernel(e,n,t){if(void 0===t&&(t=1),n>e.length)throw new RangeError(`n is ${n}, too large`);const r=e=>e<0?0:e>255?255:e;function o(e){return 2*e}let i,f=0;for(let i=0;i<n;i++){if(e[i]>0&&t)f+=r(e[i]);else if(e[i]<-1){f-=o(e[i]);continue}i%3==0?f++:f--}return 0!==f&&(f/=2,i=f),f+Math.max(n,1)+(i??0)}',
  swc: 'function kernel(e,t,r){let n;if(void 0===r&&(r=1),t>e.length)throw RangeError(`n is ${t}, too large`);let o=e=>e<0?0:e>255?255:e,i=0;for(let n=0;n<t;n++){if(e[n]>0&&r)i+=o(e[n]);else if(e[n]<-1){i-=2*e[n];continue}n%3==0?i++:i--}return 0!==i&&(i/=2,n=i),i+Math.max(t,1)+(n??0)}',
  es5: 'function kernel(n,o,r){if(void 0===r&&(r=1),o>n.length)throw RangeError("n is ".concat(o,", too large"));for(var e,t=0,i=void 0,a=0;a<o;a++){if(n[a]>0&&r)t+=(e=n[a])<0?0:e>255?255:e;else if(n[a]<-1){t-=2*n[a];continue}a%3==0?t++:t--}return 0!==t&&(t/=2,i=t),t+Math.max(o,1)+(null!=i?i:0)}',
}

for (const [tool, source] of Object.entries(minified)) {
  test(`a kernel minified by ${tool}`, () => {
    const free = [...parseFunction(source, 'kernel').free.keys()]
    assert.equal(free, ['RangeError', 'Math'])
  })
}

test.run()
