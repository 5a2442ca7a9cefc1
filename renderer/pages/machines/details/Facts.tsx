import type { Machine } from '../../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../../shared/units.ts'
import { DataAge } from '../../../components/DataAge.tsx'
import { stateWord } from '../../../components/StateBadge.tsx'
import columns from '../columns.module.css'
import classes from './MachineDetails.module.css'

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
      {machine.unparsed && (
        <p className={classes.stale}>The definition could not be read; it is stored and shown under XML.</p>
      )}
      <dl className={classes.facts}>
        <Fact label="State">
          {machine.stale ? `was ${stateWord(machine.state).toLowerCase()}` : stateWord(machine.state)}
          {machine.stateReason && ` (${machine.stateReason})`}
        </Fact>
        <Fact label="vCPUs">
          {machine.vcpus ?? unknownText}
          {machine.vcpusMax !== null && machine.vcpusMax !== machine.vcpus && ` of ${machine.vcpusMax}`}
        </Fact>
        <Fact label="Memory">
          {formatBytes(machine.memoryBytes)}
          {machine.memoryMaxBytes !== null &&
            machine.memoryMaxBytes !== machine.memoryBytes &&
            ` of ${formatBytes(machine.memoryMaxBytes)}`}
        </Fact>
        <Fact label="Addresses" code>
          {addresses.length > 0 ? addresses.join('\n') : unknownText}
        </Fact>
        <Fact label="System">{shortOs(machine.osId) ?? machine.osType ?? unknownText}</Fact>
        <Fact label="Machine">
          {[machine.arch, machine.machine, machine.firmware].filter(Boolean).join(' · ') || unknownText}
        </Fact>
        <Fact label="Starts with host">{machine.autostart ? 'yes' : 'no'}</Fact>
        <Fact label="Kept when off">{machine.persistent ? 'yes' : 'no, transient'}</Fact>
        <Fact label="Saved memory">{machine.managedSave ? 'yes: Start restores it' : 'no'}</Fact>
        <Fact label="Snapshots">{machine.snapshotCount ?? unknownText}</Fact>
        <Fact label="Console">
          {machine.graphics.map(graphics => graphics.type).join(', ') || unknownText}
        </Fact>
        <Fact label="Tags">
          {machine.tags.length === 0
            ? unknownText
            : machine.tags.map(tag => (
                <bdi key={tag} className={columns.chip}>
                  {tag}
                </bdi>
              ))}
        </Fact>
        <Fact label="UUID" code>
          {machine.uuid}
        </Fact>
        <Fact label="Confirmed">
          <DataAge asOfMs={machine.asOfMs} suffix=" ago" live={!machine.stale} />
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
