import { at, attribute, child, children, childText, wholeNumber, word } from './elements.ts'
import { childBytes } from './scaled.ts'
import { readXml, type XmlElement } from './tree.ts'

/** One kind of guest that a host can run. */
export interface GuestSupport {
  /** hvm, xen, exe, … */
  osType: string
  arch: string
  /** kvm, qemu, xen, lxc, test, … */
  domainTypes: string[]
  /** Machine types, canonical and alias names alike. */
  machines: string[]
}

/** What a host's capabilities XML says of it; null where this driver does not say. */
export interface HostCapabilities {
  uuid: string | null
  arch: string | null
  cpuModel: string | null
  cpuVendor: string | null
  sockets: number | null
  /** Cores a socket. */
  cores: number | null
  /** Threads a core. */
  threads: number | null
  /** Logical CPUs over all NUMA nodes. */
  cpus: number | null
  numaNodes: number | null
  memoryBytes: number | null
  securityModels: string[]
  /** CPU features beyond the model. */
  cpuFeatures: string[]
  /** suspend_mem, suspend_disk, suspend_hybrid. */
  powerStates: string[]
  /** Null where the host doesn't say. */
  iommu: boolean | null
  /** Whether a running machine can be moved. */
  liveMigration: boolean
  migrationTransports: string[]
  /** Each NUMA node with its memory and the number of its CPUs. */
  numa: { id: number | null; memoryBytes: number | null; cpus: number | null }[]
  /** Page sizes in bytes that the host can give out. */
  pageSizes: number[]
  guests: GuestSupport[]
}

/** libvirt writes page sizes in KiB. */
const pageUnits: ReadonlySet<string> = new Set(['KiB'])

const yesOrNo = (text: string | null): boolean | null => (text === null ? null : text === 'yes')

function total(values: (number | null)[]): number | null {
  if (values.length === 0) return null
  const sum = values.reduce<number>((all, value) => all + (value ?? Number.NaN), 0)
  return Number.isSafeInteger(sum) ? sum : null
}

function guestSupport(guest: XmlElement): GuestSupport[] {
  return children(guest, 'arch').map(arch => {
    const places = [arch, ...children(arch, 'domain')]
    const machines = places.flatMap(place => children(place, 'machine').map(machine => machine.text.trim()))
    return {
      osType: childText(guest, 'os_type')?.trim() ?? '',
      arch: word(arch, 'name') ?? '',
      domainTypes: children(arch, 'domain').flatMap(domain => word(domain, 'type') ?? []),
      machines: [...new Set(machines.filter(name => name !== ''))].map(name => name.slice(0, 200)),
    }
  })
}

/** Reads `<capabilities>`; what is missing is null. Throws `DomainXmlError` for what is no capabilities document. */
export function parseCapabilities(xml: string): HostCapabilities {
  const capabilities = readXml(xml, 'capabilities')
  const host = child(capabilities, 'host')
  const cpu = child(host, 'cpu')
  const topology = child(cpu, 'topology')
  const cells = children(at(host, 'topology', 'cells'), 'cell')
  return {
    uuid: childText(host, 'uuid')?.trim() ?? null,
    arch: childText(cpu, 'arch')?.trim() ?? null,
    cpuModel: childText(cpu, 'model')?.trim() ?? null,
    cpuVendor: childText(cpu, 'vendor')?.trim() ?? null,
    sockets: wholeNumber(attribute(topology, 'sockets')),
    cores: wholeNumber(attribute(topology, 'cores')),
    threads: wholeNumber(attribute(topology, 'threads')),
    cpus: total(cells.map(cell => wholeNumber(attribute(child(cell, 'cpus'), 'num')))),
    numaNodes: cells.length > 0 ? cells.length : null,
    memoryBytes: total(cells.map(cell => childBytes(cell, 'memory', 'KiB'))),
    securityModels: children(host, 'secmodel').flatMap(model => childText(model, 'model')?.trim() ?? []),
    cpuFeatures: children(cpu, 'feature').flatMap(feature => word(feature, 'name') ?? []),
    powerStates: (child(host, 'power_management')?.children ?? []).map(each => each.name.slice(0, 100)),
    iommu: yesOrNo(attribute(child(host, 'iommu'), 'support')),
    liveMigration: at(host, 'migration_features', 'live') !== null,
    migrationTransports: children(at(host, 'migration_features', 'uri_transports'), 'uri_transport').map(
      each => each.text.trim().slice(0, 100),
    ),
    numa: cells.slice(0, 1024).map(cell => ({
      id: wholeNumber(attribute(cell, 'id')),
      memoryBytes: childBytes(cell, 'memory', 'KiB'),
      cpus: wholeNumber(attribute(child(cell, 'cpus'), 'num')),
    })),
    pageSizes: children(cpu, 'pages').flatMap(pages => {
      const size = wholeNumber(attribute(pages, 'size'))
      return size === null || !pageUnits.has(attribute(pages, 'unit') ?? 'KiB') ? [] : size * 1024
    }),
    guests: children(capabilities, 'guest').flatMap(guestSupport),
  }
}
