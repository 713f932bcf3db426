/**
 * Which functions of the program are inlined where they are called, and which become functions of the module.
 *
 * A copy at each call specialises the function to what it is given and costs no call; but code beyond a few kilobytes is compiled late
 * and runs from a cold cache. So: small functions always, others where all their copies together stay small, or where there is one
 * copy only. What a function calls counts for its size as far as it comes along.
 */
import type { FunctionNode, Node } from '../parse/parse.ts'
import { walk } from '../parse/tree.ts'
import type { SourceFunction } from './context.ts'

/** Syntax nodes up to which a call costs more than a copy. */
const SMALL = 60
/** Syntax nodes that all copies of one function may come to. */
const COPIES = 700
/** A loop weighs more than its head: it may be emitted in several versions. */
const LOOP = 60
/** What a call adds to its caller. */
const CALL = 5

/**
 * Decides for every function reachable from the kernel.
 *
 * @param functions callers before callees as far as they do not call in circles; the kernel first
 * @param callSites functions that a function names, one entry for each mention
 */
export function inlinedFunctions(
  functions: readonly SourceFunction[],
  callSites: (fn: SourceFunction) => readonly SourceFunction[],
): Set<SourceFunction> {
  const order = callersFirst(functions, callSites)
  const mentions = new Map<SourceFunction, number>()
  for (const fn of order) for (const callee of callSites(fn)) mentions.set(callee, (mentions.get(callee) ?? 0) + 1)
  const size = new Map<SourceFunction, number>()
  for (const fn of order.toReversed()) {
    const along = callSites(fn).map((callee) => {
      const nodes = size.get(callee) ?? CALL
      return !callee.recursive && (nodes <= SMALL || mentions.get(callee) === 1) ? nodes : CALL
    })
    size.set(
      fn,
      along.reduce((sum, nodes) => sum + nodes, nodesOf(fn.parsed.node)),
    )
  }
  // How often a function's own text occurs in what is emitted.
  const copies = new Map<SourceFunction, number>(order.map((fn) => [fn, 0]))
  const inlined = new Set<SourceFunction>()
  for (const [i, fn] of order.entries()) {
    const places = copies.get(fn)!
    const comesAlong =
      i > 0 && !fn.recursive && (size.get(fn)! <= SMALL || places <= 1 || places * size.get(fn)! <= COPIES)
    if (comesAlong) inlined.add(fn)
    for (const callee of callSites(fn)) copies.set(callee, (copies.get(callee) ?? 0) + (comesAlong ? places : 1))
  }
  return inlined
}

/** Depth first from the kernel, reversed: a caller comes before what it calls, but for circles. */
function callersFirst(
  functions: readonly SourceFunction[],
  callSites: (fn: SourceFunction) => readonly SourceFunction[],
): SourceFunction[] {
  const finished: SourceFunction[] = []
  const seen = new Set<SourceFunction>()
  const visit = (fn: SourceFunction): void => {
    if (seen.has(fn)) return
    seen.add(fn)
    for (const callee of callSites(fn)) visit(callee)
    finished.push(fn)
  }
  visit(functions[0]!)
  return finished.reverse()
}

const isLoop = (node: Node): boolean => /^(For|While|DoWhile|ForOf)Statement$/.test(node.type)

const sizes = new WeakMap<FunctionNode, number>()

function nodesOf(node: FunctionNode): number {
  let size = sizes.get(node)
  if (size === undefined) {
    size = 0
    walk(node as Node, (n) => {
      size = size! + (isLoop(n) ? LOOP : 1)
    })
    sizes.set(node, size)
  }
  return size
}
