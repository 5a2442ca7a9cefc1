import { type HostState, phases } from '../../../shared/models/host.ts'
import type { FleetOverview } from '../../../shared/contract/index.ts'
import { domainStates } from '../../../shared/models/domainStates.ts'
import { formatPercent } from '../../../shared/units.ts'
import { SmallMultiples } from '../../components/chart/SmallMultiples.tsx'
import { lookOf } from '../../components/StateBadge.tsx'
import badge from '../../components/StateBadge.module.css'
import { type Mark, StateMark } from '../../components/StateMark.tsx'
import { go } from '../../stores/address.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Overview.module.css'

const marks: Record<HostState['phase'], Mark> = {
  live: 'running',
  degraded: 'warn',
  connecting: 'busy',
  waiting: 'warn',
  blocked: 'bad',
  disconnected: 'off',
}

/** Hosts and machines by state, and each host as a small picture on the same scale. */
export function HostsSection({
  picture: { phases: byPhase, states, hosts, hostCount },
}: {
  picture: FleetOverview
}) {
  return (
    <section className={classes.section} aria-labelledby="overview-hosts">
      <header className={classes.sectionHead}>
        <h2 id="overview-hosts">{t('overview.hosts.title')}</h2>
        <ul className={classes.counts} aria-label={t('overview.hosts.phases')}>
          {phases
            .filter(phase => byPhase[phase] > 0)
            .map(phase => (
              <Count
                key={phase}
                mark={marks[phase]}
                count={byPhase[phase]}
                word={t(`overview.hosts.phase.${phase}`)}
              />
            ))}
        </ul>
        <ul className={classes.counts} aria-label={t('overview.hosts.states')}>
          {domainStates
            .filter(state => states[state] > 0)
            .map(state => {
              const { mark, word } = lookOf(state, null)
              const open = () => go({ page: 'machines', query: `state:${state}` })
              return <Count key={state} mark={mark} count={states[state]} word={word} open={open} />
            })}
        </ul>
        {hostCount > hosts.length && (
          <span className={classes.dim}>
            {t('overview.hosts.shown', { shown: hosts.length, all: hostCount })}
          </span>
        )}
      </header>
      <SmallMultiples
        label={t('overview.hosts.title')}
        max={100}
        height={30}
        capacity={60}
        items={hosts.map(host => ({
          key: host.hostId,
          title: host.name,
          values: host.spark,
          text:
            host.cpuPercent === null
              ? t(`parts.host.${host.phase}`)
              : t('overview.hosts.cpu', { percent: formatPercent(host.cpuPercent) }),
          onOpen: () => go({ page: 'host', id: host.hostId }),
        }))}
      />
    </section>
  )
}

function Count({ mark, count, word, open }: { mark: Mark; count: number; word: string; open?: () => void }) {
  const inside = (
    <span className={`${badge.badge} ${badge[mark]}`}>
      <StateMark mark={mark} size={10} />
      {formatCount(count)} {word}
    </span>
  )
  return (
    <li>
      {open ? (
        <button type="button" className={classes.plain} onClick={open}>
          {inside}
        </button>
      ) : (
        inside
      )}
    </li>
  )
}
