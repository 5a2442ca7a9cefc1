import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { formatDuration } from '../../../shared/units.ts'
import { ObjectPanel, PanelFacts } from '../../components/ObjectPanel.tsx'
import { hrefOf } from '../../stores/address.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMachines } from '../../stores/machines.ts'
import { useTasks } from '../../stores/tasks.ts'
import classes from './Audit.module.css'
import { actText, referredSeq, resultLook, whoText } from './auditWords.ts'
import { visible } from '../../components/visible.ts'

interface EntryDetailsProps {
  entry: AuditEntry
  onClose(): void
  /** Opens another entry of the list. */
  onSeq(seq: number): void
}

/** Everything that is known of one entry, with what it led to and followed from. */
export function EntryDetails({ entry, onClose, onSeq }: EntryDetailsProps) {
  const { word } = resultLook(entry)
  const named = useNamed()
  return (
    <ObjectPanel
      label={t('audit.details')}
      kind={t('audit.entry', { seq: entry.seq })}
      title={actText(entry)}
      closeLabel={t('audit.hide')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [t('audit.resultLabel'), word],
          [t('audit.error'), entry.error],
          [t('audit.at'), formatMoment(entry.atMs)],
          [t('audit.person'), whoText(entry)],
          [t('audit.role'), entry.role],
          [t('audit.elevated'), entry.elevated ? t('audit.elevatedYes') : null],
          [t('audit.shell'), t(`audit.from.${entry.shell}`)],
          [t('audit.session'), entry.sessionId],
          [t('audit.permission'), entry.permission],
          [t('audit.object'), <Place key="place" entry={entry} />],
          [t('audit.code'), entry.act],
          [t('audit.uuid'), entry.machine?.slice(37) ?? null],
          [t('audit.took'), entry.durationMs === null ? null : formatDuration(entry.durationMs)],
        ]}
      />
      <h3 className={classes.side}>{t('audit.parameters')}</h3>
      {Object.keys(entry.parameters).length === 0 ? (
        <p className={classes.dim}>{t('audit.noParameters')}</p>
      ) : (
        <PanelFacts
          facts={Object.entries(entry.parameters).map(([name, value]) => [
            name,
            typeof value === 'string' ? named(value) : JSON.stringify(value),
          ])}
        />
      )}
      <h3 className={classes.side}>{t('audit.chain')}</h3>
      <p className={classes.dim}>{t('audit.chainWords', { seq: entry.seq, before: entry.seq - 1 })}</p>
      {entry.correlation.length > 0 && (
        <ul className={classes.links}>
          {entry.correlation.map(each => (
            <li key={each}>
              <Correlated id={each} entry={entry} onSeq={onSeq} />
            </li>
          ))}
        </ul>
      )}
    </ObjectPanel>
  )
}

/** An id with what it is called now; every other text as it is. */
function useNamed(): (text: string) => string {
  const hosts = useFleet(state => state.hosts)
  const sites = useFleet(state => state.sites)
  const machines = useMachines(state => state.byKey)
  return text => {
    const machine = machines.get(text as MachineKey)
    if (machine) return `${machine.name} · ${machine.host} (${text.slice(37)})`
    const name = hosts.get(text as HostId)?.record.name ?? sites.find(({ id }) => id === text)?.name ?? null
    return name === null ? text : `${name} (${text})`
  }
}

/** What it was done to, with the way there where it is one machine or host. */
function Place({ entry: { object, machine, hostId } }: { entry: AuditEntry }) {
  const name = <bdi>{visible(object) || t('audit.installation')}</bdi>
  if (machine !== null) return <a href={hrefOf({ page: 'machine', id: machine })}>{name}</a>
  return hostId === null ? name : <a href={hrefOf({ page: 'host', id: hostId })}>{name}</a>
}

function Correlated({ id, entry, onSeq }: { id: string; entry: AuditEntry; onSeq(seq: number): void }) {
  const task = useTasks(state => state.tasks.find(each => each.id === id))
  const known = useMachines(state => (entry.machine === null ? undefined : state.byKey.get(entry.machine)))
  // A task of before the last start is told by its machine alone.
  const name = task?.machine ?? known?.name ?? null
  const seq = referredSeq(id)
  if (seq !== null)
    return (
      <button type="button" className={classes.link} onClick={() => onSeq(seq)}>
        {t('audit.followsFrom', { seq })}
      </button>
    )
  return (
    <a
      href={hrefOf({ page: 'activity', query: name === null ? '' : `machine:${quoted(name)}` })}
      className={classes.link}
    >
      {task
        ? t('audit.taskOf', { action: task.action, machine: task.machine })
        : t('audit.task', { id: id.slice(0, 8) })}
    </a>
  )
}

/** A text as the query language takes it whole. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
