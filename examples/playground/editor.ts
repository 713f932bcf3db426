/** The editor: CodeMirror with its usual keys, in the colours of the page. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { annotations } from './annotations.ts'
import type { Fault } from './protocol.ts'

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--keyword)' },
  { tag: [tags.number, tags.bool, tags.null, tags.string], color: 'var(--number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--name)' },
  { tag: tags.comment, color: 'var(--dim)', fontStyle: 'italic' },
])

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--panel)', fontSize: '0.85rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--dim)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--line) 25%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-tooltip': { color: 'var(--text)', backgroundColor: 'var(--panel)', border: '1px solid var(--line)' },
  '.cm-types': { color: 'var(--type)', paddingLeft: '2ch', fontSize: '0.92em' },
  '.cm-verdicts': { minWidth: '2.4em' },
  '.cm-verdicts .cm-gutterElement': { fontFamily: 'var(--mono)', fontWeight: 'bold', textAlign: 'center' },
})

/** An editor whose text `changed` hears of; `run` is called by Ctrl+Enter. Tab leaves it, as a page without a mouse needs. */
export function makeEditor(parent: HTMLElement, changed: () => void, run: () => void): EditorView {
  const runKey = { key: 'Mod-Enter', run: () => (run(), true) }
  return new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        annotations,
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        keymap.of([runKey, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        javascript(),
        syntaxHighlighting(highlighting),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Source of the kernel' }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
      ],
    }),
  })
}

/** Replaces the whole text. */
export function setText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, scrollIntoView: true })
}

/** Underlines the place of a fault, or of none. */
export function showFault(view: EditorView, fault: Fault | undefined): void {
  const { length } = view.state.doc
  const places = fault?.span ? [fault.span] : []
  const diagnostics = places.map(({ from, to }) => ({
    from: Math.min(from, length),
    to: Math.min(to, length),
    severity: fault!.severity,
    message: fault!.hint ? `${fault!.message}\n${fault!.hint}` : fault!.message,
  }))
  view.dispatch(setDiagnostics(view.state, diagnostics))
}

export function goTo(view: EditorView, offset: number): void {
  const anchor = Math.min(offset, view.state.doc.length)
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
  view.focus()
}
