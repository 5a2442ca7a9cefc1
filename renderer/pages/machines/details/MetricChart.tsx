import { memo, useMemo } from 'react'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { MachineMetric, MachineSample } from '../../../../shared/models/metrics.ts'
import { unknownText } from '../../../../shared/units.ts'
import { axisFor, type Scale } from './axis.ts'
import { withGaps } from './history.ts'
import classes from './MachineDetails.module.css'

interface MetricChartProps {
  title: string
  note: string
  samples: readonly MachineSample[]
  series: { metric: MachineMetric; name: string; color: string }[]
  scale: Scale
  /** Top of the axis where it is known. */
  max?: number | null
}

const MARGIN = { top: 6, right: 4, bottom: 0, left: 0 }
const clock = (ms: number) =>
  new Date(ms).toLocaleTimeString([], { minute: '2-digit', second: '2-digit', hour: '2-digit' })

/** One metric over the last minutes; the charts beside it share its cursor. A gap stays a gap. */
export const MetricChart = memo(function MetricChart({
  title,
  note,
  samples,
  series,
  scale,
  max,
}: MetricChartProps) {
  const data = useMemo(() => withGaps(samples), [samples])
  const axis = useMemo(
    () =>
      axisFor(
        scale,
        samples,
        series.map(({ metric }) => metric),
        max ?? null,
      ),
    [scale, samples, series, max],
  )
  const last = samples.at(-1)
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.chartHead}>
        <span>
          <b>{title}</b>{' '}
          <span className={classes.dim}>
            {note}, {axis.unit}
          </span>
        </span>
        <span className={classes.legend}>
          {series.map(({ metric, name, color }) => (
            <span key={metric}>
              <i style={{ background: color }} aria-hidden="true" />
              {series.length > 1 && `${name} `}
              <b>{last ? axis.format(last[metric]) : unknownText}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div className={classes.plot} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={data} accessibilityLayer={false} syncId="machine" margin={MARGIN}>
            <CartesianGrid stroke="var(--n5)" vertical={false} />
            <XAxis
              dataKey="atMs"
              type="number"
              scale="time"
              domain={['dataMin', 'dataMax']}
              tickFormatter={clock}
              tick={{ fontSize: 10, fill: 'var(--n10)' }}
              stroke="var(--n6)"
              minTickGap={60}
              tickLine={false}
            />
            <YAxis
              domain={[0, axis.ticks.at(-1) ?? 'auto']}
              width={34}
              ticks={axis.ticks}
              interval={0}
              tickFormatter={axis.mark}
              tick={{ fontSize: 10, fill: 'var(--n10)' }}
              stroke="var(--n6)"
              axisLine={false}
              tickLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--n8)' }}
              labelFormatter={label => clock(Number(label))}
              formatter={(value, name) => [axis.format(typeof value === 'number' ? value : null), name]}
              contentStyle={{
                background: 'var(--n3)',
                border: '1px solid var(--n6)',
                borderRadius: 6,
                fontSize: 11,
                padding: '4px 8px',
              }}
            />
            {series.map(({ metric, name, color }) => (
              <Area
                key={metric}
                dataKey={metric}
                name={name}
                stroke={color}
                strokeWidth={1.5}
                fill={color}
                fillOpacity={0.12}
                dot={false}
                isAnimationActive={false}
                connectNulls={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
})
