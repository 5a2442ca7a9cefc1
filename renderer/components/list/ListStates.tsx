import { Button } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { t } from '../../words/index.ts'
import { EmptyState } from '../Messages.tsx'
import classes from './ListPage.module.css'

const widths = [150, 80, 70, 110, 60, 90]

/** The list's own shape while the first rows are under way. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={t('list.loading', { label })}>
      {Array.from({ length: 16 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
        <div key={row} className={classes.bone}>
          {widths.map((width, column) => (
            <span key={width} style={{ inlineSize: width + ((row * 37 + column * 53) % 60) }} />
          ))}
        </div>
      ))}
    </div>
  )
}

/** Rows there are, but none that the filter lets through. */
export function NoMatch({ query, total, onClear }: { query: string; total: number; onClear(): void }) {
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('list.noMatch')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('list.clearFilter')}
        </Button>
      }
    >
      <p>
        {t('list.noMatchOf', { total })} <code>{query}</code>
      </p>
    </EmptyState>
  )
}
