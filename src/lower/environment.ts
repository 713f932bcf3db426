/** Free variables: what `env` gives, then the built-ins every program has. */
import type * as ESTree from 'estree'
import type { Context } from './context.ts'
import { builtin } from './intrinsics.ts'
import { bigintLiteral, bool, number } from './operators.ts'
import type { JsValue } from './values.ts'
import { unsupported } from './values.ts'

/** The value of the free variable `name` in the function being lowered. */
export function environment(cx: Context, name: string, node: ESTree.Node): JsValue {
  const given = Object.hasOwn(cx.source.env, name) ? cx.source.env[name] : undefined
  if (given === undefined) {
    const known = builtin(cx, name)
    if (known !== undefined) return known
    return unsupported(
      'free-variable',
      `${name} is defined outside of the function`,
      node,
      `pass it along: jit(fn, { env: { ${name} } })`,
    )
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
    case 'array':
      return cx.envArrays.get(given.slot)!
    case 'builtin':
      return builtin(cx, given.path) ?? unsupported('built-in', `${name} is ${given.path}, which is not compiled`, node)
    case 'function':
      return { kind: 'function', index: given.index }
    case 'other':
      return unsupported('env-kind', `${name} in env is ${given.what}, which is not compiled`, node)
    default:
      return given satisfies never
  }
}
