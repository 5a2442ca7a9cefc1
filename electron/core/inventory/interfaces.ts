import type { HostInterface } from '../../../shared/models/resources.ts'
import { parseInterface } from '../domainXml/index.ts'
import { connectListAllInterfacesFlags as filter, type RemoteInterface, remote } from '../libvirt/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { LiveContext } from './context.ts'
import { eachOf, readable, replaceRows, uniqueByKey, unlessGone } from './resourceRows.ts'

const IN_FLIGHT = 10

/** Reads the host's own network interfaces; a host whose driver has none, or whose daemon for them is not there, keeps what it had. */
export async function loadInterfaces(context: LiveContext): Promise<void> {
  const [all, active] = await Promise.all([list(context, 0), list(context, filter.active)])
  if (all === null) return
  const running = new Set(active?.map(iface => iface.name))
  const rows = await eachOf(all, IN_FLIGHT, iface => hostInterface(context, iface, running.has(iface.name)))
  replaceRows(context, 'interface', uniqueByKey(rows.filter(row => row !== null)))
}

async function list({ live, bounds }: LiveContext, flags: number): Promise<RemoteInterface[] | null> {
  const call = live.libvirt.call(remote.connectListAllInterfaces, { needResults: 1, flags }, bounds)
  return (await unlessGone(call))?.ifaces ?? null
}

async function hostInterface(
  { live, bounds }: LiveContext,
  iface: RemoteInterface,
  active: boolean,
): Promise<ResourceRow<HostInterface> | null> {
  const read = await unlessGone(live.libvirt.call(remote.interfaceGetXmlDesc, { iface, flags: 0 }, bounds))
  if (read === null) return null
  const config = readable(parseInterface, read.xml)
  const value: HostInterface = {
    type: null,
    members: [],
    addresses: [],
    mtu: null,
    vlanTag: null,
    speedMbits: null,
    link: null,
    startMode: null,
    ...config,
    name: iface.name,
    mac: (config?.mac ?? iface.mac) || null,
    active,
  }
  return { key: iface.name, value, xml: read.xml }
}
