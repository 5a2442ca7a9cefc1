import type { FleetOverview } from '../../../shared/contract/index.ts'
import { formatBytes, unknownText } from '../../../shared/units.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { BarCell } from '../../components/chart/BarCell.tsx'
import { go } from '../../stores/address.ts'
import { useClockText } from '../../stores/clock.ts'
import { agoText } from '../../words/ago.ts'
import { formatCount, formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { CapacityBar } from './CapacityBar.tsx'
import classes from './Overview.module.css'
import { visible } from '../../components/visible.ts'

/** How full the hosts and their storage are, and what was promised beyond it. */
export function CapacitySection({
  capacity: { cpu, memory, storage, unknownHosts, partHosts },
  pools,
  states,
  staleMachines,
}: Pick<FleetOverview, 'capacity' | 'pools' | 'states' | 'staleMachines'>) {
  // What was promised counts the machines of lost hosts too.
  const staleGiven = staleMachines > 0 ? t('overview.stale', { count: staleMachines }) : null
  const isAllStale = staleMachines > 0 && Object.values(states).every(count => count === 0)
  const unmeasured = nowhere('metrics.read')
  const staleNote = useClockText(now => staleStorage(storage, now))
  return (
    <section className={classes.section} aria-labelledby="overview-capacity">
      <header className={classes.sectionHead}>
        <h2 id="overview-capacity">{t('overview.capacity.title')}</h2>
        {unknownHosts > 0 && (
          <span className={classes.dim}>{t('overview.capacity.unknownHosts', { count: unknownHosts })}</span>
        )}
        {partHosts > 0 && (
          <span className={classes.dim}>{t('overview.capacity.partHosts', { count: partHosts })}</span>
        )}
        {unmeasured !== null && <span className={classes.dim}>{unmeasured}</span>}
      </header>
      <div className={classes.cards} data-columns="3">
        <CapacityBar
          title={t('overview.capacity.cpu')}
          color="var(--series-cpu)"
          {...cpu}
          known={cpu.cpus > 0}
          stale={isAllStale}
          used={
            cpu.usedCpus === null
              ? t('overview.capacity.cpuUnknown', { count: cpu.cpus })
              : t('overview.capacity.cpuUsed', {
                  used: formatNumber(Math.round(cpu.usedCpus * 10) / 10),
                  count: cpu.measuredCpus,
                })
          }
          notes={[
            t('overview.capacity.cpuPromised', {
              count: cpu.runningVcpus,
              defined: formatCount(cpu.definedVcpus),
            }),
            staleGiven,
            measured(formatCount(cpu.measuredCpus), formatCount(cpu.cpus), cpu.measuredCpus > 0),
          ]}
        />
        <CapacityBar
          title={t('overview.capacity.memory')}
          color="var(--series-memory)"
          {...memory}
          known={memory.totalBytes > 0}
          stale={isAllStale}
          used={
            memory.usedBytes === null
              ? t('overview.capacity.unknown', { all: formatBytes(memory.totalBytes) })
              : t('overview.capacity.used', {
                  used: formatBytes(memory.usedBytes),
                  all: formatBytes(memory.measuredBytes),
                })
          }
          notes={[
            t('overview.capacity.memoryPromised', {
              size: formatBytes(memory.runningBytes),
              defined: formatBytes(memory.definedBytes),
            }),
            staleGiven,
            measured(
              formatBytes(memory.measuredBytes),
              formatBytes(memory.totalBytes),
              memory.measuredBytes > 0 && memory.measuredBytes < memory.totalBytes * 0.95,
            ),
          ]}
        />
        <CapacityBar
          title={t('overview.capacity.storage')}
          color="var(--series-write)"
          {...storage}
          known={storage.pools > 0}
          unknownWhy={nowhere('storage.read')}
          stale={storage.stalePools === storage.pools}
          used={t('overview.capacity.used', {
            used: formatBytes(storage.allocationBytes),
            all: formatBytes(storage.capacityBytes),
          })}
          notes={[
            t('overview.capacity.storagePromised', {
              size: formatBytes(storage.provisionedBytes),
              count: storage.pools,
            }),
            staleNote || null,
            storage.sharedPools > 0 ? t('overview.capacity.shared', { count: storage.sharedPools }) : null,
          ]}
        />
      </div>
      {pools.length > 0 && (
        <div className={classes.card}>
          <h3>{t('overview.capacity.fullest')}</h3>
          <ul className={classes.pools}>
            {pools.map(pool => (
              <li
                key={`${pool.hostId} ${pool.pool}`}
                className={classes.pool}
                data-stale={pool.stale || undefined}
              >
                <button
                  type="button"
                  className={classes.subject}
                  onClick={() => go({ page: 'host', id: pool.hostId, tab: 'storage' })}
                >
                  <bdi title={pool.pool}>{visible(pool.pool)}</bdi>
                </button>
                <bdi className={classes.dim} title={pool.host}>
                  {pool.hosts > 1 ? t('overview.capacity.onHosts', { count: pool.hosts }) : pool.host}
                </bdi>
                <BarCell
                  value={pool.allocationBytes}
                  of={pool.capacityBytes}
                  promised={pool.provisionedBytes}
                />
                <span className={classes.number}>
                  {formatBytes(pool.allocationBytes)} / {formatBytes(pool.capacityBytes)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

/** What one's machines were given, where nothing of their hosts' size is told. */
export function GivenSection({ capacity: { cpu, memory } }: Pick<FleetOverview, 'capacity'>) {
  return (
    <section className={classes.section} aria-labelledby="overview-given">
      <header className={classes.sectionHead}>
        <h2 id="overview-given">{t('overview.capacity.given')}</h2>
        <span className={classes.dim}>{t('overview.capacity.givenWhy')}</span>
      </header>
      <div className={classes.cards} data-columns="3">
        <div className={classes.card}>
          <h3>{t('overview.capacity.cpu')}</h3>
          <p>
            {t('overview.capacity.cpuPromised', {
              count: cpu.runningVcpus,
              defined: formatCount(cpu.definedVcpus),
            })}
          </p>
        </div>
        <div className={classes.card}>
          <h3>{t('overview.capacity.memory')}</h3>
          <p>
            {t('overview.capacity.memoryGiven', {
              size: formatBytes(memory.runningBytes),
              defined: formatBytes(memory.definedBytes),
            })}
          </p>
        </div>
      </div>
    </section>
  )
}

const measured = (part: string, all: string, some: boolean): string | null =>
  some && part !== all ? t('overview.capacity.measured', { part, all }) : null

/** How old what is said of pools on lost hosts is; empty where every host is connected. */
function staleStorage({ pools, stalePools, oldestMs }: StorageCapacity, nowMs: number): string {
  if (stalePools === 0) return ''
  const ago = oldestMs === null ? unknownText : agoText(nowMs - oldestMs)
  return stalePools === pools
    ? t('overview.capacity.allStale', { ago })
    : t('overview.capacity.staleStorage', { count: stalePools, ago })
}

type StorageCapacity = FleetOverview['capacity']['storage']
