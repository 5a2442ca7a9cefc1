import { formatBytes, formatPercent, unknownText } from '../../../shared/units.ts'
import { t } from '../../words/index.ts'

/** A share of something: how much of it is used, and how much was promised. */
export interface BarShare {
  value: number | null
  of: number | null
  /** Promised to machines; beyond `of` it is over-commit. */
  promised?: number | null | undefined
}

/** A bar in words, for copying and for a screen reader: `6 GiB of 8 GiB, 75 %`. */
export function barText(
  { value, of, promised }: BarShare,
  format: (value: number | null) => string = formatBytes,
): string {
  if (value === null || of === null) return unknownText
  const used = t('chart.usedOf', { used: format(value), whole: format(of) })
  if (of <= 0) return used
  const share = `${used}, ${formatPercent((value / of) * 100)}`
  if (promised == null) return share
  const percent = formatPercent((promised / of) * 100)
  return `${share}; ${t('chart.promised', { promised: format(promised), percent })}`
}
