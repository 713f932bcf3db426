/** Free variables: what `env` gives, then the built-ins every program has. */
import type * as ESTree from 'estree'
import type { Context } from './context.ts'
import { builtin } from './intrinsics.ts'
import { bigintLiteral, bool, number } from './operators.ts'
import type { JsValue } from './values.ts'
import { argumentHint, unsupported } from './values.ts'

/** What programs have anyway, but no kernel can use: passing it in `env` would not help. */
const hostGlobals: ReadonlySet<string> = new Set([
  ...[
    'console',
    'Date',
    'performance',
    'JSON',
    'Object',
    'String',
    'Symbol',
    'Function',
    'RegExp',
    'Intl',
    'Reflect',
    'Proxy',
  ],
  ...['parseInt', 'parseFloat', 'structuredClone', 'setTimeout', 'setInterval', 'queueMicrotask', 'require', 'fetch'],
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Promise',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
    'Atomics',
    'Buffer',
  ],
  ...['globalThis', 'window', 'self', 'document', 'process', 'crypto', 'navigator', 'encodeURIComponent', 'Iterator'],
])

function hostHint(name: string): string {
  if (name === 'console') return 'print outside: return what is to be seen, or write it into a typed array'
  if (name === 'Map' || name === 'Set') return 'keep the values in typed arrays'
  return 'use it outside, and pass the result as an argument'
}

function envHint(what: string, name: string): string {
  if (hostGlobals.has(name)) return hostHint(name)
  if (what === 'an object')
    return `pass its fields by themselves: env: { width: ${name}.width }; or pass the object as an argument`
  return argumentHint(what)
}

function unknownName(cx: Context, name: string, node: ESTree.Node): never {
  const message = `${name} is defined outside of the function`
  const pass = `pass it along: jit(fn, { env: { ${name} } })`
  if (name.length > 3 || !isMinified(cx.source.parsed.source)) return unsupported('free-variable', message, node, pass)
  // What env calls it is the name that it had before.
  const why = `${message}, which a minifier has rewritten; the bundler plugin, tightloop/plugin, keeps source and names`
  return unsupported('free-variable', why, node, `add the plugin to the bundler; without a minifier, ${pass}`)
}

/** One line without a blank that a person would write: around an operator, behind a comma. Also some that run TypeScript make it so, but keep names. */
function isMinified(source: string): boolean {
  return !/[\n\r]|, |[-=+*/%<>&|?:] /.test(source)
}

/** The value of the free variable `name` in the function being lowered. */
export function environment(cx: Context, name: string, node: ESTree.Node): JsValue {
  const given = Object.hasOwn(cx.source.env, name) ? cx.source.env[name] : undefined
  if (given === undefined) {
    const known = builtin(cx, name)
    if (known !== undefined) return known
    if (hostGlobals.has(name)) return unsupported('free-variable', `${name} is not compiled`, node, hostHint(name))
    return unknownName(cx, name, node)
  }
  switch (given.kind) {
    case 'number':
      return number(cx.b.f64(given.value))
    case 'boolean':
      return bool(cx.b.bool(given.value))
    case 'bigint':
      return bigintLiteral(cx, given.value, node)
    case 'undefined':
      return { kind: 'undefined' }
    case 'passed':
      return cx.passed.get(given.slot)!
    case 'builtin':
      return (
        builtin(cx, given.path) ??
        unsupported('built-in', `${name} is ${given.path}, which is not compiled`, node, hostHint(name))
      )
    case 'function':
      return { kind: 'function', index: given.index }
    case 'other':
      return unsupported(
        'env-kind',
        `${name} in env is ${given.what}, which is not compiled`,
        node,
        envHint(given.what, name),
      )
    default:
      return given satisfies never
  }
}
