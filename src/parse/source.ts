/**
 * Source text -> the function node in it. `toString` gives declarations and expressions, but also bare methods, which are no program
 * by themselves: each form is tried inside the text that makes it one, and the offsets are shifted back afterwards.
 */
import { type Comment, type Options, parse } from 'acorn'
import type * as ESTree from 'estree'
import { Unsupported } from '../diagnostics.ts'
import { type FunctionNode, isFunction, spanOf, walk } from './tree.ts'

/** Text around the function, and the way from the program back to it. */
interface Form {
  readonly before: string
  readonly after: string
  extract(program: ESTree.Program): ESTree.Node | undefined
}

const forms: readonly Form[] = [
  { before: '(', after: '\n)', extract: (program) => expressionOf(program) },
  { before: '({', after: '\n})', extract: (program) => soleMember(expressionOf(program)) },
  { before: '(class{', after: '\n})', extract: (program) => soleMember(expressionOf(program)) },
]

interface SyntaxProblem {
  readonly message: string
  readonly offset: number
}

/**
 * The function in `source`, its offsets counted from the start of `source`.
 *
 * @throws {Unsupported} if there is none: native code, a class, an accessor, or text that does not parse.
 */
export function readFunction(source: string, name: string): FunctionNode {
  refuseHiddenSource(source, name)
  const problems: SyntaxProblem[] = []
  for (const form of forms) {
    const program = parseAs(form, source)
    if (!('type' in program)) {
      problems.push(program)
      continue
    }
    const found = form.extract(program)
    if (found) return checkForm(found)
  }
  throw syntaxRefusal(source, problems)
}

const looksLikeExpression = /^\s*(async\b\s*)?(function\b|class\b|\(|[\w$]+\s*=>)/

const hint = 'Pass a plain function, arrow or method whose toString() is its own JavaScript source.'

function syntaxRefusal(source: string, problems: readonly SyntaxProblem[]): Unsupported {
  if (problems.length < forms.length) {
    return new Unsupported({ code: 'syntax', message: 'the source text is not one function', hint })
  }
  // Of a method, the form that got furthest is the one that was meant.
  const furthest = [...problems].sort((a, b) => b.offset - a.offset)[0]!
  const { message, offset } = looksLikeExpression.test(source) ? problems[0]! : furthest
  const span = { start: offset, end: offset + 1 }
  return new Unsupported({ code: 'syntax', message: `the source text does not parse: ${message}`, hint, span })
}

function refuseHiddenSource(source: string, name: string): void {
  const hidden = /\{\s*\[(native code|bytecode|hermes bytecode)\]\s*\}\s*$/.exec(source)?.[1]
  if (hidden === undefined) return
  if (hidden !== 'native code') {
    throw new Unsupported({
      code: 'bytecode',
      message: 'this engine keeps bytecode instead of source text, so that there is nothing to compile from',
      hint: "Let the engine keep the source: put the directive 'show source' into the function or its file.",
    })
  }
  throw name.startsWith('bound ')
    ? new Unsupported({
        code: 'bound',
        message: 'a bound function hides its source text',
        hint: 'Compile the function first and bind the kernel: jit(fn).bind(...), or write an arrow that passes the arguments on.',
      })
    : new Unsupported({
        code: 'native',
        message: 'a native function has no JavaScript source',
        hint: 'Compile the function that calls it; Math and Number built-ins are known inside kernels.',
      })
}

function parseAs(form: Form, source: string): ESTree.Program | SyntaxProblem {
  const shift = form.before.length
  const comments: Comment[] = []
  const options: Options = { ecmaVersion: 'latest', sourceType: 'script', onComment: comments }
  try {
    const program = parse(form.before + source + form.after, options) as unknown as ESTree.Program
    for (const { start } of comments) refuseMarkupComment(source, start - shift)
    walk(program, (node) => {
      node.start -= shift
      node.end -= shift
    })
    return program
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const { pos } = error as SyntaxError & { pos: number }
    const offset = Math.max(0, Math.min(pos - shift, source.length - 1))
    return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), offset }
  }
}

/** `<!--` starts a comment in a script, and is three operators in a module. The text does not say which it came from. */
function refuseMarkupComment(source: string, start: number): void {
  const mark = /^(<!--|-->)/.exec(source.slice(start, start + 4))?.[0]
  if (mark === undefined) return
  throw new Unsupported({
    code: 'markup-comment',
    message: `\`${mark}\` means one thing in scripts and another in modules`,
    hint: 'Put spaces between the operators, or use // for a comment.',
    span: { start, end: start + mark.length },
  })
}

function expressionOf(program: ESTree.Program): ESTree.Expression | undefined {
  const [statement] = program.body
  return statement?.type === 'ExpressionStatement' && program.body.length === 1 ? statement.expression : undefined
}

function soleMember(node: ESTree.Expression | undefined): ESTree.Node | undefined {
  if (node?.type === 'ObjectExpression') return node.properties.length === 1 ? node.properties[0] : undefined
  return node?.type === 'ClassExpression' && node.body.body.length === 1 ? node.body.body[0] : undefined
}

function checkForm(found: ESTree.Node): FunctionNode {
  if (isFunction(found)) return found
  const span = spanOf(found)
  switch (found.type) {
    case 'Property':
    case 'MethodDefinition': {
      if (found.kind === 'get' || found.kind === 'set') {
        throw new Unsupported({
          code: 'accessor',
          message: `a ${found.kind}ter is not called like a function`,
          hint: 'Move its work to a plain function.',
          span,
        })
      }
      const { value } = found
      if (isFunction(value as ESTree.Node)) return value as FunctionNode
      break
    }
    case 'ClassExpression':
      throw new Unsupported({
        code: 'class',
        message: 'a class cannot be compiled',
        hint: 'Compile its static methods, or plain functions that take what they need as arguments.',
        span,
      })
  }
  throw new Unsupported({ code: 'syntax', message: 'the source text is not a function', hint, span })
}
