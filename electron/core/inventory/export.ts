import type { MachineKey } from '../../../shared/ids.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  csvTable,
  type Exported,
  type ExportCell,
  type ExportFormat,
  isoTime,
  jsonFile,
  markdownTable,
} from '../../../shared/exportTable.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { type MachineMetric, type MachineSample, machineMetricNames } from '../../../shared/models/metrics.ts'

/** A machine as the JSON document shows it; names are stable, what is absent is null. Documented in docs/json.md. */
export interface MachineDocument {
  host: string
  site: string | null
  name: string
  uuid: string
  id: number | null
  state: string
  stateReason: string | null
  persistent: boolean
  autostart: boolean
  vcpus: number | null
  vcpusMax: number | null
  memoryBytes: number | null
  memoryMaxBytes: number | null
  cpuPercent: number | null
  disks: {
    target: string
    bus: string | null
    device: string
    format: string | null
    source: string | null
    capacityBytes: number | null
    allocationBytes: number | null
    readOnly: boolean
  }[]
  nics: {
    mac: string | null
    type: string
    source: string | null
    model: string | null
    target: string | null
    addresses: string[]
  }[]
  graphics: {
    type: string
    listen: string | null
    port: number | null
    tlsPort: number | null
    socket: string | null
  }[]
  title: string | null
  description: string | null
  tags: string[]
  osType: string | null
  osId: string | null
  arch: string | null
  machine: string | null
  firmware: string | null
  snapshotCount: number | null
  uptimeSeconds: number | null
  asOf: string
  stale: boolean
}

/** What an export needs beyond the machines. */
export interface ExportFacts {
  /** What was measured of the machine last; null where nothing was. */
  latest(key: MachineKey): MachineSample | null
  /** Unix ms: the document's own time, and what uptimes count to. */
  nowMs: number
}

/** The stable form of a machine. What a host that is not live does now is not known: no CPU, and the uptime of its last word. */
export function machineDocument(machine: Machine, facts: ExportFacts): MachineDocument {
  const { startedAtMs, asOfMs, stale } = machine
  const until = stale ? asOfMs : facts.nowMs
  return {
    host: machine.host,
    site: machine.site,
    name: machine.name,
    uuid: machine.uuid,
    id: machine.id,
    state: machine.state,
    stateReason: machine.stateReason,
    persistent: machine.persistent,
    autostart: machine.autostart,
    vcpus: machine.vcpus,
    vcpusMax: machine.vcpusMax,
    memoryBytes: machine.memoryBytes,
    memoryMaxBytes: machine.memoryMaxBytes,
    cpuPercent: stale ? null : (facts.latest(machine.key)?.cpuPercent ?? null),
    disks: machine.disks.map(disk => ({
      target: disk.target,
      bus: disk.bus,
      device: disk.device,
      format: disk.format,
      source: disk.source,
      capacityBytes: disk.capacityBytes,
      allocationBytes: disk.allocationBytes,
      readOnly: disk.readOnly,
    })),
    nics: machine.nics.map(nic => ({
      mac: nic.mac,
      type: nic.type,
      source: nic.source,
      model: nic.model,
      target: nic.target,
      addresses: [...nic.addresses],
    })),
    graphics: machine.graphics.map(({ type, listen, port, tlsPort, socket }) => ({
      type,
      listen,
      port,
      tlsPort,
      socket,
    })),
    title: machine.title,
    description: machine.description,
    tags: [...machine.tags],
    osType: machine.osType,
    osId: machine.osId,
    arch: machine.arch,
    machine: machine.machine,
    firmware: machine.firmware,
    snapshotCount: machine.snapshotCount,
    uptimeSeconds: startedAtMs === null ? null : Math.max(0, Math.floor((until - startedAtMs) / 1000)),
    asOf: isoTime(Math.min(asOfMs, facts.nowMs)),
    stale,
  }
}

/** The JSON document of many machines, `novacron.machines/1`. */
export function machinesDocument(machines: readonly Machine[], facts: ExportFacts) {
  return {
    schema: 'novacron.machines/1' as const,
    asOf: isoTime(facts.nowMs),
    machines: machines.map(machine => machineDocument(machine, facts)),
  }
}

/** Columns of a table: the document's fields, lists as text. */
const columns: Readonly<Record<keyof MachineDocument, (machine: MachineDocument) => ExportCell>> = {
  host: machine => machine.host,
  site: machine => machine.site,
  name: machine => machine.name,
  uuid: machine => machine.uuid,
  id: machine => machine.id,
  state: machine => machine.state,
  stateReason: machine => machine.stateReason,
  persistent: machine => machine.persistent,
  autostart: machine => machine.autostart,
  vcpus: machine => machine.vcpus,
  vcpusMax: machine => machine.vcpusMax,
  memoryBytes: machine => machine.memoryBytes,
  memoryMaxBytes: machine => machine.memoryMaxBytes,
  cpuPercent: machine => machine.cpuPercent,
  disks: ({ disks }) => disks.map(disk => `${disk.target}=${disk.source ?? ''}`).join('; '),
  nics: ({ nics }) => nics.map(nic => [nic.mac ?? nic.type, ...nic.addresses].join(' ')).join('; '),
  graphics: ({ graphics }) =>
    graphics
      .map(({ type, listen, port, socket }) => {
        const place = socket ?? (port === null ? listen : `${listen ?? ''}:${port}`)
        return place ? `${type} ${place}` : type
      })
      .join('; '),
  title: machine => machine.title,
  description: machine => machine.description,
  tags: machine => machine.tags.join('; '),
  osType: machine => machine.osType,
  osId: machine => machine.osId,
  arch: machine => machine.arch,
  machine: machine => machine.machine,
  firmware: machine => machine.firmware,
  snapshotCount: machine => machine.snapshotCount,
  uptimeSeconds: machine => machine.uptimeSeconds,
  asOf: machine => machine.asOf,
  stale: machine => machine.stale,
}

/** Names of the columns that a table has where none are chosen, in their order; metrics come on demand. */
export const exportColumns = Object.keys(columns) as (keyof MachineDocument)[]

type ColumnName = keyof MachineDocument | MachineMetric
const columnNames: readonly ColumnName[] = [...new Set([...exportColumns, ...machineMetricNames])]

const isField = (name: ColumnName): name is keyof MachineDocument => name in columns

function chosen(names: readonly string[] | undefined): ColumnName[] {
  if (!names || names.length === 0) return exportColumns
  return names.map(name => {
    const known = columnNames.find(column => column === name)
    if (known) return known
    throw new AppError('input.invalid', `There is no column ${JSON.stringify(name.slice(0, 64))}.`, {
      next: `Columns are ${columnNames.join(', ')}.`,
    })
  })
}

function rows(machines: readonly Machine[], facts: ExportFacts, names: ColumnName[]): ExportCell[][] {
  return machines.map(machine => {
    const document = machineDocument(machine, facts)
    const sample = machine.stale ? null : facts.latest(machine.key)
    return names.map(name => (isField(name) ? columns[name](document) : (sample?.[name] ?? null)))
  })
}

/**
 * Machines as a document. `columns` chooses and orders a table's columns (all of them without it); JSON
 * always holds everything. Throws AppError input.invalid for a column that does not exist.
 */
export function exportMachines(
  format: ExportFormat,
  machines: readonly Machine[],
  options: ExportFacts & { columns?: readonly string[] },
): Exported {
  const names = chosen(options.columns)
  const { nowMs } = options
  if (format === 'json')
    return jsonFile('machines', machinesDocument(machines, options), machines.length, nowMs)
  const table = { name: 'machines', columns: names, rows: rows(machines, options, names), nowMs }
  return format === 'csv' ? csvTable(table) : markdownTable(table)
}
