import { Button } from '@mantine/core'
import { HostStateBadge } from '../../components/HostStateBadge.tsx'
import { isLive } from '../../components/hostState.ts'
import { go } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import type { Added } from './useAdding.ts'
import classes from './Welcome.module.css'

/** The hosts just added as they connect, each with its one next step. */
export function Results({ added }: { added: readonly Added[] }) {
  const hosts = useFleet(fleet => fleet.hosts)
  const live = added.some(({ hostId }) => {
    const host = hostId === null ? undefined : hosts.get(hostId)
    return host !== undefined && isLive(host.state)
  })
  return (
    <section className={classes.card} aria-label={t('welcome.results')}>
      <ul className={classes.results} aria-live="polite">
        {added.map(each => (
          <Result key={each.uri} added={each} />
        ))}
      </ul>
      <div className={classes.line}>
        <Button variant={live ? 'filled' : 'default'} onClick={() => go({ page: 'machines' })}>
          {t('welcome.show')}
        </Button>
        <Button variant="default" onClick={() => go({ page: 'hosts' })}>
          {t('welcome.showHosts')}
        </Button>
      </div>
    </section>
  )
}

function Result({ added: { uri, hostId, error } }: { added: Added }) {
  const host = useFleet(fleet => (hostId === null ? undefined : fleet.hosts.get(hostId)))
  if (error)
    return (
      <li className={classes.result}>
        <code>{uri}</code>
        <span>{t('welcome.failed')}</span>
        <span />
        <small>
          {error.message} {error.next}
        </small>
      </li>
    )
  if (!host || !hostId) return null
  const { state, record, machineCount } = host
  return (
    <li className={classes.result}>
      <bdi>
        <b>{record.name}</b>
      </bdi>
      <span className={classes.line}>
        <HostStateBadge state={state} />
        {isLive(state) && <span>{t('welcome.machines', { count: machineCount })}</span>}
      </span>
      <span className={classes.line}>
        {state.problem && (
          <>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => openDialog({ kind: 'removeHost', hostId })}
            >
              {t('welcome.remove')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => openDialog({ kind: 'editHost', hostId })}
            >
              {t('welcome.edit')}
            </Button>
          </>
        )}
        {state.question ? (
          <Button size="compact-xs" onClick={() => openDialog({ kind: 'question', hostId })}>
            {t('welcome.answer')}
          </Button>
        ) : (
          state.problem && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => openDialog({ kind: 'diagnose', hostId })}
            >
              {t('welcome.diagnose')}
            </Button>
          )
        )}
      </span>
      {state.problem && (
        <small>
          {state.problem.message} {state.problem.next}
        </small>
      )}
    </li>
  )
}
