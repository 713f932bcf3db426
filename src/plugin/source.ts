/**
 * A module's text -> its syntax tree, and the text of one function in it as plain JavaScript on the same lines and columns: types become
 * blanks. TypeScript and JSX need the package `@sveltejs/acorn-typescript`; plain modules are read without it.
 */
import { Parser } from 'acorn'
import type * as ESTree from 'estree'
import { children, type Node } from '../parse/tree.ts'

type ParserClass = typeof Parser

/** By whether `<` may begin an element, or a type assertion. */
let parsers: Promise<{ readonly jsx: ParserClass; readonly ts: ParserClass } | undefined> | undefined

async function loadParsers(): Promise<Awaited<typeof parsers>> {
  try {
    const { tsPlugin } = await import('@sveltejs/acorn-typescript')
    const { extend } = Parser as { extend(...plugins: unknown[]): ParserClass }
    return { jsx: extend.call(Parser, tsPlugin({ jsx: true })), ts: extend.call(Parser, tsPlugin()) }
  } catch {
    return undefined
  }
}

/** @throws {SyntaxError} for text that does not parse; {Error} if it needs a package that is not there */
export async function parseModule(code: string, id: string): Promise<ESTree.Program> {
  parsers ??= loadParsers()
  const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true } as const
  const path = id.replace(/[?#].*$/s, '')
  const isPlain = /\.[cm]?js$/.test(path)
  const found = await parsers
  if (!isPlain && found === undefined) {
    throw new Error(`${id}: TypeScript and JSX need a parser: npm install -D @sveltejs/acorn-typescript`)
  }
  const typed = /\.[cm]?ts$/.test(path) ? found?.ts : found?.jsx
  try {
    return (isPlain ? Parser : typed!).parse(code, options) as unknown as ESTree.Program
  } catch (error) {
    // Also .js files may hold JSX and decorators, where a bundler is told to take them.
    if (!isPlain || typed === undefined) throw error
    return typed.parse(code, options) as unknown as ESTree.Program
  }
}

interface Typed {
  readonly typeAnnotation?: Node
  readonly optional?: boolean
  readonly definite?: boolean
  readonly declare?: boolean
}

/** The text between two offsets without its types; `roots` are the nodes that lie there. */
export function textWithoutTypes(code: string, start: number, end: number, roots: readonly Node[]): string {
  const blanks: [from: number, to: number][] = []
  for (const root of roots) findTypes(code, root, blanks)
  let text = code.slice(start, end)
  for (const [from, to] of blanks) {
    const blank = text.slice(from - start, to - start).replace(/[^\n\r]/g, ' ')
    // A line break before `=>` would be a syntax error.
    const isReturn = /^\s*=>/.test(text.slice(to - start))
    text = text.slice(0, from - start) + (isReturn ? blank.replace(/[\n\r]/g, ' ') : blank) + text.slice(to - start)
  }
  return text
}

function findTypes(code: string, node: Node, blanks: [number, number][]): void {
  const typed = node as Typed
  if (node.type === 'Identifier') {
    const to = typed.typeAnnotation?.end ?? (typed.optional ? code.indexOf('?', node.start) + 1 : undefined)
    if (to === undefined) return
    if (node.name !== 'this') blanks.push([node.start + node.name.length, to])
    else blanks.push([node.start, to + (/^\s*,/.exec(code.slice(to))?.[0].length ?? 0)])
    return
  }
  if (node.type === 'VariableDeclaration' && typed.declare) return void blanks.push([node.start, node.end])
  if (!node.type.startsWith('TS')) {
    for (const child of children(node)) findTypes(code, child, blanks)
    return
  }
  const { expression } = node as unknown as { expression?: Node }
  if (expression === undefined) return void blanks.push([node.start, node.end])
  findTypes(code, expression, blanks)
  switch (node.type as string) {
    case 'TSNonNullExpression':
      return void blanks.push([node.end - 1, node.end])
    case 'TSTypeAssertion':
      return void blanks.push([node.start, code.indexOf('>', typed.typeAnnotation!.end) + 1])
    case 'TSAsExpression':
    case 'TSSatisfiesExpression': {
      // Between the two may be a closing parenthesis.
      const between = code.slice(expression.end, typed.typeAnnotation!.start)
      return void blanks.push([expression.end + between.search(/\b(?:as|satisfies)\b/), node.end])
    }
    default:
      return void blanks.push([expression.end, node.end])
  }
}
