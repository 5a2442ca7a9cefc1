import { memo, useEffect, useRef, useState } from 'react'
import { t } from '../../words/index.ts'
import { formatRecent } from '../../words/format.ts'
import type { Axis } from './axis.ts'
import type { ChartPoint } from './series.ts'

interface ChartTableProps {
  title: string
  points: readonly ChartPoint[]
  lines: readonly { id: string; name: string }[]
  axis: Axis
}

/** Rows that a person listens through; more are thinned evenly, the newest stays. */
const ROWS_MAX = 30
const CALM_MS = 10_000

/** The chart's data as a table that is heard and not seen; it moves on every ten seconds, so that nobody loses their place. */
export const ChartTable = memo(function ChartTable(props: ChartTableProps) {
  const { title, points, lines, axis } = useCalmly(props)
  return (
    // A table takes the width of its words whatever it is told; a box around it does not.
    <div className="visually-hidden">
      <table>
        <caption>{t('chart.tableOf', { title })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            {lines.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {thinned(points, ROWS_MAX).map(({ atMs, values }) => (
            <tr key={atMs}>
              <th scope="row">{formatRecent(atMs)}</th>
              {lines.map(({ id }, line) => (
                <td key={id}>{values[line] == null ? t('chart.gap') : axis.format(values[line])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
})

/** Evenly chosen points, the last one among them. */
export function thinned<Point>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points
  const step = (points.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]).flatMap(
    point => point ?? [],
  )
}

/** What was given, at most once in ten seconds; the first points at once. */
function useCalmly(props: ChartTableProps): ChartTableProps {
  const [calm, setCalm] = useState(props)
  const newest = useRef(props)
  newest.current = props
  const empty = calm.points.length === 0 && props.points.length > 0
  useEffect(() => {
    if (empty) setCalm(newest.current)
    const timer = setInterval(() => setCalm(newest.current), CALM_MS)
    return () => clearInterval(timer)
  }, [empty])
  return calm
}
