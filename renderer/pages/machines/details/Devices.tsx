import type { Machine } from '../../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../../shared/units.ts'
import classes from './MachineDetails.module.css'

/** Disks, interfaces and the other devices of the definition. */
export function Devices({ machine }: { machine: Machine }) {
  return (
    <>
      <h3 className={classes.subtitle}>Disks</h3>
      <Table head={['Target', 'Source', 'Format', 'Used of size']} label="Disks">
        {machine.disks.map(disk => (
          <tr key={disk.target}>
            <td className="code">
              {disk.target}
              <small>{disk.device === 'disk' ? disk.bus : `${disk.device}, ${disk.bus}`}</small>
            </td>
            <td className={`code ${classes.wrap}`}>
              <bdi>{disk.source ?? 'empty'}</bdi>
              <small>
                {[
                  disk.readOnly && 'read-only',
                  disk.shareable && 'shared',
                  disk.serial && `serial ${disk.serial}`,
                ]
                  .filter(Boolean)
                  .join(', ')}
              </small>
            </td>
            <td>{disk.format ?? unknownText}</td>
            <td className={classes.number}>
              {disk.capacityBytes === null
                ? unknownText
                : `${formatBytes(disk.allocationBytes)} of ${formatBytes(disk.capacityBytes)}`}
            </td>
          </tr>
        ))}
      </Table>
      <h3 className={classes.subtitle}>Network</h3>
      <Table head={['Interface', 'Connected to', 'Model', 'Addresses']} label="Network interfaces">
        {machine.nics.map((nic, index) => (
          <tr key={nic.mac ?? `nic${index}`}>
            <td className="code">
              {nic.mac ?? unknownText}
              <small>
                {nic.target ?? ''}
                {nic.link === 'down' ? ' link down' : ''}
              </small>
            </td>
            <td>
              <bdi>{nic.source ?? unknownText}</bdi>
              <small>{nic.type}</small>
            </td>
            <td>{nic.model ?? unknownText}</td>
            <td className={`code ${classes.wrap}`}>
              {nic.addresses.length > 0 ? nic.addresses.join('\n') : unknownText}
            </td>
          </tr>
        ))}
      </Table>
      {machine.graphics.length > 0 && (
        <>
          <h3 className={classes.subtitle}>Consoles</h3>
          <Table head={['Type', 'Listens on', 'Port']} label="Consoles">
            {machine.graphics.map((graphics, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: consoles of a definition have no name of their own
              <tr key={index}>
                <td>{graphics.type}</td>
                <td className="code">{graphics.socket ?? graphics.listen ?? unknownText}</td>
                <td className="code">{graphics.port ?? unknownText}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
      {machine.devices.length > 0 && (
        <>
          <h3 className={classes.subtitle}>Other devices</h3>
          <p className={classes.deviceList}>{machine.devices.join(' · ')}</p>
        </>
      )}
    </>
  )
}

function Table({ head, label, children }: { head: string[]; label: string; children: React.ReactNode }) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {head.map(each => (
            <th key={each} scope="col">
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
