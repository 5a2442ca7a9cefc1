import { Button } from '@mantine/core'
import { hostActions } from '../actions/hostActions.ts'
import { useApi } from '../api/client.ts'
import { DataAge } from '../components/DataAge.tsx'
import { HostStateBadge } from '../components/HostStateBadge.tsx'
import { isLive } from '../components/hostState.ts'
import type { HostView } from '../../shared/models/host.ts'
import { hrefOf } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { compareNames } from '../words/format.ts'
import { t } from '../words/index.ts'
import classes from './ConnectionList.module.css'
import { visible } from '../components/visible.ts'

const urgency: HostView['state']['phase'][] = [
  'blocked',
  'waiting',
  'degraded',
  'connecting',
  'disconnected',
  'live',
]

/** Every host's connection, those that need somebody first, each with why and what can be done. */
export function ConnectionList({ onDone }: { onDone(): void }) {
  const { client } = useApi()
  const hosts = useFleet(fleet => fleet.hosts)
  const all = [...hosts.values()].sort(
    (a, b) =>
      urgency.indexOf(a.state.phase) - urgency.indexOf(b.state.phase) ||
      compareNames(a.record.name, b.record.name),
  )
  const down = all.filter(host => !isLive(host.state) && host.record.autoConnect).length
  return (
    <div className={classes.list}>
      <div className={classes.head}>
        <b>{t('frame.connections.title')}</b>
        {down > 0 && (
          <Button
            variant="default"
            onClick={() => client.app.retryAll().catch((error: unknown) => tellError(error))}
          >
            {t('frame.connections.retryAll')}
          </Button>
        )}
      </div>
      <ul className={classes.hosts}>
        {all.map(host => (
          <Connection key={host.record.id} host={host} onDone={onDone} />
        ))}
      </ul>
    </div>
  )
}

function Connection({ host, onDone }: { host: HostView; onDone(): void }) {
  const { client } = useApi()
  const { record, state } = host
  const actions = hostActions(client, host)
  const open = (kind: 'question' | 'diagnose') => {
    onDone()
    openDialog({ kind, hostId: record.id })
  }
  return (
    <li className={classes.host}>
      <div className={classes.line}>
        <a
          className={classes.name}
          title={record.uri}
          href={hrefOf({ page: 'host', id: record.id, tab: 'connection' })}
          onClick={onDone}
        >
          <bdi>{visible(record.name)}</bdi>
        </a>
        <HostStateBadge state={state} />
        {!isLive(state) && (
          <span className={classes.age}>
            {t('frame.connections.seen')} <DataAge asOfMs={state.lastContactMs} phrase="ago" />
          </span>
        )}
      </div>
      {state.problem && (
        <p className={classes.why}>
          {state.problem.message} {state.problem.next}
        </p>
      )}
      <div className={classes.actions}>
        {state.question && (
          <Button variant="light" onClick={() => open('question')}>
            {t('frame.connections.answer')}
          </Button>
        )}
        {actions.canConnect && !state.question && (
          <Button variant="default" onClick={actions.connect}>
            {t(state.phase === 'disconnected' ? 'frame.connections.connect' : 'frame.connections.retry')}
          </Button>
        )}
        {actions.canDisconnect && (
          <Button variant="subtle" color="gray" onClick={actions.disconnect}>
            {t(state.phase === 'connecting' ? 'frame.connections.cancel' : 'frame.connections.disconnect')}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => open('diagnose')}>
          {t('frame.connections.diagnose')}
        </Button>
      </div>
    </li>
  )
}
