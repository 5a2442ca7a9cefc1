import { t } from '../../words/index.ts'
import classes from './Host.module.css'

/** Bars in the place of what comes. */
export function Skeleton({ what, rows = 6 }: { what: string; rows?: number }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={t('host.loading', { what })}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <i key={row} style={{ inlineSize: `${90 - ((row * 31) % 55)}%` }} />
      ))}
    </div>
  )
}
