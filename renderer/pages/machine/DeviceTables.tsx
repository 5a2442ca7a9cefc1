import type { Disk, Graphics, Machine, Nic } from '../../../shared/models/machine.ts'
import { formatBytes, unknownText } from '../../../shared/units.ts'
import { CopyButton } from '../../components/CopyButton.tsx'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { visible } from '../../components/visible.ts'

interface Column<Row> {
  header: string
  cell(this: void, row: Row): React.ReactNode
  number?: boolean
}

interface TableProps<Row> {
  id: string
  title: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  empty: string
}

function DeviceTable<Row>({ id, title, rows, columns, empty }: TableProps<Row>) {
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 id={id}>
        {title}
        {rows.length > 1 && <span className={classes.count}>{formatCount(rows.length)}</span>}
      </h2>
      {rows.length === 0 ? (
        <p className={classes.dim}>{empty}</p>
      ) : (
        <div className={classes.scrollX}>
          <table className={classes.table} aria-labelledby={id}>
            <thead>
              <tr>
                {columns.map(({ header, number }) => (
                  <th key={header} scope="col" className={number ? classes.number : undefined}>
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: devices have no better name; two may be alike
                <tr key={index}>
                  {columns.map(({ header, cell, number }) => (
                    <td key={header} className={number ? classes.number : undefined}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const diskColumns: readonly Column<Disk>[] = [
  { header: t('machine.disks.name'), cell: disk => <b className="code">{disk.target}</b> },
  { header: t('machine.disks.bus'), cell: disk => [disk.bus, disk.device].filter(Boolean).join(' ') },
  {
    header: t('machine.disks.source'),
    cell: disk => (
      <span className={classes.source}>
        {disk.source === null ? (
          <span className={classes.dim}>{t('machine.disks.empty')}</span>
        ) : (
          <span className="code">{disk.source}</span>
        )}
        <span className={classes.dim}>
          {[
            disk.format,
            disk.readOnly ? t('machine.disks.readOnly') : null,
            disk.shareable ? t('machine.disks.shared') : null,
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
      </span>
    ),
  },
  { header: t('machine.disks.size'), number: true, cell: disk => formatBytes(disk.capacityBytes) },
  { header: t('machine.disks.used'), number: true, cell: disk => formatBytes(disk.allocationBytes) },
]

/** Disks with where they lie and how full they are. */
export const DiskTable = ({ machine }: { machine: Machine }) => (
  <DeviceTable
    id="machine-disks"
    title={t('machine.disks.title')}
    rows={machine.disks}
    columns={diskColumns}
    empty={t('machine.disks.none')}
  />
)

const nicColumns: readonly Column<Nic>[] = [
  { header: t('machine.nics.mac'), cell: nic => <span className="code">{nic.mac ?? unknownText}</span> },
  {
    header: t('machine.nics.source'),
    cell: nic => (
      <span className={classes.source}>
        <bdi>{visible(nic.source ?? unknownText)}</bdi>
        <span className={classes.dim}>{[nic.type, nic.target].filter(Boolean).join(', ')}</span>
      </span>
    ),
  },
  { header: t('machine.nics.model'), cell: nic => nic.model ?? unknownText },
  { header: t('machine.nics.link'), cell: nic => nic.link ?? unknownText },
  {
    header: t('machine.nics.addresses'),
    cell: nic =>
      nic.addresses.length === 0 ? (
        <span className={classes.dim}>{t('machine.nics.noAddresses')}</span>
      ) : (
        <span className={`code ${classes.lines}`}>{nic.addresses.join('\n')}</span>
      ),
  },
]

/** Network cards with what they hang on and the addresses known of them. */
export const NicTable = ({ machine }: { machine: Machine }) => (
  <DeviceTable
    id="machine-nics"
    title={t('machine.nics.title')}
    rows={machine.nics}
    columns={nicColumns}
    empty={t('machine.nics.none')}
  />
)

/** `vnc://127.0.0.1:5900`; null while it is not open. */
function graphicsAddress({ type, listen, port, tlsPort, socket }: Graphics): string | null {
  if (socket) return socket
  const open = port ?? tlsPort
  if (open === null) return null
  const host = listen ?? ''
  return `${type}://${host.includes(':') ? `[${host}]` : host}:${open}`
}

/** Graphical consoles and where they listen on the host. */
export function GraphicsList({ machine }: { machine: Machine }) {
  return (
    <section className={classes.card} aria-labelledby="machine-graphics">
      <h2 id="machine-graphics">{t('machine.graphics.title')}</h2>
      {machine.graphics.length === 0 && <p className={classes.dim}>{t('machine.graphics.none')}</p>}
      {machine.graphics.map((graphics, index) => {
        const address = graphicsAddress(graphics)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: consoles have no better name; two may be alike
          <p key={index} className={classes.graphics}>
            <b>{graphics.type.toUpperCase()}</b>
            {address ? (
              <>
                <span className="code">{address}</span>
                <CopyButton text={address} label={t('machine.xml.copy')} />
              </>
            ) : (
              <span className={classes.dim}>{t('machine.graphics.closed')}</span>
            )}
          </p>
        )
      })}
    </section>
  )
}
