import type { FleetOverview } from '../../../shared/contract/index.ts'
import { formatBytes, formatNetworkRate, formatRate } from '../../../shared/units.ts'
import { nowhere } from '../../actions/nowhere.ts'
import { MiniChart } from '../../components/chart/MiniChart.tsx'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import classes from './Overview.module.css'
import { visible } from '../../components/visible.ts'

const lists = [
  [
    'cpu',
    'var(--series-cpu)',
    (value: number) => t('overview.top.cores', { count: Math.round(value * 100) / 100 }),
  ],
  ['memory', 'var(--series-memory)', formatBytes],
  ['disk', 'var(--series-write)', formatRate],
  ['net', 'var(--series-rx)', formatNetworkRate],
] as const

/** As many values as the core sends of a machine's last ticks. */
const TICKS = 60

/** The machines that use most of each thing now, with their last minutes. */
export function TopSection({ top }: Pick<FleetOverview, 'top'>) {
  const refused = nowhere('metrics.read')
  return (
    <section className={classes.section} aria-labelledby="overview-top">
      <header className={classes.sectionHead}>
        <h2 id="overview-top">{t('overview.top.title')}</h2>
      </header>
      {refused === null ? <Lists top={top} /> : <p className={classes.dim}>{refused}</p>}
    </section>
  )
}

function Lists({ top }: Pick<FleetOverview, 'top'>) {
  return (
    <div className={classes.cards} data-columns="4">
      {lists.map(([metric, color, format]) => (
        <div key={metric} className={classes.card}>
          <h3>{t(`overview.top.${metric}`)}</h3>
          {top[metric].length === 0 ? (
            <p className={classes.dim}>
              {t('overview.top.none')}. {t('overview.top.noneWhy')}
            </p>
          ) : (
            <ol className={classes.top}>
              {top[metric].map(({ key, name, host, value, spark }) => (
                <li key={key} className={classes.consumer}>
                  <button
                    type="button"
                    className={classes.subject}
                    onClick={() => go({ page: 'machine', id: key, tab: 'performance' })}
                  >
                    <bdi title={`${name} · ${host}`}>{visible(name)}</bdi>
                  </button>
                  <MiniChart values={spark} color={color} width={56} height={16} capacity={TICKS} />
                  <span className={classes.number}>{format(value)}</span>
                </li>
              ))}
            </ol>
          )}
        </div>
      ))}
    </div>
  )
}
