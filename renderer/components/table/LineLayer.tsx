import { memo, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { drawLine, drawSoon, onTheme, sizeCanvas } from '../chart/canvas.ts'
import type { ListItem } from './arrange.ts'
import { isRightToLeft } from './cellCursor.ts'
import type { CellLine, Keyed } from './column.ts'
import classes from './ResourceTable.module.css'

interface LineLayerProps<Row extends Keyed> {
  line: CellLine<Row>
  items: readonly ListItem<Row>[]
  /** The lines of the list that are drawn, the last one included. */
  first: number
  last: number
  rowHeight: number
  /** Where the column's cells stand in their row, in px from its beginning, and how wide they are. */
  at: number
  width: number
  /** Columns before this stay in sight when the list is scrolled sideways, in px. */
  covered: number
  /** Where the first row of the list begins, in px. */
  top: number
  scroller: RefObject<HTMLElement | null>
}

/** Both sides of a cell's words, in px. */
const CELL_PADDING = 10
const LINE_HEIGHT = 16
/** Less is no line. */
const NARROWEST = 16

/**
 * The small lines of one column on one canvas that scrolls with the rows. A canvas in each row would be drawn anew
 * as often as rows are lent to others; here a sample costs a few strokes, and a step of the wheel one drawing.
 */
export const LineLayer = memo(function LineLayer<Row extends Keyed>(props: LineLayerProps<Row>) {
  const { line, items, first, last, rowHeight, at, covered, scroller } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = Math.max(0, props.width - 2 * CELL_PADDING - line.beside)
  const start = at + CELL_PADDING
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || width < NARROWEST) return
    const shown = new Map<string, readonly (number | null)[]>()
    const draw = (anew: boolean) => {
      const before = context.canvas.width
      const scale = sizeCanvas(context.canvas, width, (last - first + 1) * rowHeight)
      // Zoomed, or on another screen: the canvas is empty, whatever was on it.
      if (anew || context.canvas.width !== before) {
        shown.clear()
        context.clearRect(0, 0, context.canvas.width, context.canvas.height)
      }
      for (let index = first; index <= last; index += 1) {
        const item = items[index]
        if (item?.kind !== 'row') continue
        const values = line.values(item.row)
        const drawn = shown.get(item.key)
        if (drawn === values) continue
        shown.set(item.key, values)
        const box = {
          left: 0,
          top: ((index - first) * rowHeight + (rowHeight - LINE_HEIGHT) / 2) * scale,
          width: context.canvas.width,
          height: LINE_HEIGHT * scale,
        }
        if (drawn) context.clearRect(0, box.top - scale, box.width, box.height + 2 * scale)
        if (values.length > 0) drawLine(context, { ...line, values }, box, scale)
      }
    }
    draw(true)
    const more = () => draw(false)
    const again = () => draw(true)
    let waiting = () => {}
    const heard = line.listen(() => {
      waiting()
      waiting = drawSoon(more)
    })
    const themed = onTheme(() => drawSoon(again))
    return () => {
      heard()
      themed()
      waiting()
    }
  }, [line, items, first, last, rowHeight, width])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let clipped = 0
    const clip = () => {
      const hidden = Math.max(0, Math.abs(element.scrollLeft) + covered - start)
      if (!canvas.current || hidden === clipped) return
      clipped = hidden
      canvas.current.style.clipPath = isRightToLeft()
        ? `inset(0 ${hidden}px 0 0)`
        : `inset(0 0 0 ${hidden}px)`
    }
    clip()
    element.addEventListener('scroll', clip, { passive: true })
    return () => element.removeEventListener('scroll', clip)
  }, [scroller, covered, start])
  if (width < NARROWEST) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a bare canvas takes no focus
    <canvas
      ref={canvas}
      aria-hidden="true"
      className={classes.lines}
      style={{
        insetInlineStart: start,
        width,
        height: (last - first + 1) * rowHeight,
        transform: `translateY(${props.top + first * rowHeight}px)`,
      }}
    />
  )
}) as <Row extends Keyed>(props: LineLayerProps<Row>) => React.ReactNode
