import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { PlannedAction } from '../../shared/models/task.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { t } from '../words/index.ts'
import { skipWords } from '../words/skipWords.ts'
import classes from './CommandPalette.module.css'
import type { PaletteEntry } from './palette.ts'

const REST_MS = 120

type Answer = { plan: readonly PlannedAction[] } | { error: AppError } | null

/** What the highlighted verb would do, as the core decides it, before Enter. */
export function PlanHint({ plan }: { plan: NonNullable<PaletteEntry['plan']> }) {
  const { client } = useApi()
  const { action, keys, danger } = plan
  const [answer, setAnswer] = useState<Answer>(null)
  useEffect(() => {
    setAnswer(null)
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.machines.plan({ action, keys: [...keys] }, { signal: gone.signal }).then(
        found => setAnswer({ plan: found }),
        (thrown: unknown) => {
          if (!gone.signal.aborted) setAnswer({ error: toAppError(thrown) })
        },
      )
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, action, keys])
  return (
    <section
      className={classes.plan}
      data-danger={danger || undefined}
      aria-label={t('palette.preview.label')}
    >
      {danger && <IconAlertTriangle size={15} aria-hidden="true" className={classes.planIcon} />}
      <p role="status">{words(answer, danger)}</p>
    </section>
  )
}

function words(answer: Answer, danger: boolean): string {
  if (answer === null) return t('palette.preview.busy')
  if ('error' in answer) return `${answer.error.message} ${answer.error.next ?? ''}`
  const runs = answer.plan.filter(item => item.skip === null)
  const [left] = answer.plan.filter(item => item.skip !== null)
  const skipped = answer.plan.length - runs.length
  return [
    runs.length === 0
      ? t('palette.preview.nothing')
      : t('palette.preview.runs', {
          changes: t('palette.preview.machines', { count: runs.length }),
          hosts: t('palette.preview.hosts', { count: new Set(runs.map(item => item.host)).size }),
        }),
    left?.skip ? t('palette.preview.left', { count: skipped, why: skipWords(left.skip) }) : '',
    danger && runs.length > 0 ? t('palette.preview.lost') : '',
    runs.length > 0 ? t('palette.preview.asks') : '',
  ]
    .filter(Boolean)
    .join(' ')
}
