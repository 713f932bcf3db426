import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/diagnostics.ts'
import { formatDiagnostic, locationOf } from '../../src/report/diagnostic.ts'

/** A diagnostic about the first occurrence of `part` in `source`. */
function about(source: string, part: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = source.indexOf(part)
  return { code: 'x', message: 'no', functionName: 'f', source, span: { start, end: start + part.length }, ...more }
}

const three = 'function f(a) {\n  return a + "b"\n}'

test('says what, where and what to do', () => {
  const diagnostic = about(three, '"b"', { message: 'a string is used as a value', hint: 'Use a number.' })
  const expected = [
    'tightloop: f is not compiled: a string is used as a value',
    '  1 | function f(a) {',
    '> 2 |   return a + "b"',
    '    |              ^^^',
    '  3 | }',
    'help: Use a number.',
  ]
  assert.is(formatDiagnostic(diagnostic), expected.join('\n'))
  assert.equal(locationOf(diagnostic), { line: 2, column: 14 })
})

test('without a place there is no frame', () => {
  assert.is(
    formatDiagnostic({ code: 'native', message: 'no source' }),
    'tightloop: the function is not compiled: no source',
  )
  assert.is(locationOf({ code: 'native', message: 'no source', source: 'x' }), undefined)
})

test('underlines to the end of the first line of a long span', () => {
  const diagnostic = about('() => {\n  try {\n    x()\n  } catch {}\n}', 'try {\n    x()\n  } catch {}')
  assert.is(formatDiagnostic(diagnostic).split('\n')[3], '    |   ^^^^^')
})

test('tabs take two columns in the frame and one in the location', () => {
  const diagnostic = about('() => {\n\t\treturn\t"b"\n}', '"b"')
  const [, , line, carets] = formatDiagnostic(diagnostic).split('\n')
  assert.is(line, '> 2 |     return  "b"')
  assert.is(carets, '    |             ^^^')
  assert.equal(locationOf(diagnostic), { line: 2, column: 10 })
})

test('line numbers are aligned', () => {
  const diagnostic = about(`${'\n'.repeat(8)}one\ntwo\nthree`, 'one')
  assert.is(formatDiagnostic(diagnostic).split('\n').slice(1).join('\n'), '   8 |\n>  9 | one\n     | ^^^\n  10 | two')
})

test('a minified line is clipped around the place', () => {
  const diagnostic = about(`(a)=>{${'a=a+1;'.repeat(100)}return"b";${'a=a+1;'.repeat(100)}}`, '"b"')
  const [, line, carets] = formatDiagnostic(diagnostic).split('\n') as [string, string, string]
  assert.ok(line.length < 120, 'the line is short')
  assert.match(line, /\| ….*…$/)
  assert.is(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), '"b"')
})

test('a span longer than the window is underlined as far as it is shown', () => {
  const text = `"${'b'.repeat(300)}"`
  const [, line, carets] = formatDiagnostic(about(`() => ${text}`, text)).split('\n') as [string, string, string]
  assert.ok(line.endsWith('b…'))
  assert.is(carets.length, line.length - 1)
})

test('an empty span and the end of the text have a caret', () => {
  const diagnostic: Diagnostic = { code: 'syntax', message: 'no', source: '(a) =>', span: { start: 6, end: 6 } }
  assert.is(formatDiagnostic(diagnostic).split('\n')[2], '    |       ^')
})

test('all line breaks of JavaScript count', () => {
  assert.equal(locationOf(about('a\r\nb\u2028c\rd', 'd')), { line: 4, column: 1 })
})

test('color marks the message, the place and the help', () => {
  const diagnostic = about(three, '"b"', { hint: 'Use a number.' })
  const text = formatDiagnostic(diagnostic, { color: true })
  assert.ok(text.includes('\x1b[31m^^^\x1b[0m') && text.includes('\x1b[36mhelp:\x1b[0m'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  assert.is(text.replace(/\x1b\[\d+m/g, ''), formatDiagnostic(diagnostic))
})

test.run()
