import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import classes from '../Machine.module.css'
import { reading } from './setup.ts'

interface XmlEditorProps {
  text: string
  label: string
  /** A line to be shown and marked, from 1. */
  line: number | null
}

const markLine = StateEffect.define<number>()
const asked = Decoration.line({ class: 'cm-line-asked' })
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes)
    for (const effect of transaction.effects)
      if (effect.is(markLine)) next = Decoration.set([asked.range(effect.value)])
    return next
  },
  provide: field => EditorView.decorations.from(field),
})

/** A definition to read: coloured, folded, searched. What changed meanwhile is put in without losing the place. */
export function XmlEditor({ text, label, line }: XmlEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  useEffect(() => {
    if (!place.current) return
    const extensions: Extension = [reading(label), marked]
    const made = new EditorView({ parent: place.current, state: EditorState.create({ extensions }) })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [label])
  useEffect(() => {
    const made = view.current
    if (!made || made.state.doc.toString() === text) return
    const top = made.scrollDOM.scrollTop
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: text } })
    made.scrollDOM.scrollTop = top
  }, [text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is gone to again
  useEffect(() => {
    const made = view.current
    if (!made || line === null || line > made.state.doc.lines) return
    const { from } = made.state.doc.line(line)
    made.dispatch({
      selection: { anchor: from },
      effects: [markLine.of(from), EditorView.scrollIntoView(from, { y: 'center' })],
    })
  }, [line, text])
  return <div ref={place} className={classes.editor} dir="ltr" />
}
