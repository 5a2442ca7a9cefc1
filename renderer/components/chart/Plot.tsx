import { memo, useMemo } from 'react'
import { Area, AreaChart, CartesianGrid, XAxis, YAxis } from 'recharts'
import { type Axis, timeTicks } from './axis.ts'
import { AXIS_HEIGHT, AXIS_WIDTH, type Geometry } from './geometry.ts'
import type { ChartPoint } from './series.ts'

interface PlotProps {
  points: readonly ChartPoint[]
  lines: readonly { id: string; name: string; color: string }[]
  axis: Axis
  geometry: Geometry
  size: { width: number; height: number }
  stacked: boolean
}

const TICK = { fontSize: 10, fill: 'var(--n10)' }
const TICK_WIDTH = 84
const nothing = (): null => null

/** A line's value of a point, or the band between it and those below it. */
function keysOf(
  count: number,
  stacked: boolean,
): ((point: ChartPoint) => number | [number, number] | null)[] {
  return Array.from({ length: count }, (_, line) => (point: ChartPoint) => {
    const value = point.values[line] ?? null
    if (value === null || !stacked) return value
    const below = point.values.slice(0, line).reduce<number>((sum, each) => sum + (each ?? 0), 0)
    return [below, below + value]
  })
}

/** Lines, grid and axes; drawn anew when the data or the range change, not when the cursor moves. */
export const Plot = memo(function Plot({ points, lines, axis, geometry, size, stacked }: PlotProps) {
  const { from, to, width, top, left } = geometry
  const keys = useMemo(() => keysOf(lines.length, stacked), [lines.length, stacked])
  const time = useMemo(() => timeTicks(from, to, width / TICK_WIDTH), [from, to, width])
  const data = useMemo(() => [...points], [points])
  const margin = { top, right: size.width - left - width, bottom: 0, left: 0 }
  return (
    <AreaChart
      width={size.width}
      height={size.height}
      data={data}
      accessibilityLayer={false}
      margin={margin}
      tabIndex={-1}
    >
      <CartesianGrid stroke="var(--n5)" vertical={false} />
      <XAxis
        dataKey="atMs"
        type="number"
        scale="time"
        domain={[from, to]}
        allowDataOverflow
        ticks={time.ticks}
        interval={0}
        tickFormatter={time.format}
        tick={TICK}
        height={AXIS_HEIGHT}
        stroke="var(--n6)"
        tickLine={false}
      />
      <YAxis
        domain={[0, axis.ticks.at(-1) ?? 'auto']}
        allowDataOverflow
        width={AXIS_WIDTH}
        ticks={axis.ticks}
        interval={0}
        tickFormatter={axis.mark}
        tick={TICK}
        axisLine={false}
        tickLine={false}
      />
      {lines.map(({ id, name, color }, index) => (
        <Area
          key={id}
          dataKey={keys[index] ?? nothing}
          name={name}
          stroke={color}
          strokeWidth={1.5}
          fill={color}
          fillOpacity={stacked ? 0.45 : 0.12}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          connectNulls={false}
        />
      ))}
    </AreaChart>
  )
})
