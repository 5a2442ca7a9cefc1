import type { Machine } from '../../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../../shared/units.ts'
import { t } from '../../../words/index.ts'
import classes from './MachineDetails.module.css'
import { visible } from '../../../components/visible.ts'

/** Disks, interfaces and the other devices of the definition. */
export function Devices({ machine }: { machine: Machine }) {
  return (
    <>
      <h3 className={classes.subtitle}>{t('machines.devices.disks')}</h3>
      <Table
        head={[
          t('machines.devices.target'),
          t('machines.devices.source'),
          t('machines.devices.format'),
          t('machines.devices.usedOf'),
        ]}
        label={t('machines.devices.disks')}
      >
        {machine.disks.map(disk => (
          <tr key={disk.target}>
            <td className="code">
              {disk.target}
              <small>{disk.device === 'disk' ? disk.bus : `${disk.device}, ${disk.bus}`}</small>
            </td>
            <td className={`code ${classes.wrap}`}>
              <bdi>{visible(disk.source ?? t('machines.devices.empty'))}</bdi>
              <small>
                {[
                  disk.readOnly && t('machines.devices.readOnly'),
                  disk.shareable && t('machines.devices.shared'),
                  disk.serial && t('machines.devices.serial', { serial: disk.serial }),
                ]
                  .filter(Boolean)
                  .join(', ')}
              </small>
            </td>
            <td>{disk.format ?? unknownText}</td>
            <td className={classes.number}>
              {disk.capacityBytes === null
                ? unknownText
                : t('chart.usedOf', {
                    used: formatBytes(disk.allocationBytes),
                    whole: formatBytes(disk.capacityBytes),
                  })}
            </td>
          </tr>
        ))}
      </Table>
      <h3 className={classes.subtitle}>{t('machines.devices.network')}</h3>
      <Table
        head={[
          t('machines.devices.interface'),
          t('machines.devices.connectedTo'),
          t('machines.devices.model'),
          t('machines.devices.addresses'),
        ]}
        label={t('machines.devices.interfaces')}
      >
        {machine.nics.map((nic, index) => (
          <tr key={nic.mac ?? `nic${index}`}>
            <td className="code">
              {nic.mac ?? unknownText}
              <small>
                {nic.target ?? ''}
                {nic.link === 'down' ? ` ${t('machines.devices.linkDown')}` : ''}
              </small>
            </td>
            <td>
              <bdi>{visible(nic.source ?? unknownText)}</bdi>
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
          <h3 className={classes.subtitle}>{t('machines.devices.consoles')}</h3>
          <Table
            head={[t('machines.devices.type'), t('machines.devices.listens'), t('machines.devices.port')]}
            label={t('machines.devices.consoles')}
          >
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
          <h3 className={classes.subtitle}>{t('machines.devices.others')}</h3>
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
