/**
 * The types of a function's parameters as its file declares them: in the parameter list (TypeScript), or in the JSDoc comment before the
 * function. Found in the text, by the function's name: a file need not be parsed for it.
 */
import { signatureType, splitTop } from './type-text.ts'

/** A signature, or why the file does not tell one. */
export type Declared = { readonly ok: true; readonly signature: string } | { readonly ok: false; readonly why: string }

export function declaredSignature(text: string, name: string): Declared {
  const place = findFunction(text, name)
  if (place === undefined) return { ok: false, why: 'its types are not declared' }
  const parameters = splitTop(place.parameters, /,/)
    .map(readParameter)
    .filter(({ name: parameter }) => parameter !== '')
  if (parameters.length === 0) return { ok: false, why: 'it has no parameters; a signature would be ()' }
  const comment = commentBefore(text, place.start)
  const types: string[] = []
  for (const { name: parameter, type, isOptional } of parameters) {
    const documented = comment === undefined ? undefined : documentedType(comment, parameter)
    const declared = type ?? documented?.type
    if (declared === undefined) return { ok: false, why: `the type of ${parameter} is not declared` }
    const found = signatureType(declared)
    if (found === undefined)
      return { ok: false, why: `the type of ${parameter}, ${declared.trim()}, is none that compiles` }
    types.push((isOptional || documented?.isOptional) && !found.endsWith('?') ? `${found}?` : found)
  }
  return { ok: true, signature: `(${types.join(', ')})` }
}

interface Place {
  readonly start: number
  /** Between the parentheses. */
  readonly parameters: string
}

function findFunction(text: string, name: string): Place | undefined {
  const escaped = name.replaceAll('$', '\\$')
  const header = new RegExp(
    `\\bfunction\\s*\\*?\\s*${escaped}\\s*(?:<[^(]*>)?\\(|\\b(?:const|let|var)\\s+${escaped}\\s*(?::[^=]+)?=\\s*(?:[\\w$.]+\\()?(?:function[^(]*)?\\(`,
  )
  const found = header.exec(text)
  if (found === null) return undefined
  const open = found.index + found[0].length
  let depth = 1
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return { start: found.index, parameters: text.slice(open, i) }
  }
  return undefined
}

interface Parameter {
  readonly name: string
  readonly type: string | undefined
  readonly isOptional: boolean
}

function readParameter(text: string): Parameter {
  // Comments go, and the arrows of function types are not the beginning of a default.
  const plain = text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '').replaceAll('=>', '\u21d2')
  const [declaration = '', ...defaults] = splitTop(plain, /=/)
  const found = /^\s*(?:\.\.\.)?([\w$]*|\{.*?\}|\[.*?\])\s*(\?)?\s*(?::(.*))?$/s.exec(declaration)
  const type = found?.[3]?.replaceAll('\u21d2', '=>')
  return { name: found?.[1] ?? '', type, isOptional: found?.[2] !== undefined || defaults.length > 0 }
}

/** The JSDoc comment that ends right before the declaration at `start`. */
function commentBefore(text: string, start: number): string | undefined {
  return /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?$/.exec(text.slice(0, start))?.[1]
}

/** The type of `@param {type} name`, or of `[name]`. */
function documentedType(comment: string, name: string): { type: string; isOptional: boolean } | undefined {
  for (const found of comment.matchAll(/@param\s+\{/g)) {
    const open = found.index + found[0].length
    const close = closingBrace(comment, open)
    const target = /^\s*(\[?)\s*([\w$]+)/.exec(comment.slice(close + 1))
    // The stars at the beginning of lines are no part of a type.
    if (target?.[2] === name) {
      return { type: comment.slice(open, close).replace(/\n\s*\*/g, '\n'), isOptional: target[1] === '[' }
    }
  }
  return undefined
}

function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  return text.length
}
