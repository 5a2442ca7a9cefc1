import { AppError } from '../../../shared/errors.ts'
import type { HostFacts } from '../../../shared/models/host.ts'
import type { NodeDevice } from '../../../shared/models/resources.ts'
import { parseCapabilities, parseNodeDevice } from '../domainXml/index.ts'
import { type RemoteNodeDevice, remote } from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { LiveContext } from './context.ts'
import { eachOf, readable, replaceRows, unlessGone } from './resourceRows.ts'

const IN_FLIGHT = 20

/**
 * Sockets of the whole host. libvirt counts those of one NUMA node (virNodeInfo) where there are several, and all of
 * them where a node is less than a socket; which it was shows in how many CPUs that makes.
 */
export function socketsInAll({
  cpus,
  sockets,
  cores,
  threads,
  numaNodes,
}: Pick<HostFacts, 'cpus' | 'sockets' | 'cores' | 'threads' | 'numaNodes'>): number | null {
  if (cpus === null || sockets === null || cores === null || threads === null || numaNodes === null)
    return sockets
  return numaNodes * sockets * cores * threads === cpus ? numaNodes * sockets : sockets
}

/** Reads and stores what the host is: name, versions, CPUs, memory, capabilities. */
export async function loadHostFacts(context: LiveContext): Promise<HostFacts> {
  const { live, store, host, clock, log, bounds } = context
  const { libvirt } = live
  const [name, version, info, capabilities] = await Promise.all([
    unlessGone(libvirt.call(remote.connectGetHostname, {}, bounds)),
    unlessGone(libvirt.call(remote.connectGetVersion, {}, bounds)),
    unlessGone(libvirt.call(remote.nodeGetInfo, {}, bounds)),
    unlessGone(libvirt.call(remote.connectGetCapabilities, {}, bounds)),
  ])
  const xml = capabilities?.capabilities ?? null
  const known = xml === null ? null : readable(parseCapabilities, xml)
  const cpus = info?.cpus ?? known?.cpus ?? null
  const cores = info?.cores ?? known?.cores ?? null
  const threads = info?.threads ?? known?.threads ?? null
  const numaNodes = info?.nodes ?? known?.numaNodes ?? null
  const sockets = known?.sockets ?? info?.sockets ?? null
  const facts: HostFacts = {
    hostname: name?.hostname ?? null,
    driver: live.driver,
    libvirtVersion: versionText(live.libvirtVersion),
    hypervisorVersion: version ? versionText(Number(version.hvVer)) : null,
    cpuModel: known?.cpuModel ?? (info ? String(info.model) : null),
    cpus,
    cpuMhz: info?.mhz ?? null,
    sockets: socketsInAll({ cpus, sockets, cores, threads, numaNodes }),
    cores,
    threads,
    numaNodes,
    memoryBytes: info ? Number(info.memory) * 1024 : (known?.memoryBytes ?? null),
    asOfMs: clock.nowMs(),
  }
  try {
    store.hostFacts.set(host.hostId, facts)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ err: error, hostId: host.hostId }, 'host facts could not be stored')
  }
  if (xml !== null) replaceRows(context, 'capabilities', [{ key: 'host', value: { xml }, xml: null }])
  return facts
}

/**
 * Reads and stores what machines of the host's own architecture may have, under the fastest hypervisor it has.
 * libvirt starts QEMU to find out, which may take seconds the first time.
 */
export async function loadDomainCapabilities(context: LiveContext): Promise<void> {
  const { live, store, host, bounds } = context
  const [stored] = store.resources.list<{ xml: string }>(host.hostId, 'capabilities')
  const known = stored === undefined ? null : readable(parseCapabilities, stored.value.xml)
  const guest = known?.guests.find(({ arch, osType }) => arch === known.arch && osType === 'hvm')
  if (guest === undefined) return
  const virttype = guest.domainTypes.includes('kvm') ? 'kvm' : (guest.domainTypes[0] ?? null)
  const read = await unlessGone(
    live.libvirt.call(
      remote.connectGetDomainCapabilities,
      { emulatorbin: null, arch: guest.arch, machine: null, virttype, flags: 0 },
      bounds,
    ),
  )
  if (read === null) return
  replaceRows(context, 'domainCapabilities', [{ key: 'host', value: { xml: read.capabilities }, xml: null }])
}

/** libvirt's version numbers: major × 1,000,000 + minor × 1,000 + release. */
function versionText(version: number): string {
  return `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1000) % 1000}.${version % 1000}`
}

/** Reads the devices of the host. */
export async function loadNodeDevices(context: LiveContext): Promise<void> {
  const { live, bounds } = context
  const listed = await unlessGone(
    live.libvirt.call(remote.connectListAllNodeDevices, { needResults: 1, flags: 0 }, bounds),
  )
  if (listed === null) return
  const rows = await eachOf(listed.devices, IN_FLIGHT, device => nodeDevice(context, device))
  replaceRows(
    context,
    'nodeDevice',
    rows.filter(row => row !== null),
  )
}

async function nodeDevice(
  { live, bounds }: LiveContext,
  { name }: RemoteNodeDevice,
): Promise<ResourceRow<NodeDevice> | null> {
  const read = await unlessGone(live.libvirt.call(remote.nodeDeviceGetXmlDesc, { name, flags: 0 }, bounds))
  if (read === null) return null
  const value: NodeDevice = {
    parent: null,
    capability: null,
    product: null,
    vendor: null,
    iommuGroup: null,
    ...readable(parseNodeDevice, read.xml),
    name,
  }
  return { key: name, value, xml: read.xml }
}
