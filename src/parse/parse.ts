/**
 * A function's source text -> its checked, resolved syntax tree. Start here to see what the folder does: find the function in the
 * text (`source.ts`), undo what bundlers did to it (`canonicalize.ts`), refuse what does not compile (`subset.ts`), tie every
 * identifier to what it names (`scopes.ts`), and refuse uses of variables that do not compile (`uses.ts`).
 */
import { Unsupported } from '../diagnostics.ts'
import { assignedBindings } from './assigned.ts'
import { canonicalize } from './canonicalize.ts'
import { resolveScopes } from './scopes.ts'
import { readFunction } from './source.ts'
import { checkSubset } from './subset.ts'
import type { ParsedFunction } from './tree.ts'
import { checkUses } from './uses.ts'

export type { Binding, FunctionNode, Node, ParsedFunction } from './tree.ts'
export { isFunction, spanOf } from './tree.ts'
export { wantsInteger } from './wants.ts'

/**
 * Parses what `Function.prototype.toString` gave for a function.
 *
 * A function that carries its own name is bound to it, as a named function expression is: a declaration cannot be told from one
 * by its text.
 *
 * @throws {Unsupported} naming the first construct that does not compile, with its place.
 */
export function parseFunction(source: string, name: string): ParsedFunction {
  try {
    const node = canonicalize(readFunction(source, name))
    checkSubset(node)
    const scopes = resolveScopes(node)
    checkUses(node, scopes)
    return { name, source, node, bindings: scopes.bindings, free: scopes.free, assigned: assignedBindings(scopes) }
  } catch (error) {
    throw error instanceof Unsupported ? error.within(name || 'anonymous', source) : error
  }
}
