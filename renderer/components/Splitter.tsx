import { useRef } from 'react'
import classes from './Splitter.module.css'

interface SplitterProps {
  /** Spoken name of what it sizes. */
  label: string
  /** `column`: a vertical bar that changes a width. */
  axis: 'column' | 'row'
  value: number
  min: number
  max: number
  /** What it sizes lies after it (right of or below it). */
  after?: boolean
  onChange(value: number): void
}

const STEP = 24

/** The edge between two panes: dragged, or moved by the arrow keys. */
export function Splitter({ label, axis, value, min, max, after, onChange }: SplitterProps) {
  const start = useRef<{ at: number; value: number } | null>(null)
  const sign = after ? -1 : 1
  const set = (next: number) => onChange(Math.round(Math.max(min, Math.min(max, next))))
  const at = (event: React.PointerEvent) => (axis === 'column' ? event.clientX : event.clientY)
  const back = axis === 'column' ? 'ArrowLeft' : 'ArrowUp'
  const forth = axis === 'column' ? 'ArrowRight' : 'ArrowDown'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable separator has no element of its own
    <div
      role="separator"
      aria-label={label}
      aria-orientation={axis === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={`${classes.splitter} ${classes[axis]}`}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { at: at(event), value }
      }}
      onPointerMove={event => {
        if (start.current) set(start.current.value + sign * (at(event) - start.current.at))
      }}
      onPointerUp={() => {
        start.current = null
      }}
      onKeyDown={event => {
        if (event.key === back) set(value - sign * STEP)
        else if (event.key === forth) set(value + sign * STEP)
        else return
        event.preventDefault()
      }}
    />
  )
}
