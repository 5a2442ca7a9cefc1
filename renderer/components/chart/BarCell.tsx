import { memo } from 'react'
import { formatPercent, unknownText } from '../../../shared/units.ts'
import classes from './BarCell.module.css'
import { type BarShare, barText } from './barText.ts'

interface BarCellProps extends BarShare {
  /** How `value` and `of` are written; sizes without it. */
  format?(value: number | null): string
  /** Without words on hover, where a list says them. */
  plain?: boolean
}

const NEARLY_FULL = 0.9

/**
 * How full something is, as a bar with its percentage. What is promised beyond the whole is drawn as a
 * second, hatched line, so that over-commit is seen without a colour; the whole story is in the title.
 */
export const BarCell = memo(function BarCell({ value, of, promised, format, plain }: BarCellProps) {
  const share = value === null || of === null || of <= 0 ? null : value / of
  const most = Math.max(1, of && of > 0 ? (promised ?? 0) / of : 1)
  const width = share === null ? 0 : Math.min(1, share / most) * 100
  const over = of && of > 0 && promised != null && promised > of ? (promised / of / most) * 100 : 0
  return (
    <span className={classes.cell} title={plain ? undefined : barText({ value, of, promised }, format)}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.over} style={{ inlineSize: `${over}%` }} />
        <span
          className={classes.used}
          data-full={share !== null && share >= NEARLY_FULL ? '' : undefined}
          style={{ inlineSize: `${width}%` }}
        />
        <span className={classes.whole} style={{ insetInlineStart: `${100 / most}%` }} hidden={most <= 1} />
      </span>
      <span className={classes.number} data-unknown={share === null ? '' : undefined}>
        {share === null ? unknownText : formatPercent(share * 100)}
      </span>
    </span>
  )
})
