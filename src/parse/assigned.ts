/**
 * Which outer variables a piece of code may write: what a loop must carry and an `if` must merge. Syntactic and conservative: a
 * nested function counts as run wherever it, or a variable that may hold it, is mentioned.
 */
import type { Scopes } from './scopes.ts'
import { sourcesOf } from './scopes.ts'
import { type Binding, contains, type FunctionNode, isFunction, type Node, walk } from './tree.ts'

/** The memoized query `ParsedFunction.assigned`. */
export function assignedBindings(scopes: Scopes): (node: Node) => ReadonlySet<Binding> {
  const effects = new Map<Node, Effects>()
  const answers = new Map<Node, ReadonlySet<Binding>>()
  const effectsOf = (node: Node): Effects => remember(effects, node, () => collectEffects(node, scopes))

  const compute = (node: Node): ReadonlySet<Binding> => {
    const assigned = new Set<Binding>()
    const reached = new Set<Node>([node])
    for (const part of reached) {
      const { writes, functions } = effectsOf(part)
      // Variables of a function that is called belong to its own activation.
      for (const binding of writes)
        if (!contains(part, binding.owner) && !contains(node, binding.owner)) assigned.add(binding)
      for (const fn of functions) reached.add(fn)
    }
    return assigned
  }
  return (node) => remember(answers, node, () => compute(node))
}

interface Effects {
  readonly writes: ReadonlySet<Binding>
  /** Functions that mentioned variables may hold; those written inside of the node are part of it. */
  readonly functions: ReadonlySet<FunctionNode>
}

function collectEffects(root: Node, { bindings, writes, values }: Scopes): Effects {
  const written = new Set<Binding>()
  const mentioned = new Set<Binding>()
  walk(root, (node) => {
    if (node.type !== 'Identifier') return
    const binding = bindings.get(node)
    if (!binding) return
    if (writes.has(node)) written.add(binding)
    mentioned.add(binding)
  })
  const functions = new Set<FunctionNode>()
  for (const binding of mentioned) {
    for (const source of (values.get(binding) ?? []).flatMap(sourcesOf)) {
      if (isFunction(source)) functions.add(source)
      else if (bindings.has(source)) mentioned.add(bindings.get(source)!)
    }
  }
  return { writes: written, functions }
}

function remember<K, V>(memo: Map<K, V>, key: K, compute: () => V): V {
  const known = memo.get(key)
  if (known !== undefined) return known
  const value = compute()
  memo.set(key, value)
  return value
}
