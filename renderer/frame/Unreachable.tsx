import { Button } from '@mantine/core'
import { IconKey, IconPlugConnectedX } from '@tabler/icons-react'
import { useApi } from '../api/client.ts'
import { EmptyState } from '../components/Messages.tsx'
import { t } from '../words/index.ts'
import classes from './Unreachable.module.css'

/** In place of the window when the core has not been reached since it was opened, or its session is over. */
export function Unreachable() {
  const { core } = useApi()
  const { problem } = core.state()
  const session = problem?.code === 'session.required'
  return (
    <main className={classes.page}>
      <EmptyState
        icon={session ? IconKey : IconPlugConnectedX}
        tone="bad"
        title={problem?.message ?? t('frame.unreachable.title')}
        action={<Button onClick={() => core.retryNow()}>{t('frame.unreachable.again')}</Button>}
      >
        <p>{problem?.next}</p>
      </EmptyState>
    </main>
  )
}
