import { Button } from '@mantine/core'
import type { HostView } from '../../../shared/models/host.ts'
import { formatBytes, formatPercent } from '../../../shared/units.ts'
import { hostActions } from '../../actions/hostActions.ts'
import { useApi } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { HostStateBadge } from '../../components/HostStateBadge.tsx'
import { isLive } from '../../components/hostState.ts'
import { useAddress } from '../../stores/address.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { formatFixed } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './HostStrip.module.css'
import { useHostSample } from './useHostSample.ts'

/** Over the list of one host: how it stands, why, what can be done, and what it is. */
export function HostStrip() {
  const scope = useAddress(address => address.scope)
  const host = useFleet(fleet => (scope.kind === 'host' ? fleet.hosts.get(scope.id) : undefined))
  if (!host) return null
  return (
    <section className={classes.strip} aria-label={t('machines.strip.label', { name: host.record.name })}>
      <HostLine host={host} />
      {host.state.problem && (
        <p className={classes.why}>
          {host.state.problem.message} {host.state.problem.next}
        </p>
      )}
    </section>
  )
}

function HostLine({ host }: { host: HostView }) {
  const { client } = useApi()
  const { record, state, facts, readOnly } = host
  const actions = hostActions(client, host)
  const live = isLive(state)
  const { sample } = useHostSample(record.id, live)
  const memory = sample?.memoryTotalBytes
  return (
    <div className={classes.line}>
      <HostStateBadge state={state} />
      {sample && (
        <>
          <span title={t('machines.strip.cpuMeaning')}>
            {t('machines.strip.cpu', { value: formatPercent(sample.cpuPercent) })}
          </span>
          {memory != null && sample.memoryAvailableBytes !== null && (
            <span title={t('machines.strip.memoryMeaning')}>
              {t('machines.strip.memory', {
                used: formatBytes(memory - sample.memoryAvailableBytes),
                whole: formatBytes(memory),
              })}
            </span>
          )}
          {sample.load1 !== null && (
            <span title={t('machines.strip.loadMeaning')}>
              {t('machines.strip.load', { value: formatFixed(sample.load1, 1) })}
            </span>
          )}
        </>
      )}
      {facts && (
        <span className={classes.dim} title={facts.cpuModel ?? undefined}>
          {[
            facts.cpus !== null && t('machines.strip.cpus', { count: facts.cpus }),
            !memory && facts.memoryBytes !== null && formatBytes(facts.memoryBytes),
            facts.driver && `${facts.driver} ${facts.hypervisorVersion ?? ''}`,
            facts.libvirtVersion && `libvirt ${facts.libvirtVersion}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      )}
      {readOnly && <span className={classes.chip}>{t('machines.devices.readOnly')}</span>}
      {!live && (
        <span className={classes.dim}>
          {t('machines.strip.lastContact')} <DataAge asOfMs={state.lastContactMs} phrase="ago" />
        </span>
      )}
      <span className={classes.actions}>
        {state.question && (
          <Button size="compact-xs" onClick={() => openDialog({ kind: 'question', hostId: record.id })}>
            {t('machines.strip.answer')}
          </Button>
        )}
        {actions.canConnect && !state.question && (
          <Button size="compact-xs" variant="default" onClick={actions.connect}>
            {state.phase === 'disconnected' ? t('machines.strip.connect') : t('machines.strip.retry')}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => openDialog({ kind: 'diagnose', hostId: record.id })}
        >
          {t('machines.strip.diagnose')}
        </Button>
      </span>
    </div>
  )
}
