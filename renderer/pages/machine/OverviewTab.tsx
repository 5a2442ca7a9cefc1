import type { Machine } from '../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../shared/units.ts'
import { later } from '../../components/later.ts'
import { formatNumber } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { DiskTable, GraphicsList, NicTable } from './DeviceTables.tsx'
import classes from './Machine.module.css'
import { RecentEvents, RecentTasks } from './Recent.tsx'
import { visible, visibleLines } from '../../components/visible.ts'

const OverviewCharts = later(() => import('./OverviewCharts.tsx').then(m => m.OverviewCharts))

/** What the machine is on one side, what it does on the other. */
export function OverviewTab({ machine }: { machine: Machine }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Notes machine={machine} />
        <section className={classes.card} aria-labelledby="machine-facts">
          <h2 id="machine-facts">{t('machine.facts.title')}</h2>
          <Facts machine={machine} />
        </section>
        <DiskTable machine={machine} />
        <NicTable machine={machine} />
        <GraphicsList machine={machine} />
      </div>
      <div className={classes.column}>
        <OverviewCharts machine={machine} />
        <RecentTasks machine={machine} />
        <RecentEvents machine={machine} />
      </div>
    </div>
  )
}

function Notes({ machine: { title, description } }: { machine: Machine }) {
  if (!title && !description) return null
  return (
    <section className={classes.card} aria-labelledby="machine-notes">
      <h2 id="machine-notes">{t('machine.facts.notes')}</h2>
      {title && (
        <p className={classes.noteTitle}>
          <bdi>{visible(title)}</bdi>
        </p>
      )}
      {description && (
        <p className={classes.note} dir="auto">
          {visibleLines(description)}
        </p>
      )}
    </section>
  )
}

const yesNo = (yes: boolean): string => (yes ? t('machine.facts.yes') : t('machine.facts.no'))

/** Most of what may be had, where it is more than there is now. */
const ofMax = (now: string, max: string): string =>
  now === max || max === unknownText ? now : t('machine.facts.ofMax', { now, max })

function Facts({ machine }: { machine: Machine }) {
  const facts: [string, string, boolean?][] = [
    [
      t('machine.facts.vcpus'),
      ofMax(`${machine.vcpus ?? unknownText}`, `${machine.vcpusMax ?? unknownText}`),
    ],
    [t('machine.facts.memory'), ofMax(formatBytes(machine.memoryBytes), formatBytes(machine.memoryMaxBytes))],
    [t('machine.facts.system'), shortOs(machine.osId) ?? machine.osType ?? unknownText],
    [
      t('machine.facts.type'),
      [machine.arch, machine.machine, machine.firmware].filter(Boolean).join(' · ') || unknownText,
    ],
    [t('machine.facts.autostart'), yesNo(machine.autostart)],
    [
      t('machine.facts.persistent'),
      machine.persistent ? t('machine.facts.yes') : t('machine.facts.transient'),
    ],
    [t('machine.facts.managedSave'), machine.managedSave ? t('machine.facts.saved') : t('machine.facts.no')],
    [t('machine.facts.snapshots'), formatNumber(machine.snapshotCount)],
    [t('machine.facts.id'), `${machine.id ?? unknownText}`],
    [t('machine.facts.uuid'), machine.uuid, true],
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value, code]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={code ? 'code' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** `debian 12` of `http://debian.org/debian/12`. */
function shortOs(id: string | null): string | null {
  const parts = id?.split('/').filter(Boolean).slice(-2)
  return parts && parts.length > 0 ? parts.join(' ') : null
}
