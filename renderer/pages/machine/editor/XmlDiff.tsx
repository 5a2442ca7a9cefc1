import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import classes from '../Machine.module.css'
import { reading } from './setup.ts'

interface XmlDiffProps {
  before: { text: string; label: string }
  after: { text: string; label: string }
}

/** From this width on the two stand side by side. */
const BESIDE = 900
/** What a difference of huge texts may cost before it is made out by lines alone. */
const effort = { scanLimit: 2000, timeout: 1500 }
const collapse = { margin: 3, minSize: 6 }

/** Two definitions as text: side by side where there is room, else one in the other; what is the same is folded away. */
export function XmlDiff({ before, after }: XmlDiffProps) {
  const { ref, width } = useElementSize()
  const place = useRef<HTMLDivElement>(null)
  const beside = width >= BESIDE
  const measured = width > 0
  useEffect(() => {
    if (!place.current || !measured) return
    const parent = place.current
    if (beside) {
      const merge = new MergeView({
        parent,
        a: { doc: before.text, extensions: reading(before.label) },
        b: { doc: after.text, extensions: reading(after.label) },
        collapseUnchanged: collapse,
        diffConfig: effort,
        gutter: true,
      })
      return () => merge.destroy()
    }
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: after.text,
        extensions: [
          reading(`${before.label} / ${after.label}`),
          unifiedMergeView({
            original: before.text,
            mergeControls: false,
            collapseUnchanged: collapse,
            diffConfig: effort,
          }),
        ],
      }),
    })
    return () => view.destroy()
  }, [before.text, before.label, after.text, after.label, beside, measured])
  return (
    <div ref={ref} className={classes.diffFrame} dir="ltr">
      <div ref={place} className={beside ? classes.beside : classes.editor} />
    </div>
  )
}
