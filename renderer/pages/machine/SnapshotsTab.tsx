import { IconCamera } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { unknownText } from '../../../shared/units.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { NeedsRight } from '../../components/NeedsRight.tsx'
import { useMay } from '../../stores/session.ts'
import { useResources, useResourceStream } from '../../stores/resources.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { Skeleton } from './Skeleton.tsx'
import { stateThen } from './stateThen.ts'
import { snapshotTree } from './snapshotTree.ts'
import { visible, visibleLines } from '../../components/visible.ts'

/** Snapshots as a tree, the current one marked. */
export function SnapshotsTab({ machine }: { machine: Machine }) {
  useResourceStream('snapshots')
  const host = useResources(state => state.snapshot.get(machine.hostId))
  const ready = useResources(state => state.ready.has('snapshots'))
  const error = useResources(state => state.feeds.snapshots.error)
  const maySee = useMay('host.read')
  const nodes = useMemo(
    () => snapshotTree((host?.items ?? []).filter(snapshot => snapshot.uuid === machine.uuid)),
    [host, machine.uuid],
  )
  if (error && !ready) return <ErrorState error={error} />
  if (!ready) return <Skeleton what={t('machine.tabs.snapshots')} />
  // They are told with their host.
  if (host === undefined && !maySee) return <NeedsRight right="host.read" />
  if (nodes.length === 0)
    return (
      <EmptyState
        icon={IconCamera}
        title={host?.asOfMs == null ? t('machine.snapshots.unknown') : t('machine.snapshots.none')}
      >
        {host?.asOfMs != null && <p>{t('machine.snapshots.noneWhy')}</p>}
      </EmptyState>
    )
  return (
    <>
      <p className={classes.dim}>
        {t('machine.snapshots.age')}{' '}
        <DataAge asOfMs={host?.asOfMs ?? null} live={!machine.stale} phrase="ago" />
      </p>
      <ul className={classes.tree} aria-label={t('machine.snapshots.tree', { name: machine.name })}>
        {nodes.map(({ snapshot, level, orphan }) => (
          <li
            key={snapshot.name}
            style={{ marginInlineStart: (level - 1) * 22 }}
            data-nested={level > 1 || undefined}
          >
            <span className={classes.snapshotName}>
              <bdi>{visible(snapshot.name)}</bdi>
              {snapshot.current && <span className={classes.current}>{t('machine.snapshots.current')}</span>}
            </span>
            <span className={classes.dim}>
              {stateThen(snapshot.state)},{' '}
              {snapshot.createdAtMs === null ? (
                unknownText
              ) : (
                <time dateTime={new Date(snapshot.createdAtMs).toISOString()}>
                  {formatMoment(snapshot.createdAtMs)}
                </time>
              )}
            </span>
            {snapshot.description && (
              <span className={classes.note} dir="auto">
                {visibleLines(snapshot.description)}
              </span>
            )}
            {orphan && (
              <span className={classes.dim}>
                {t('machine.snapshots.orphan', { parent: snapshot.parent ?? '' })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
