import type { Axis } from './axis.ts'
import type { ChartPoint } from './series.ts'

/** Where a chart draws inside its box, in px. */
export interface Geometry {
  left: number
  top: number
  width: number
  height: number
  from: number
  to: number
}

export const AXIS_WIDTH = 42
export const AXIS_HEIGHT = 20
const TOP = 8
const PLAIN_END = 8
const LABELS_END = 66
/** Narrower charts have no room for values at the lines' ends. */
const LABELS_FROM = 300

/**
 * Room for the lines; the end is left free for the last values where there is room for them, written or not: charts
 * below each other share a cursor, so a moment stands at one place in all of them.
 */
export function geometryOf(size: { width: number; height: number }, from: number, to: number): Geometry {
  const end = size.width >= LABELS_FROM ? LABELS_END : PLAIN_END
  return {
    left: AXIS_WIDTH,
    top: TOP,
    width: Math.max(1, size.width - AXIS_WIDTH - end),
    height: Math.max(1, size.height - TOP - AXIS_HEIGHT),
    from,
    to: Math.max(to, from + 1),
  }
}

export const hasEndLabels = ({ width, left }: Geometry, boxWidth: number): boolean =>
  boxWidth - left - width === LABELS_END

/** Where a moment stands, in px from the box's left edge. */
export const xOf = ({ left, width, from, to }: Geometry, atMs: number): number =>
  left + ((atMs - from) / (to - from)) * width

/** The moment at a place; outside the lines it is their edge. */
export const timeAt = ({ left, width, from, to }: Geometry, x: number): number =>
  from + Math.max(0, Math.min(1, (x - left) / width)) * (to - from)

/** Where a value stands, in px from the box's top. */
export function yOf({ top, height }: Geometry, axis: Axis, value: number): number {
  const most = axis.ticks.at(-1) ?? 1
  return top + (1 - Math.max(0, Math.min(1, value / most))) * height
}

/** A value written at a line's end. */
export interface EndLabel {
  index: number
  y: number
  text: string
}

const LABEL_GAP = 13

/** The last values at the lines' ends, pushed apart where lines end close to each other. */
export function endLabels(point: ChartPoint | undefined, geometry: Geometry, axis: Axis): EndLabel[] {
  const labels = (point?.values ?? []).flatMap((value, index) =>
    value === null ? [] : [{ index, y: yOf(geometry, axis, value), text: axis.format(value) }],
  )
  labels.sort((a, b) => a.y - b.y)
  const bottom = geometry.top + geometry.height
  for (const [at, label] of labels.entries()) {
    const before = labels[at - 1]
    if (before) label.y = Math.max(label.y, before.y + LABEL_GAP)
  }
  for (let at = labels.length - 1, limit = bottom; at >= 0; at -= 1) {
    const label = labels[at]
    if (!label) continue
    label.y = Math.min(label.y, limit)
    limit = label.y - LABEL_GAP
  }
  return labels
}
