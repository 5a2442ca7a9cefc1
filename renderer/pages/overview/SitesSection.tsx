import { ProductionChip } from '../../components/ProductionChip.tsx'
import type { FleetOverview } from '../../../shared/contract/index.ts'
import { formatPercent } from '../../../shared/units.ts'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { goScope } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import classes from './Overview.module.css'
import { visible } from '../../components/visible.ts'

type Site = FleetOverview['sites'][number]

/** Each site with all that is below it; choosing one shows the overview of it. */
export function SitesSection({ sites }: Pick<FleetOverview, 'sites'>) {
  return (
    <section className={classes.section} aria-labelledby="overview-sites">
      <header className={classes.sectionHead}>
        <h2 id="overview-sites">{t('overview.sites.title')}</h2>
      </header>
      <ul className={classes.sites}>
        {sites.map(site => (
          <li key={site.siteId ?? 'outside'}>
            <SiteTile site={site} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function SiteTile({ site }: { site: Site }) {
  const { siteId, attention, hosts, live, machines, running } = site
  const mark = attention > 0 ? 'bad' : live < hosts ? 'off' : 'running'
  const inside = (
    <>
      <span className={classes.siteHead}>
        <bdi title={site.name ?? undefined}>{visible(site.name ?? t('overview.sites.outside'))}</bdi>
        {site.production && <ProductionChip />}
      </span>
      <span className={`${badge.badge} ${badge[mark]}`}>
        <StateMark mark={mark} size={10} />
        {attention > 0
          ? t('overview.sites.attention', { count: attention })
          : t('overview.sites.live', { live, count: hosts })}
      </span>
      <span className={classes.dim}>{t('overview.hosts.running', { running, all: machines })}</span>
      <Meter label={t('overview.capacity.cpu')} percent={site.cpuPercent} color="var(--series-cpu)" />
      <Meter
        label={t('overview.capacity.memory')}
        percent={site.memoryPercent}
        color="var(--series-memory)"
      />
    </>
  )
  if (siteId === null) return <div className={classes.site}>{inside}</div>
  return (
    <button type="button" className={classes.site} onClick={() => goScope({ kind: 'site', id: siteId })}>
      {inside}
    </button>
  )
}

function Meter({ label, percent, color }: { label: string; percent: number | null; color: string }) {
  return (
    <span className={classes.meter}>
      <span className={classes.dim}>{label}</span>
      <span className={classes.meterTrack} aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, percent ?? 0)}%`, background: color }} />
      </span>
      <span className={classes.number}>{formatPercent(percent)}</span>
    </span>
  )
}
