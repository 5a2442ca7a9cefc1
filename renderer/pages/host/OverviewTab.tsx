import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { HostAbilities } from '../../../shared/models/hostAbilities.ts'
import { formatBytes, unknownText } from '../../../shared/units.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { FailedText } from '../../components/FailedText.tsx'
import { isLive } from '../../components/hostState.ts'
import { formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { ratioText } from '../hosts/ratio.ts'
import { type Ability, hostAbilityWords, machineAbilityWords } from './abilityWords.ts'
import { Card, Facts } from './Facts.tsx'
import classes from './Host.module.css'
import { Now } from './Now.tsx'
import { Skeleton } from './Skeleton.tsx'

/** What the host is, what runs on it, what it was given to do, and what it can do. */
export function OverviewTab({ host }: { host: HostView }) {
  const { abilities, error } = useAbilities(host)
  return (
    <div className={classes.columns}>
      <div className={classes.stack} data-stale={!isLive(host.state) || undefined}>
        <Now host={host} />
        <Given host={host} />
        <Hardware host={host} abilities={abilities ?? null} />
        <Versions host={host} />
      </div>
      <div className={classes.stack}>
        {abilities === undefined && !error && <Skeleton what={t('host.overview.can')} />}
        {abilities === undefined && error && (
          <Card title={t('host.overview.can')}>
            <div role="alert">
              <FailedText error={error} titled />
            </div>
          </Card>
        )}
        {abilities === null && (
          <Card title={t('host.overview.can')}>
            <p>
              {t('host.overview.none')} {!isLive(host.state) && t('host.overview.noneWhy')}
            </p>
          </Card>
        )}
        {abilities && (
          <Card title={t('host.overview.can')}>
            <Abilities all={hostAbilityWords(abilities)} />
          </Card>
        )}
        {abilities?.machine && (
          <Card
            title={t('host.overview.machinesCan')}
            note={[abilities.machine.domainType, abilities.machine.arch].filter(Boolean).join(' · ')}
          >
            <Abilities all={machineAbilityWords(abilities.machine)} />
          </Card>
        )}
      </div>
    </div>
  )
}

/** Undefined until the core has answered; asked again when the host became live and when it has told everything. */
function useAbilities({ record, state, settled }: HostView): {
  abilities: HostAbilities | null | undefined
  error: AppError | null
} {
  const { client } = useApi()
  const hostId = record.id
  const [abilities, setAbilities] = useState<HostAbilities | null | undefined>(undefined)
  const [error, setError] = useState<AppError | null>(null)
  const load = useCallback(
    (signal: AbortSignal) =>
      client.hosts.abilities({ hostId }, { signal }).then(
        answer => {
          setAbilities(answer.abilities)
          setError(null)
        },
        (thrown: unknown) => {
          if (!signal.aborted) setError(toAppError(thrown))
        },
      ),
    [client, hostId],
  )
  const live = isLive(state)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again exactly when there is more to be had
  useEffect(() => {
    const gone = new AbortController()
    void load(gone.signal)
    return () => gone.abort()
  }, [load, live, settled])
  return { abilities, error }
}

function Abilities({ all }: { all: readonly Ability[] }) {
  return (
    <ul className={classes.words}>
      {all.map(({ can, words }) => (
        <li key={words} className={can ? undefined : classes.no}>
          {can ? (
            <IconCheck size={14} className={classes.yes} aria-hidden="true" />
          ) : (
            <IconMinus size={14} aria-hidden="true" />
          )}
          <span>{words}</span>
        </li>
      ))}
    </ul>
  )
}

function Given({ host }: { host: HostView }) {
  const { capacity, facts, runningCount, machineCount } = host
  const { runningVcpus, definedVcpus, runningMemoryBytes, definedMemoryBytes } = capacity
  const cpus = facts?.cpus ?? null
  const memory = facts?.memoryBytes ?? null
  // What was never read is not nothing.
  if (host.dataAsOfMs === null)
    return (
      <Card title={t('host.overview.given')}>
        <p className={classes.dim}>{t('host.overview.neverRead')}</p>
      </Card>
    )
  return (
    <Card title={t('host.overview.given')}>
      <div className={classes.bar}>
        <span className={classes.dim}>{t('host.overview.running')}</span>
        <span>{t('hosts.runningOf', { running: runningCount, total: machineCount })}</span>
      </div>
      <div className={classes.bar}>
        <span className={classes.dim}>{t('host.overview.vcpus')}</span>
        <BarCell value={runningVcpus} of={cpus} promised={definedVcpus} format={formatNumber} />
        <small className={classes.given}>
          {t('host.overview.vcpusIs', { running: runningVcpus, cpus: cpusText(cpus) })} ·{' '}
          {t('host.overview.over', { times: ratioText(capacity.cpuOvercommit) })} ·{' '}
          {t('host.overview.defined', { value: definedVcpus })}
        </small>
      </div>
      <div className={classes.bar}>
        <span className={classes.dim}>{t('host.overview.memoryRunning')}</span>
        <BarCell value={runningMemoryBytes} of={memory} promised={definedMemoryBytes} />
        <small className={classes.given}>
          {t('host.overview.memoryIs', {
            running: formatBytes(runningMemoryBytes),
            memory: formatBytes(memory),
          })}{' '}
          · {t('host.overview.over', { times: ratioText(capacity.memoryOvercommit) })} ·{' '}
          {t('host.overview.defined', { value: formatBytes(definedMemoryBytes) })}
        </small>
      </div>
    </Card>
  )
}

const cpusText = (count: number | null | undefined): string =>
  count === null || count === undefined
    ? t('host.overview.cpusUnknown')
    : t('host.overview.cpusOf', { count })

function Hardware({ host, abilities }: { host: HostView; abilities: HostAbilities | null }) {
  const { facts } = host
  const { sockets, cores, threads, numaNodes } = facts ?? {}
  const topology =
    sockets && cores && threads
      ? t('host.overview.topologyIs', {
          sockets,
          cores: t('host.overview.coresOf', { count: cores }),
          threads: t('host.overview.threadsOf', { count: threads }),
        }) + (numaNodes ? t('host.overview.numaOf', { count: numaNodes }) : '')
      : null
  const nodes = abilities && abilities.numa.length > 1 ? abilities.numa : []
  return (
    <Card title={t('host.overview.hardware')}>
      <Facts
        items={[
          [
            t('host.overview.cpu'),
            [abilities?.cpuVendor, abilities?.cpuModel ?? facts?.cpuModel].filter(Boolean).join(' '),
          ],
          [t('host.overview.cpus'), facts?.cpus ?? null],
          [t('host.overview.topology'), topology],
          [t('host.overview.speed'), facts?.cpuMhz ? `${formatNumber(facts.cpuMhz)} MHz` : null],
          [t('host.overview.memory'), formatBytes(facts?.memoryBytes)],
          [t('host.overview.architecture'), abilities?.arch ?? null],
          [t('host.overview.pages'), abilities?.pageSizes.map(size => formatBytes(size)).join(', ') ?? null],
          ...(nodes.length > 0
            ? ([
                [
                  t('host.overview.numa'),
                  nodes.map(node => (
                    <div key={node.id}>
                      {t('host.overview.numaNode', {
                        id: node.id ?? unknownText,
                        cpus: cpusText(node.cpus),
                        memory: formatBytes(node.memoryBytes),
                      })}
                    </div>
                  )),
                ],
              ] as const)
            : []),
        ]}
      />
    </Card>
  )
}

function Versions({ host: { facts, state } }: { host: HostView }) {
  return (
    <Card
      title={t('host.overview.versions')}
      note={<DataAge asOfMs={facts?.asOfMs ?? null} live={isLive(state)} phrase="ago" />}
    >
      <Facts
        items={[
          [t('host.overview.hostname'), facts?.hostname ?? null],
          [t('host.overview.driver'), facts?.driver ?? null],
          [t('host.overview.hypervisor'), facts?.hypervisorVersion ?? null],
          [t('host.overview.libvirt'), facts?.libvirtVersion ?? null],
        ]}
      />
    </Card>
  )
}
