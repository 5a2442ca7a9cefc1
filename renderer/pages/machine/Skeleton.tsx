import { t } from '../../words/index.ts'
import classes from './Machine.module.css'

/** Bars in the place of what comes. */
export function Skeleton({ rows = 6, what }: { rows?: number; what: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={t('machine.loading', { what })}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <i key={row} style={{ inlineSize: `${88 - ((row * 29) % 50)}%` }} />
      ))}
    </div>
  )
}

/** The page before the first machine is known: a head, tabs, facts. */
export function PageSkeleton() {
  return (
    <div className={classes.page}>
      <div className={classes.header}>
        <Skeleton rows={2} what={t('pages.machine')} />
      </div>
      <div className={classes.body}>
        <Skeleton rows={9} what={t('machine.facts.title')} />
      </div>
    </div>
  )
}
