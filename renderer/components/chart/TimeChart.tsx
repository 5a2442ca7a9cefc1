import { ActionIcon } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconZoomReset } from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { useUnits } from '../../stores/view.ts'
import { t } from '../../words/index.ts'
import { formatRecent } from '../../words/format.ts'
import { type Axis, axisFor, type Scale } from './axis.ts'
import { ChartOverlay } from './ChartOverlay.tsx'
import { ChartTable } from './ChartTable.tsx'
import { type ChartGroupState, useChartGroupStore } from './chartGroup.tsx'
import { endLabels, geometryOf, hasEndLabels } from './geometry.ts'
import { Plot } from './Plot.tsx'
import {
  type ChartPoint,
  type ChartSeries,
  largestOf,
  nearest,
  pointsIn,
  pointsOf,
  type Sampled,
  seriesColor,
} from './series.ts'
import classes from './TimeChart.module.css'
import { Tip } from '../Tip.tsx'
import { visible } from '../visible.ts'

export interface TimeChartProps<Sample extends Sampled> {
  title: string
  /** What exactly is measured; the unit is added. */
  note?: string
  /** Oldest first. */
  samples: readonly Sample[]
  series: readonly ChartSeries<Sample>[]
  scale: Scale
  /** Top of the axis where it is known. */
  max?: number | null
  /** Lines on top of each other: parts of a whole. */
  stacked?: boolean
  /** Of the lines and axes, in px. */
  height?: number
  /** Nothing is measured any more: the last values are not those of now. */
  isPast?: boolean
  /** Said in place of lines while there are no samples. */
  empty?: string
}

/** More lines than these are not written at their ends; the head names them all. */
const END_LABELS_MAX = 3
const HEIGHT = 132

/**
 * Something over time, read in detail: the values at the cursor in the head, the last ones at the lines'
 * ends, the same data as a table for a screen reader. Inside a `ChartGroup` cursor and range are shared.
 */
function Chart<Sample extends Sampled>(props: TimeChartProps<Sample>) {
  const {
    title,
    note,
    samples,
    series,
    scale,
    max = null,
    stacked = false,
    height = HEIGHT,
    isPast = false,
  } = props
  const group = useChartGroupStore()
  const range = useStore(group, state => state.range)
  const { ref, width } = useElementSize()
  const points = useMemo(() => pointsOf(samples, series), [samples, series])
  const [from, to] = range ?? [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 1]
  const shown = useMemo(() => (range ? pointsIn(points, range[0], range[1]) : points), [points, range])
  const largest = largestOf(shown, stacked)
  const units = useUnits()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the axis is written in the units
  const axis = useMemo(() => axisFor(scale, largest, max), [scale, largest, max, units])
  const lines = useMemo(
    () =>
      series.map(({ id, name, color }, index) => ({
        id,
        name: visible(name),
        color: color ?? seriesColor(index),
      })),
    [series],
  )
  const size = useMemo(() => ({ width, height }), [width, height])
  const written = !stacked && lines.length <= END_LABELS_MAX
  const geometry = useMemo(() => geometryOf(size, from, to), [size, from, to])
  // A range keeps a neighbour behind its end, which its lines go to but do not reach.
  const last = shown.findLast(point => point.atMs <= to)
  const labels = written && hasEndLabels(geometry, width) ? endLabels(last, geometry, axis) : []
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.head}>
        <span className={classes.name}>
          <b>{title}</b> <span className={classes.note}>{[note, axis.unit].filter(Boolean).join(', ')}</span>
        </span>
        <Legend points={shown} last={isPast ? undefined : last} lines={lines} axis={axis} group={group} />
        {range && (
          <Tip label={t('chart.rangeShown', { from: formatRecent(range[0]), to: formatRecent(range[1]) })}>
            <ActionIcon
              size={22}
              aria-label={t('chart.resetRange')}
              onClick={() => group.getState().setRange(null)}
            >
              <IconZoomReset size={14} aria-hidden="true" />
            </ActionIcon>
          </Tip>
        )}
      </figcaption>
      <div ref={ref} className={classes.plot} style={{ height }} dir="ltr">
        {points.length === 0 && <p className={classes.empty}>{props.empty ?? t('chart.noData')}</p>}
        {points.length > 0 && width > 0 && (
          <>
            <div aria-hidden="true">
              <Plot
                key={units}
                points={shown}
                lines={lines}
                axis={axis}
                geometry={geometry}
                size={size}
                stacked={stacked}
              />
            </div>
            <ChartOverlay
              title={title}
              points={shown}
              lines={lines}
              geometry={geometry}
              axis={axis}
              stacked={stacked}
              labels={labels}
              group={group}
            />
          </>
        )}
      </div>
      <ChartTable key={units} title={title} points={shown} lines={lines} axis={axis} />
    </figure>
  )
}

/** One chart; draws again only when what it is given changes, or the units do. */
export const TimeChart = memo(Chart) as typeof Chart

interface LegendProps {
  points: readonly ChartPoint[]
  /** The newest that is shown. */
  last: ChartPoint | undefined
  lines: readonly { id: string; name: string; color: string }[]
  axis: Axis
  group: StoreApi<ChartGroupState>
}

/** The lines' names with their values at the cursor, else the last ones. */
function Legend({ points, last, lines, axis, group }: LegendProps) {
  const cursor = useStore(group, state => state.cursor)
  const point = cursor === null ? last : nearest(points, cursor)
  return (
    <span className={classes.legend}>
      {lines.map(({ id, name, color }, line) => (
        <span key={id} className={classes.line}>
          <i style={{ background: color }} aria-hidden="true" />
          {lines.length > 1 && <bdi className={classes.lineName}>{visible(name)}</bdi>}
          <b>{axis.format(point?.values[line] ?? null)}</b>
        </span>
      ))}
    </span>
  )
}
