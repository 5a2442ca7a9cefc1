import { memo } from 'react'
import { formatPercent, unknownText } from '../../../shared/units.ts'
import { useUnits } from '../../stores/view.ts'
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
 * How full something is, as a bar with its percentage: bars below each other have one scale, the whole. What is
 * promised beyond it is drawn as a second, hatched line up to a mark at the end, so that over-commit is seen
 * without a colour; the whole story is in the title.
 */
export const BarCell = memo(function BarCell({ value, of, promised, format, plain }: BarCellProps) {
  // Its words are written anew in other units.
  useUnits()
  const share = value === null || of === null || of <= 0 ? null : value / of
  // Only what is used already may be more than the whole, of machines that run.
  const most = Math.max(1, share ?? 0)
  const width = ((share ?? 0) / most) * 100
  const isOver = of !== null && of > 0 && promised != null && promised > of
  return (
    <span className={classes.cell} title={plain ? undefined : barText({ value, of, promised }, format)}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.over} style={{ inlineSize: isOver ? '100%' : 0 }} />
        <span
          className={classes.used}
          data-full={share !== null && share >= NEARLY_FULL ? '' : undefined}
          style={{ inlineSize: `${width}%` }}
        />
        <span
          className={classes.whole}
          style={{ insetInlineStart: `${100 / most}%` }}
          hidden={!isOver && most <= 1}
        />
      </span>
      <span className={classes.number} data-unknown={share === null ? '' : undefined}>
        {share === null ? unknownText : formatPercent(share * 100)}
      </span>
    </span>
  )
})
