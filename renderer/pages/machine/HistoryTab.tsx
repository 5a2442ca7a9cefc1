import { SegmentedControl, Select } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import { visible } from '../../components/visible.ts'
import type { DefinitionChoice } from '../../../shared/contract/index.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { useMachines } from '../../stores/machines.ts'
import { compareNames } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { AuditLink } from './AuditLink.tsx'
import { ComparedView } from './ComparedView.tsx'
import classes from './Machine.module.css'
import { Skeleton } from './Skeleton.tsx'
import { useCall } from './useCall.ts'
import { type Version, VersionTable } from './VersionTable.tsx'

/** The newest first; there is one. */
type Versions = readonly [Version, ...Version[]]

/** Every version ever seen, and what is between two of them, or between this machine and another. */
export function HistoryTab({ machine }: { machine: Machine }) {
  const { client } = useApi()
  const { key, definitionHash } = machine
  const ask = useCallback(
    (signal: AbortSignal) => client.machines.versions({ key }, { signal }),
    [client, key],
  )
  const { value, error, retry } = useCall(ask, definitionHash)
  if (error && value === null) return <ErrorState error={error} onRetry={retry} />
  if (value === null) return <Skeleton what={t('machine.history.versions')} />
  const [newest, ...older] = value
  if (newest === undefined)
    return (
      <EmptyState icon={IconHistory} title={t('machine.history.noneYet')}>
        <p>{t('machine.history.noneYetWhy')}</p>
      </EmptyState>
    )
  return <History machine={machine} versions={[newest, ...older]} />
}

function History({ machine, versions }: { machine: Machine; versions: Versions }) {
  const [newest, older] = versions
  const { key } = machine
  const params = useAddress(address => address.params)
  const other = (params.other ?? null) as MachineKey | null
  const picked = (n: string | undefined) => versions.find(version => String(version.n) === n)
  const after = picked(params.after) ?? newest
  const before = picked(params.before) ?? older ?? null
  const set = (next: Record<string, string>) =>
    go({ page: 'machine', id: key, tab: 'history', params: { ...params, ...next } }, 'replace')
  const pair = useMemo((): { a: DefinitionChoice; b: DefinitionChoice } | null => {
    if (other !== null) return { a: { key, hash: after.hash }, b: { key: other, stored: true } }
    return before === null ? null : { a: { key, hash: before.hash }, b: { key, hash: after.hash } }
  }, [other, key, before, after])
  return (
    <>
      <div className={classes.toolbar}>
        <With machine={machine} other={other} onPick={next => set({ other: next ?? '' })} />
        <span className={classes.push} />
        <AuditLink machine={machine} />
        {pair && (
          <SegmentedControl
            size="xs"
            aria-label={t('machine.history.view')}
            value={params.as === 'text' ? 'text' : 'words'}
            onChange={as => set({ as })}
            data={[
              { value: 'words', label: t('machine.history.words') },
              { value: 'text', label: t('machine.history.raw') },
            ]}
          />
        )}
      </div>
      <div className={classes.history}>
        <VersionTable
          machine={machine}
          versions={versions}
          before={other === null ? before : null}
          after={after}
          beside={other !== null}
          onPick={set}
        />
        <div className={classes.compared}>
          {pair ? (
            <ComparedView pair={pair} raw={params.as === 'text'} />
          ) : (
            <EmptyState icon={IconHistory} title={t('machine.history.one')}>
              <p>{t('machine.history.oneWhy')}</p>
            </EmptyState>
          )}
        </div>
      </div>
    </>
  )
}

/** Names offered at once; a person types on to narrow them. */
const OFFERED = 50

/** What to compare with: an older version, the same machine elsewhere, or any other. */
function With({
  machine,
  other,
  onPick,
}: {
  machine: Machine
  other: MachineKey | null
  onPick(key: MachineKey | null): void
}) {
  const byKey = useMachines(state => state.byKey)
  const all = useMemo(
    () =>
      [...byKey.values()]
        .filter(each => each.key !== machine.key)
        .toSorted(
          (a, b) =>
            Number(b.uuid === machine.uuid) - Number(a.uuid === machine.uuid) || compareNames(a.name, b.name),
        ),
    [byKey, machine.key, machine.uuid],
  )
  const data = useMemo(
    () => [
      { value: 'self', label: t('machine.history.older') },
      ...all.map(each => ({
        value: each.key,
        label:
          each.uuid === machine.uuid
            ? t('machine.history.twin', { host: each.host })
            : visible(`${each.name} · ${each.host}`),
      })),
    ],
    [all, machine.uuid],
  )
  return (
    <Select
      size="xs"
      className={classes.with}
      label={t('machine.history.with')}
      data={data}
      value={other ?? 'self'}
      searchable
      limit={OFFERED}
      allowDeselect={false}
      nothingFoundMessage={t('machine.history.otherFind')}
      onChange={value => onPick(value === null || value === 'self' ? null : (value as MachineKey))}
    />
  )
}
