/** What the tests of `src/parse/` share: short views of a parsed function that fit into a golden string. */
import { Unsupported } from '../../src/diagnostics.ts'
import { type Node, type ParsedFunction, parseFunction } from '../../src/parse/parse.ts'
import { walk } from '../../src/parse/tree.ts'

/** Code, message and the text underlined, of the refusal of `source`. Fails if it is not refused. */
export function refusalOf(source: string, name = 'f'): { code: string; message: string; hint: string; at: string } {
  try {
    parseFunction(source, name)
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error
    const { code, message, hint, span, source: text } = error.diagnostic
    return { code, message, hint: hint ?? '', at: span ? text!.slice(span.start, span.end) : '' }
  }
  throw new Error(`accepted: ${source}`)
}

/** The source with `#id` behind every identifier that names a binding, and `?` behind every free one. */
export function annotate(source: string): string {
  const { bindings, free } = parseFunction(source, 'f')
  const marks = [...bindings].map(([id, binding]): [number, string] => [id.end, `#${binding.id}`])
  for (const id of [...free.values()].flat()) marks.push([id.end, '?'])
  marks.sort((a, b) => b[0] - a[0])
  return marks.reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), source)
}

/** The tree without its places. */
export function shapeOf(source: string): unknown {
  const { node } = parseFunction(source, 'f')
  return JSON.parse(
    JSON.stringify(node, (key, value) => {
      if (key === 'start' || key === 'end' || key === 'raw') return undefined
      return typeof value === 'bigint' ? `${value}n` : value
    }),
  )
}

/** The first node of a type, or the one whose text starts with `text`. */
export function find({ node, source }: ParsedFunction, type: Node['type'], text = ''): Node {
  let found: Node | undefined
  walk(node, (at) => {
    if (!found && at.type === type && source.startsWith(text, at.start)) found = at
  })
  if (!found) throw new Error(`no ${type} ${text}`)
  return found
}

/** Names of what `assigned` says about the first node of a type. */
export function assignedIn(source: string, type: Node['type'], text = ''): string {
  const parsed = parseFunction(source, 'f')
  return [...parsed.assigned(find(parsed, type, text))]
    .map((binding) => binding.name)
    .sort()
    .join(' ')
}
