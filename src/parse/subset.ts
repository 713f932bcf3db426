/**
 * What of JavaScript compiles: a table from node type to `legal`, a refusal, or a check that looks closer. The walk goes from the
 * outside in and in the order of the source, and stops at the first refusal. What depends on types is left to `lower/`.
 */
import type * as ESTree from 'estree'
import { type Diagnostic, Unsupported } from '../diagnostics.ts'
import { children, type FunctionNode, isFunction, type Node, parentsOf, spanOf } from './tree.ts'

type Refusal = Omit<Diagnostic, 'span' | 'source' | 'functionName'> & { readonly hint: string }
type Place = { readonly parents: ReadonlyMap<Node, Node> }
type Rule<T extends Node> = 'legal' | Refusal | ((node: T, place: Place) => Refusal | undefined)
type Rules = { readonly [T in Node['type']]: Rule<Extract<Node, { type: T }>> }

/** @throws {Unsupported} at the first construct that does not compile. */
export function checkSubset(root: FunctionNode): void {
  const place: Place = { parents: parentsOf(root) }
  const visit = (node: Node): void => {
    const rule = rules[node.type] as Rule<Node> | undefined
    const refusal =
      typeof rule === 'function' ? rule(node, place) : rule === 'legal' ? undefined : (rule ?? unknownSyntax(node))
    if (refusal) throw new Unsupported({ ...refusal, span: spanOf(node) })
    for (const child of children(node)) visit(child)
  }
  visit(root)
}

function refusal(code: string, message: string, hint: string): Refusal {
  return { code, message, hint }
}

function unknownSyntax(node: Node): Refusal {
  const message = `${node.type} is not known to this version of the compiler`
  return refusal('syntax', message, 'Write it in older syntax, or update tightloop.')
}

const noClass = refusal(
  'class',
  'a class cannot be compiled',
  'Use plain functions, and typed arrays or flat objects for the data.',
)
const noString = refusal(
  'string',
  'a string is used as a value; kernels compute with numbers only',
  'Pass a number that stands for it, and make texts outside of the kernel.',
)
const noNameHelper = refusal(
  'string',
  noString.message,
  'If a minifier put it here to keep the name of the function, build this file without that option (esbuild: keepNames).',
)
const noTemplate = refusal('template', noString.message, noString.hint)
const noSpread = refusal(
  'spread',
  'spread syntax (...) is not compiled',
  'Write the elements out, or copy them in a loop.',
)
const noRest = refusal('rest', 'rest syntax (...) is not compiled', 'Name the parameters, or pass them as one array.')
const noTry = refusal(
  'try',
  'try, catch and finally are not compiled: a kernel does not catch errors',
  'Catch the error around the call of the kernel; `throw` compiles.',
)
const noAsync = refusal(
  'async',
  'an async function is not compiled: a kernel runs to its end without waiting',
  'Keep the await outside and compile the plain function that computes.',
)
const noGenerator = refusal(
  'generator',
  'a generator is not compiled',
  'Write the results into a typed array instead of yielding them.',
)
const noAccessor = refusal('accessor', 'getters and setters are not compiled', 'Compute the value in a plain function.')
const noThis = refusal('this', '`this` is not compiled', 'Pass what it holds as arguments.')
const noSuper = refusal('super', '`super` is not compiled', 'Call a plain function.')
const noModule = refusal(
  'module',
  'import and export are not compiled inside a function',
  'Import at the top of the module and pass values by env.',
)
const noCoverage = refusal(
  'coverage',
  'a test coverage tool has put its counters into this function',
  'Exclude the file from coverage instrumentation, or use V8 coverage (c8, vitest with provider v8), which leaves the source alone.',
)
const noInstrumentation = refusal(
  'instrumentation',
  'the page has put its infinite-loop protection into this function',
  'Turn loop protection off, or load the function from a file of its own.',
)
const noMethod = refusal(
  'object-method',
  'a method in an object literal is not compiled',
  'Use a nested function and call it by its name.',
)
const noThrow = refusal(
  'throw',
  'only `throw new RangeError("text")` and the other built-in error classes compile',
  'Throw a built-in error whose message is one text, with ${numbers} in it if need be.',
)
const noHole = refusal(
  'array-hole',
  'an array literal with holes is not compiled',
  'Write the missing elements out as 0 or NaN.',
)
const noDelete = refusal(
  'delete',
  '`delete` is not compiled: the fields of an object stay',
  'Set the field to a value that means "none".',
)

const rules: Rules = {
  Program: noModule,
  ImportDeclaration: noModule,
  ImportSpecifier: noModule,
  ImportDefaultSpecifier: noModule,
  ImportNamespaceSpecifier: noModule,
  ExportNamedDeclaration: noModule,
  ExportDefaultDeclaration: noModule,
  ExportAllDeclaration: noModule,
  ExportSpecifier: noModule,
  ImportExpression: refusal(
    'module',
    'import() is not compiled',
    'Import at the top of the module and pass the values by env.',
  ),

  FunctionDeclaration: checkFunction,
  FunctionExpression: checkFunction,
  ArrowFunctionExpression: checkFunction,
  ClassDeclaration: noClass,
  ClassExpression: noClass,
  ClassBody: noClass,
  MethodDefinition: noClass,
  PropertyDefinition: noClass,
  StaticBlock: noClass,
  PrivateIdentifier: noClass,
  Super: noSuper,
  ThisExpression: noThis,
  YieldExpression: noGenerator,
  AwaitExpression: noAsync,
  MetaProperty: refusal(
    'new.target',
    '`new.target` is not compiled',
    'Remove it: kernels are called, not constructed.',
  ),

  BlockStatement: 'legal',
  EmptyStatement: 'legal',
  ExpressionStatement: 'legal',
  IfStatement: 'legal',
  ForStatement: 'legal',
  ForOfStatement: (node) => (node.await ? refusal('async', 'for await is not compiled', noAsync.hint) : undefined),
  ForInStatement: refusal(
    'for-in',
    'for..in walks over property names, which are strings',
    'Use for..of, or count with for (let i = 0; ...).',
  ),
  WhileStatement: 'legal',
  DoWhileStatement: 'legal',
  SwitchStatement: 'legal',
  SwitchCase: 'legal',
  BreakStatement: 'legal',
  ContinueStatement: 'legal',
  ReturnStatement: 'legal',
  LabeledStatement: checkLabel,
  ThrowStatement: checkThrow,
  TryStatement: noTry,
  CatchClause: noTry,
  WithStatement: refusal(
    'with',
    '`with` is not compiled: it hides what names mean',
    'Name the object: use p.x, not x.',
  ),
  DebuggerStatement: refusal(
    'debugger',
    'a debugger statement cannot stop compiled code',
    'Remove it; TIGHTLOOP_DISABLE=1 runs every kernel plain.',
  ),
  VariableDeclaration: checkDeclaration,
  VariableDeclarator: 'legal',

  Identifier: checkIdentifier,
  Literal: checkLiteral,
  TemplateLiteral: checkTemplate,
  TemplateElement: 'legal',
  TaggedTemplateExpression: refusal('tagged-template', 'a tagged template is not compiled', noString.hint),
  ArrayExpression: (node) => (node.elements.includes(null) ? noHole : undefined),
  ObjectExpression: 'legal',
  Property: checkProperty,
  SpreadElement: noSpread,
  RestElement: noRest,
  ArrayPattern: 'legal',
  ObjectPattern: 'legal',
  AssignmentPattern: 'legal',

  UnaryExpression: (node) => (node.operator === 'delete' ? noDelete : undefined),
  UpdateExpression: 'legal',
  BinaryExpression: checkBinary,
  LogicalExpression: 'legal',
  AssignmentExpression: 'legal',
  ConditionalExpression: 'legal',
  SequenceExpression: 'legal',
  CallExpression: checkCall,
  NewExpression: 'legal',
  MemberExpression: checkMember,
  ChainExpression: refusal(
    'optional-chaining',
    'optional chaining (?.) is not compiled: a kernel has no objects that may be missing',
    'Write a plain `.`, or test for undefined before.',
  ),
}

function checkFunction(node: FunctionNode, { parents }: Place): Refusal | undefined {
  if (node.async) return noAsync
  if (node.generator) return noGenerator
  const parent = parents.get(node)?.type
  if (node.type !== 'FunctionDeclaration' || parent === 'BlockStatement' || parent === 'SwitchCase') return undefined
  return refusal(
    'block-function',
    'a function declaration as the whole body of a statement is not compiled',
    'Put it in a block.',
  )
}

function checkLabel(node: ESTree.LabeledStatement): Refusal | undefined {
  if (node.body.type !== 'FunctionDeclaration') return undefined
  return refusal('labeled-function', 'a label on a function declaration is not compiled', 'Remove the label.')
}

function checkDeclaration(node: ESTree.VariableDeclaration): Refusal | undefined {
  if (node.kind === 'var' || node.kind === 'let' || node.kind === 'const') return undefined
  return refusal(
    'using',
    `\`${node.kind}\` declarations are not compiled`,
    'Use const: a kernel holds nothing that must be disposed of.',
  )
}

function checkIdentifier(node: ESTree.Identifier, { parents }: Place): Refusal | undefined {
  if (isPropertyName(node, parents.get(node))) return undefined
  if (/^(cov_[0-9a-z]+|__cov_.+|__coverage__|_\$jscoverage|_\$jscmd)$/.test(node.name)) return noCoverage
  if (node.name !== 'arguments') return undefined
  return refusal('arguments', '`arguments` is not compiled', 'Name the parameters.')
}

/** True if the identifier names a property or a label, not a variable. */
export function isPropertyName(node: ESTree.Identifier, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.property === node && !parent.computed
    case 'Property':
      return parent.key === node && !parent.computed
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return true
    default:
      return false
  }
}

function checkLiteral(node: ESTree.Literal, { parents }: Place): Refusal | undefined {
  if ('regex' in node && node.regex) {
    return refusal(
      'regexp',
      'a regular expression is not compiled',
      'Match the text outside of the kernel and pass numbers.',
    )
  }
  if (typeof node.value !== 'string') return undefined
  const parent = parents.get(node)!
  const isPropertyKey = (parent.type === 'Property' && parent.key === node) || parent.type === 'MemberExpression'
  const isComparedType =
    parent.type === 'BinaryExpression' && isEquality(parent) && (isTypeof(parent.left) || isTypeof(parent.right))
  if (isPropertyKey || isComparedType || isErrorMessage(node, parents)) return undefined
  return parent.type === 'CallExpression' && parent.arguments.length === 2 && isFunction(parent.arguments[0]!)
    ? noNameHelper
    : noString
}

function isEquality({ operator }: ESTree.BinaryExpression): boolean {
  return operator === '===' || operator === '!==' || operator === '==' || operator === '!='
}

function isTypeof(node: Node): boolean {
  return node.type === 'UnaryExpression' && node.operator === 'typeof'
}

function isErrorMessage(node: Node, parents: ReadonlyMap<Node, Node>): boolean {
  const parent = parents.get(node)!
  return parent.type === 'NewExpression' && parents.get(parent)!.type === 'ThrowStatement'
}

function checkTemplate(node: ESTree.TemplateLiteral, { parents }: Place): Refusal | undefined {
  return isErrorMessage(node, parents) ? undefined : noTemplate
}

function checkThrow({ argument }: ESTree.ThrowStatement): Refusal | undefined {
  if (argument.type !== 'NewExpression' || argument.callee.type !== 'Identifier' || argument.arguments.length > 1)
    return noThrow
  const [message] = argument.arguments
  const isText = message === undefined || message.type === 'TemplateLiteral' || isString(message)
  return isText || !holdsText(message) ? undefined : noThrow
}

const isString = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string'

function holdsText(node: Node): boolean {
  return isString(node) || node.type === 'TemplateLiteral' || children(node).some(holdsText)
}

function checkProperty(node: ESTree.Property | ESTree.AssignmentProperty): Refusal | undefined {
  if (node.kind !== 'init') return noAccessor
  if (node.method) return noMethod
  if (node.computed)
    return refusal('computed-key', 'a computed property name is not compiled', 'Write the name of the field.')
  if (node.key.type === 'Identifier' && node.key.name === '__proto__') {
    return refusal('prototype', 'setting the prototype of an object is not compiled', 'Use a flat object.')
  }
  return undefined
}

function checkBinary({ operator }: ESTree.BinaryExpression): Refusal | undefined {
  if (operator === 'in')
    return refusal('in', '`in` is not compiled: the fields of an object are fixed', 'Compare the field with undefined.')
  if (operator === 'instanceof') {
    return refusal(
      'instanceof',
      '`instanceof` is not compiled',
      'Choose between kernels outside, by the class of the argument.',
    )
  }
  return undefined
}

function checkCall({ callee }: ESTree.SimpleCallExpression): Refusal | undefined {
  if (callee.type !== 'Identifier' || callee.name !== 'eval') return undefined
  return refusal('eval', '`eval` is not compiled', 'Write the code out.')
}

function checkMember({ object, property }: ESTree.MemberExpression): Refusal | undefined {
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return undefined
  return object.name === 'window' && property.name === 'CP' ? noInstrumentation : undefined
}
