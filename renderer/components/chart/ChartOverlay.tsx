import { useRef, useState } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { t } from '../../words/index.ts'
import { formatRecent } from '../../words/format.ts'
import type { Axis } from './axis.ts'
import type { ChartGroupState } from './chartGroup.tsx'
import { type EndLabel, type Geometry, timeAt, xOf, yOf } from './geometry.ts'
import { type ChartPoint, nearest } from './series.ts'
import classes from './TimeChart.module.css'

interface ChartOverlayProps {
  title: string
  points: readonly ChartPoint[]
  lines: readonly { id: string; name: string; color: string }[]
  geometry: Geometry
  axis: Axis
  stacked: boolean
  labels: readonly EndLabel[]
  group: StoreApi<ChartGroupState>
}

/** Shorter ranges are a slip of the hand. */
const DRAG_PX = 6

/** Over the lines: the cursor, the range that is being chosen, the last values. Heard by mouse and keyboard. */
export function ChartOverlay(props: ChartOverlayProps) {
  const { points, lines, geometry, axis, group, labels } = props
  const cursor = useStore(group, state => state.cursor)
  const [drag, setDrag] = useState<readonly [number, number] | null>(null)
  const begun = useRef<number | null>(null)
  const at = cursor === null ? undefined : nearest(points, cursor)
  const seen = at && at.atMs >= geometry.from && at.atMs <= geometry.to ? at : undefined
  // Near the end the time stands on the other side of its line.
  const flips = seen !== undefined && xOf(geometry, seen.atMs) > geometry.left + geometry.width - 80
  const place = (event: React.PointerEvent) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left
  const finish = (to: number) => {
    const from = begun.current
    begun.current = null
    setDrag(null)
    if (from === null || Math.abs(xOf(geometry, to) - xOf(geometry, from)) < DRAG_PX) return
    group.getState().setRange([Math.min(from, to), Math.max(from, to)])
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const { setCursor, setRange, range } = group.getState()
    const step = keyStep(event.key, points.length)
    if (event.key === 'Escape') {
      if (!range && drag === null && cursor === null) return
      setDrag(null)
      begun.current = null
      setCursor(null)
      setRange(null)
    } else if (event.key === 'Enter' && drag) finish(drag[1])
    else if (step !== null) {
      const here = seen ? points.indexOf(seen) : points.length - 1
      const next = points[Math.max(0, Math.min(points.length - 1, here + step))]
      if (!next) return
      if (event.shiftKey) {
        begun.current ??= seen?.atMs ?? next.atMs
        setDrag([begun.current, next.atMs])
      }
      setCursor(next.atMs)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const spoken = (point: ChartPoint | undefined): string =>
    point
      ? [
          formatRecent(point.atMs),
          ...lines.map(({ name }, line) =>
            t('chart.series', { name, value: axis.format(point.values[line] ?? null) }),
          ),
        ].join(', ')
      : t('chart.noData')
  const point = seen ?? points.at(-1)
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={props.title}
      aria-description={t('chart.hint')}
      aria-valuemin={Math.round(geometry.from)}
      aria-valuemax={Math.round(geometry.to)}
      aria-valuenow={Math.round(point?.atMs ?? geometry.to)}
      aria-valuetext={spoken(point)}
      className={classes.overlay}
      onPointerDown={event => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        begun.current = timeAt(geometry, place(event))
      }}
      onPointerMove={event => {
        const time = timeAt(geometry, place(event))
        group.getState().setCursor(nearest(points, time)?.atMs ?? null)
        if (begun.current !== null) setDrag([begun.current, time])
      }}
      onPointerUp={event => finish(timeAt(geometry, place(event)))}
      onPointerCancel={() => {
        begun.current = null
        setDrag(null)
      }}
      onPointerLeave={() => group.getState().setCursor(null)}
      onBlur={() => {
        begun.current = null
        setDrag(null)
        group.getState().setCursor(null)
      }}
      onDoubleClick={() => group.getState().setRange(null)}
      onKeyDown={onKeyDown}
    >
      {drag && (
        <span
          className={classes.drag}
          style={{
            left: xOf(geometry, Math.min(...drag)),
            width: Math.abs(xOf(geometry, drag[1]) - xOf(geometry, drag[0])),
            top: geometry.top,
            height: geometry.height,
          }}
        />
      )}
      {seen && (
        <span
          className={classes.cursor}
          style={{ left: xOf(geometry, seen.atMs), top: geometry.top, height: geometry.height }}
        >
          <span className={classes.moment} data-flip={flips ? '' : undefined}>
            {formatRecent(seen.atMs)}
          </span>
        </span>
      )}
      {seen &&
        lines.map(({ id, color }, line) => {
          const value = seen.values[line]
          if (value == null) return null
          const below = props.stacked
            ? seen.values.slice(0, line).reduce<number>((sum, each) => sum + (each ?? 0), 0)
            : 0
          return (
            <span
              key={id}
              className={classes.dot}
              style={{
                left: xOf(geometry, seen.atMs),
                top: yOf(geometry, axis, value + below),
                background: color,
              }}
            />
          )
        })}
      {labels.map(({ index, y, text }) => (
        <span
          key={index}
          className={classes.end}
          style={{ left: geometry.left + geometry.width + 4, top: y }}
        >
          <i style={{ background: lines[index]?.color }} />
          {text}
        </span>
      ))}
    </div>
  )
}

/** How many samples a key moves the cursor; null for other keys. */
function keyStep(key: string, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return -1
    case 'ArrowRight':
      return 1
    case 'PageUp':
      return -10
    case 'PageDown':
      return 10
    case 'Home':
      return -count
    case 'End':
      return count
    default:
      return null
  }
}
