import type { Machine } from '../../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../../shared/units.ts'
import { DataAge } from '../../../components/DataAge.tsx'
import { stateWord, wasWord } from '../../../components/StateBadge.tsx'
import { t } from '../../../words/index.ts'
import { stateReasonWords } from '../../../words/stateReason.ts'
import columns from '../columns.module.css'
import classes from './MachineDetails.module.css'
import { visible } from '../../../components/visible.ts'

/** What the machine is, as label and value pairs; what was not told is a dash. */
export function Facts({ machine }: { machine: Machine }) {
  const addresses = machine.nics.flatMap(nic => nic.addresses)
  return (
    <>
      {(machine.title || machine.description) && (
        <div className={classes.note}>
          {machine.title && <b>{machine.title}</b>}
          {machine.description && <p>{machine.description}</p>}
        </div>
      )}
      {machine.unparsed && <p className={classes.stale}>{t('machines.unparsed')}</p>}
      <dl className={classes.facts}>
        <Fact label={t('machines.fact.state')}>
          {machine.stale ? wasWord(stateWord(machine.state)) : stateWord(machine.state)}
          {machine.stateReason && ` (${stateReasonWords(machine.stateReason)})`}
        </Fact>
        <Fact label={t('machines.fact.vcpus')}>
          {machine.vcpus ?? unknownText}
          {machine.vcpusMax !== null &&
            machine.vcpusMax !== machine.vcpus &&
            ` ${t('machines.ofMost', { most: machine.vcpusMax })}`}
        </Fact>
        <Fact label={t('machines.fact.memory')}>
          {formatBytes(machine.memoryBytes)}
          {machine.memoryMaxBytes !== null &&
            machine.memoryMaxBytes !== machine.memoryBytes &&
            ` ${t('machines.ofMost', { most: formatBytes(machine.memoryMaxBytes) })}`}
        </Fact>
        <Fact label={t('machines.fact.addresses')} code>
          {addresses.length > 0 ? addresses.join('\n') : unknownText}
        </Fact>
        <Fact label={t('machines.fact.system')}>
          {shortOs(machine.osId) ?? machine.osType ?? unknownText}
        </Fact>
        <Fact label={t('machines.fact.machine')}>
          {[machine.arch, machine.machine, machine.firmware].filter(Boolean).join(' · ') || unknownText}
        </Fact>
        <Fact label={t('machines.fact.autostart')}>{machine.autostart ? t('list.yes') : t('list.no')}</Fact>
        <Fact label={t('machines.fact.persistent')}>
          {machine.persistent ? t('list.yes') : t('machines.fact.noTransient')}
        </Fact>
        <Fact label={t('machines.fact.saved')}>
          {machine.managedSave ? t('machines.fact.savedYes') : t('list.no')}
        </Fact>
        <Fact label={t('machines.fact.snapshots')}>{machine.snapshotCount ?? unknownText}</Fact>
        <Fact label={t('machines.fact.console')}>
          {machine.graphics.map(graphics => graphics.type).join(', ') || unknownText}
        </Fact>
        <Fact label={t('machines.fact.tags')}>
          {machine.tags.length === 0
            ? unknownText
            : machine.tags.map(tag => (
                <bdi key={tag} className={columns.chip}>
                  {visible(tag)}
                </bdi>
              ))}
        </Fact>
        <Fact label={t('machines.fact.uuid')} code>
          {machine.uuid}
        </Fact>
        <Fact label={t('machines.fact.confirmed')}>
          <DataAge asOfMs={machine.asOfMs} phrase="ago" live={!machine.stale} />
        </Fact>
      </dl>
    </>
  )
}

function Fact({ label, code, children }: { label: string; code?: boolean; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={code ? 'code' : undefined}>{children}</dd>
    </>
  )
}

/** `debian 12` of `http://debian.org/debian/12`. */
export function shortOs(id: string | null): string | null {
  const parts = id?.split('/').filter(Boolean).slice(-2)
  return parts && parts.length > 0 ? parts.join(' ') : null
}
