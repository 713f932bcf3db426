/** What the compiler found, on the source: types behind the lines that declare or assign, and what became of each loop in the margin. */
import { type Extension, RangeSet, RangeSetBuilder, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter, WidgetType } from '@codemirror/view'
import type { TypeNote, Verdict } from './protocol.ts'

export interface Annotations {
  readonly types: readonly TypeNote[]
  readonly verdicts: readonly Verdict[]
}

export const setAnnotations = StateEffect.define<Annotations>()

/** What stands in the margin for each kind of verdict. */
export function markOf({ kind, text }: Verdict): string {
  const lanes = /^vectorized, (\d+)/.exec(text)?.[1]
  return kind === 'vector' ? `×${lanes ?? '?'}` : kind === 'around' ? '·' : '–'
}

class Types extends WidgetType {
  readonly text: string
  constructor(text: string) {
    super()
    this.text = text
  }
  override eq(other: Types): boolean {
    return other.text === this.text
  }
  override toDOM(): HTMLElement {
    const element = document.createElement('span')
    element.className = 'cm-types'
    element.textContent = this.text
    return element
  }
}

class Mark extends GutterMarker {
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super()
    this.verdict = verdict
  }
  override eq(other: Mark): boolean {
    return other.verdict.text === this.verdict.text
  }
  override toDOM(): HTMLElement {
    const element = document.createElement('span')
    element.className = this.verdict.kind
    element.textContent = markOf(this.verdict)
    element.title = this.verdict.text
    return element
  }
}

const types = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, { changes, effects, state }) {
    let next = value.map(changes)
    for (const effect of effects) if (effect.is(setAnnotations)) next = typesIn(state.doc, effect.value.types)
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

const marks = StateField.define<RangeSet<Mark>>({
  create: () => RangeSet.empty,
  update(value, { changes, effects, state }) {
    let next = value.map(changes)
    for (const effect of effects) if (effect.is(setAnnotations)) next = marksIn(state.doc, effect.value.verdicts)
    return next
  },
})

/** Behind the end of each line, what is declared or assigned in it. */
function typesIn(doc: Text, notes: readonly TypeNote[]): DecorationSet {
  const lines = new Map<number, Set<string>>()
  for (const { at, name, type } of notes) {
    const { to } = doc.lineAt(at)
    lines.set(to, (lines.get(to) ?? new Set()).add(`${name}: ${type}`))
  }
  const builder = new RangeSetBuilder<Decoration>()
  for (const [to, texts] of [...lines].sort(([a], [b]) => a - b)) {
    builder.add(to, to, Decoration.widget({ widget: new Types([...texts].join('  ')), side: 1 }))
  }
  return builder.finish()
}

function marksIn(doc: Text, verdicts: readonly Verdict[]): RangeSet<Mark> {
  const ranges = verdicts.map((verdict) => new Mark(verdict).range(doc.lineAt(verdict.at).from))
  return RangeSet.of(ranges, true)
}

export const annotations: Extension = [
  types,
  marks,
  gutter({ class: 'cm-verdicts', markers: (view) => view.state.field(marks) }),
]
