import { Button } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { ConnectionEvent } from '../../../shared/contract/index.ts'
import { diagnosisText } from '../../../shared/diagnosisText.ts'
import type { HostConnection, HostView } from '../../../shared/models/host.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { CoreClient } from '../../api/client.ts'
import type { ChartSeries } from '../../components/chart/series.ts'
import { TimeChart } from '../../components/chart/TimeChart.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { ErrorState } from '../../components/Messages.tsx'
import { visible } from '../../components/visible.ts'
import { Decisions } from '../../dialogs/Decisions.tsx'
import { DiagnosisSteps } from '../../dialogs/DiagnosisSteps.tsx'
import { PinnedKeys } from '../../dialogs/PinnedKeys.tsx'
import { useDiagnosis } from '../../dialogs/useDiagnosis.ts'
import { useClockText } from '../../stores/clock.ts'
import { t } from '../../words/index.ts'
import { routeWords } from '../../words/routeWords.ts'
import { Card, Facts } from './Facts.tsx'
import classes from './Host.module.css'
import { Skeleton } from './Skeleton.tsx'
import { Spells } from './Spells.tsx'
import { useStream } from './useStream.ts'

type RoundTrip = ConnectionEvent['roundTrips'][number]
const roundTrip: readonly ChartSeries<RoundTrip>[] = [
  { id: 'ms', name: t('host.connection.roundTripLine'), color: 'var(--series-cpu)', value: ({ ms }) => ms },
]

/** How the session went and goes: its history, its round trips, its transport, a diagnosis, its keys. */
export function ConnectionTab({ host }: { host: HostView }) {
  const hostId = host.record.id
  const open = useCallback(
    (client: CoreClient, signal: AbortSignal) => client.hosts.watchConnection({ hostId }, { signal }),
    [hostId],
  )
  const { value, error } = useStream(open)
  if (error && !value) return <ErrorState error={error} />
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <section className={classes.card}>
          <TimeChart
            title={t('host.connection.roundTrip')}
            note={t('host.connection.roundTripNote')}
            samples={value?.roundTrips ?? []}
            series={roundTrip}
            scale="ms"
            empty={t(value ? 'host.connection.noRoundTrip' : 'host.connection.waiting')}
          />
        </section>
        <Card title={t('host.connection.history')}>
          {value ? <Spells spells={value.spells} /> : <Skeleton what={t('host.connection.history')} />}
        </Card>
        <Diagnosis host={host} />
      </div>
      <div className={classes.stack}>
        <Card title={t('host.connection.transport')}>
          {!value ? (
            <Skeleton what={t('host.connection.transport')} />
          ) : value.connection ? (
            <Transport connection={value.connection} />
          ) : (
            <p className={classes.dim}>{t('host.connection.notOpen')}</p>
          )}
        </Card>
        {value?.connection && <Channels connection={value.connection} />}
        {host.transport && (
          <Card title={t('host.connection.decisions')}>
            <Decisions transport={host.transport} />
          </Card>
        )}
        <Card title={t('host.connection.keys')}>
          <PinnedKeys hostId={hostId} folded={false} />
        </Card>
      </div>
    </div>
  )
}

function Transport({ connection }: { connection: HostConnection }) {
  const { kind, serverVersion, hostKey, authenticatedBy, jumps, libvirtBy } = connection
  return (
    <Facts
      items={[
        [t('host.connection.kind'), kind],
        [t('host.connection.server'), serverVersion],
        [t('host.connection.login'), authenticatedBy && visible(routeWords(authenticatedBy))],
        [
          t('host.connection.hostKey'),
          hostKey && (
            <>
              <code>{hostKey.sha256}</code> <span className={classes.dim}>{hostKey.algorithm}</span>
            </>
          ),
        ],
        ...(jumps.length > 0 ? ([[t('host.connection.jumps'), jumps.join(' → ')]] as const) : []),
        [
          t('host.connection.libvirtBy'),
          libvirtBy && (
            <>
              {libvirtBy.method} <code>{libvirtBy.path}</code>
            </>
          ),
        ],
      ]}
    />
  )
}

function Channels({ connection: { channels } }: { connection: HostConnection }) {
  return (
    <Card title={t('host.connection.channels')}>
      {channels === null && <p className={classes.dim}>{t('host.connection.channelsOne')}</p>}
      {channels?.length === 0 && <p className={classes.dim}>{t('host.connection.channelsNone')}</p>}
      {channels && channels.length > 0 && (
        <Facts
          items={channels.map(({ purpose, detail, openedAtMs }, index) => [
            `${index + 1}. ${t(`host.connection.${purpose}`)}`,
            <>
              <code>{detail}</code> <Since atMs={openedAtMs} />
            </>,
          ])}
        />
      )}
    </Card>
  )
}

function Since({ atMs }: { atMs: number }) {
  const text = useClockText(now =>
    t('host.connection.since', { time: formatDuration(Math.max(0, now - atMs)) }),
  )
  return <span className={classes.dim}>{text}</span>
}

/** The staged diagnosis, where the person already is. */
function Diagnosis({ host }: { host: HostView }) {
  const { steps, running, error, start, cancel } = useDiagnosis()
  const { id: hostId, name } = host.record
  return (
    <Card title={t('host.connection.diagnosis')}>
      {steps.length === 0 && !error && <p className={classes.dim}>{t('host.connection.diagnosisWhat')}</p>}
      {error ? <ErrorState error={error} /> : steps.length > 0 && <DiagnosisSteps steps={steps} />}
      <div className={classes.buttons}>
        <Button
          variant="default"
          loading={running}
          leftSection={<IconStethoscope size={14} aria-hidden="true" />}
          onClick={() => void start({ hostId })}
        >
          {steps.length === 0 ? t('addHost.diagnose.run') : t('addHost.diagnose.again')}
        </Button>
        {running && (
          <Button variant="subtle" color="gray" onClick={cancel}>
            {t('addHost.test.stop')}
          </Button>
        )}
        {!running && steps.length > 0 && (
          <CopyButton text={() => diagnosisText(steps, name)} label={t('addHost.diagnose.copy')} />
        )}
      </div>
    </Card>
  )
}
