import { formatPercent } from '../../../shared/units.ts'
import { formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Overview.module.css'

interface CapacityBarProps {
  title: string
  color: string
  usedPercent: number | null
  promisedPercent: number | null
  /** False where nothing of it is known. */
  known: boolean
  /** Why not, where there is more to say than that. */
  unknownWhy?: string | null
  /** True where all of it is as it was last seen. */
  stale?: boolean
  used: string
  notes: readonly (string | null)[]
}

/** One bar of what is used and what is promised; where more is promised than there is, the whole is a mark inside it. */
export function CapacityBar(props: CapacityBarProps) {
  const {
    title,
    color,
    usedPercent,
    promisedPercent,
    known,
    unknownWhy = null,
    stale = false,
    used,
    notes,
  } = props
  const most = Math.max(100, promisedPercent ?? 0)
  const width = (percent: number | null) => `${(Math.min(most, percent ?? 0) / most) * 100}%`
  return (
    <div className={classes.card}>
      <div className={classes.barHead}>
        <h3>{title}</h3>
        <span className={classes.big} data-unknown={usedPercent === null ? '' : undefined}>
          {formatPercent(usedPercent)}
        </span>
      </div>
      <div className={classes.bar} aria-hidden="true">
        <span className={classes.barPromised} style={{ inlineSize: width(promisedPercent) }} />
        <span
          className={classes.barUsed}
          style={{ inlineSize: width(usedPercent), background: stale ? 'var(--n9)' : color }}
        />
        {most > 100 && <span className={classes.barWhole} style={{ insetInlineStart: width(100) }} />}
      </div>
      <p>{known ? used : (unknownWhy ?? t('overview.capacity.nothing'))}</p>
      {known && (
        <p className={classes.dim}>
          {[promised(promisedPercent), ...notes].filter(note => note !== null).join(' · ')}
        </p>
      )}
    </div>
  )
}

function promised(percent: number | null): string | null {
  if (percent === null) return null
  if (percent <= 100) return t('overview.capacity.promised', { percent: formatPercent(percent) })
  return t('overview.capacity.over', { ratio: formatNumber(Math.round(percent) / 100) })
}
