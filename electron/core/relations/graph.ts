import { GRAPH_MACHINES_MAX, type Graph, type GraphNode } from '../../../shared/contract/topology.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { segmentOf } from './attached.ts'
import { type KnownHost, rowKeys } from './facts.ts'
import type { StorageRelations } from './usage.ts'
import type { VolumeEntry } from './volumeIndex.ts'

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Nodes and edges in the order in which they were first named; each once, no edge back to where it came from. */
class Drawing {
  readonly nodes = new Map<string, GraphNode>()
  readonly edges = new Map<string, { from: string; to: string }>()

  node(node: GraphNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node)
    return node.id
  }

  edge(from: string, to: string): void {
    if (from !== to) this.edges.set(`${from}\n${to}`, { from, to })
  }
}

const short = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 199)}…`)

/** The sites above some hosts, each below its own; a site in a circle of parents stands at the top. */
function drawSites(drawing: Drawing, sites: readonly Site[], hosts: readonly KnownHost[]): void {
  const byId = new Map<SiteId, Site>(sites.map(site => [site.id, site]))
  for (const { hostId, siteId } of hosts) {
    const seen = new Set<SiteId>()
    let below = `host/${hostId}`
    for (let site = siteId === null ? undefined : byId.get(siteId); site && !seen.has(site.id); ) {
      seen.add(site.id)
      const id = `site/${site.id}`
      const parent: Site | undefined = site.parentId === null ? undefined : byId.get(site.parentId)
      drawing.node({ id, kind: 'site', label: short(site.name), detail: null, hostId: null, ref: site.id })
      drawing.edge(id, below)
      below = id
      site = parent
    }
  }
}

/** A host's networks and its own bridges; a network and the bridge that it makes are one node, found by both names. */
function drawSegments(drawing: Drawing, facts: KnownHost): (kind: string, name: string) => string {
  const { hostId, networks, interfaces } = facts
  const host = `host/${hostId}`
  const byBridge = new Map<string, string>()
  for (const { value } of networks) {
    const { name, bridge, forward } = value
    const id = rowKeys.network(hostId, name)
    const detail = [forward ?? 'isolated', bridge].filter(part => part !== null).join(' · ')
    drawing.node({ id, kind: 'network', label: short(name), detail: short(detail), hostId, ref: id })
    drawing.edge(host, id)
    // A network that only names the host's bridge stands on it; one that makes its bridge is it.
    if (bridge !== null && forward !== 'bridge') byBridge.set(bridge, id)
  }
  const at = (kind: string, name: string): string => {
    const made = kind === 'bridge' ? byBridge.get(name) : undefined
    if (made !== undefined) return made
    const isNetwork = kind === 'network'
    const id = isNetwork ? rowKeys.network(hostId, name) : rowKeys.bridge(hostId, name)
    const sort = isNetwork ? 'network' : kind === 'bridge' ? 'bridge' : 'device'
    drawing.node({ id, kind: sort, label: short(name), detail: null, hostId, ref: id })
    drawing.edge(host, id)
    return id
  }
  for (const { value } of interfaces) if (value.type === 'bridge') at('bridge', value.name)
  for (const { value } of networks)
    if (value.bridge !== null && value.forward === 'bridge')
      drawing.edge(at('bridge', value.bridge), rowKeys.network(hostId, value.name))
  return at
}

function drawNics(
  drawing: Drawing,
  machine: Machine,
  node: string,
  at: (kind: string, name: string) => string,
) {
  machine.nics.forEach((nic, index) => {
    const segment = segmentOf(nic)
    const id = `nic/${machine.key}/${index}`
    const label = nic.target ?? nic.mac ?? nic.type
    const detail = [nic.model ?? nic.type, ...nic.addresses.slice(0, 2)].join(' · ')
    drawing.node({
      id,
      kind: 'nic',
      label: short(label),
      detail: short(detail),
      hostId: machine.hostId,
      ref: machine.key,
    })
    drawing.edge(segment === null ? `host/${machine.hostId}` : at(segment.kind, segment.name), id)
    drawing.edge(id, node)
  })
}

function drawVolume(drawing: Drawing, entry: VolumeEntry, pool: string, hostId: HostId): string {
  const { volume, key } = entry
  drawing.edge(pool, key)
  return drawing.node({
    id: key,
    kind: 'volume',
    label: short(volume.name),
    detail: volume.format ?? volume.type,
    hostId,
    ref: key,
  })
}

function drawDisks(
  drawing: Drawing,
  machine: Machine,
  node: string,
  { index }: StorageRelations,
  poolOf: (entry: VolumeEntry) => string,
): void {
  machine.disks.forEach((disk, number) => {
    const entry = index.ofDisk(machine.hostId, disk)
    const id = `disk/${machine.key}/${number}`
    const source = entry ? (disk.bus ?? disk.device) : (disk.source ?? null)
    drawing.node({
      id,
      kind: 'disk',
      label: short(disk.target === '' ? disk.device : disk.target),
      detail: source === null ? null : short(source),
      hostId: machine.hostId,
      ref: machine.key,
    })
    drawing.edge(id, node)
    if (entry === null) return
    const draw = (each: VolumeEntry) => drawVolume(drawing, each, poolOf(each), machine.hostId)
    drawing.edge(draw(entry), id)
    const chain = index.chain(entry).flatMap(link => link.entry ?? [])
    // A circle of backing files is a host's invention; the picture has none.
    if (new Set([entry, ...chain]).size <= chain.length) return
    let above = entry
    for (const below of chain) {
      drawing.edge(draw(below), above.key)
      above = below
    }
  })
}

/** What hosts, networks, storage and machines have to do with each other. Unused volumes are not drawn: a pool's page lists them. */
export function relateGraph(
  hosts: readonly KnownHost[],
  sites: readonly Site[],
  storage: StorageRelations,
): Graph {
  const drawing = new Drawing()
  const sorted = hosts.toSorted((a, b) => order.compare(a.host, b.host))
  drawSites(drawing, sites, sorted)
  const total = sorted.reduce((count, { machines }) => count + machines.length, 0)
  let left = GRAPH_MACHINES_MAX
  const poolNode = (key: string): string => {
    const space = storage.spaces.get(key)
    return space?.shared ? `space/${space.id}` : key
  }
  const poolOf = (entry: VolumeEntry): string => poolNode(entry.poolKey)
  for (const facts of sorted) {
    const { hostId, host, machines, pools } = facts
    const id = `host/${hostId}`
    drawing.node({ id, kind: 'host', label: short(host), detail: null, hostId, ref: hostId })
    const at = drawSegments(drawing, facts)
    for (const { value } of pools) {
      const key = rowKeys.pool(hostId, value.name)
      const pool = poolNode(key)
      const space = storage.spaces.get(key)
      const detail = space?.source?.text ?? value.type
      const label = short(value.name)
      drawing.node({ id: pool, kind: 'pool', label, detail: detail && short(detail), hostId, ref: key })
      drawing.edge(id, pool)
    }
    const drawn = machines.toSorted((a, b) => order.compare(a.name, b.name)).slice(0, left)
    left -= drawn.length
    for (const machine of drawn) {
      const node = `machine/${machine.key}`
      drawing.node({
        id: node,
        kind: 'machine',
        label: short(machine.name),
        detail: null,
        hostId,
        ref: machine.key,
      })
      drawNics(drawing, machine, node, at)
      drawDisks(drawing, machine, node, storage, poolOf)
      // A machine with neither NIC nor disk belongs to its host all the same.
      if (machine.nics.length === 0) drawing.edge(id, node)
    }
  }
  return {
    nodes: [...drawing.nodes.values()],
    edges: [...drawing.edges.values()].filter(
      ({ from, to }) => drawing.nodes.has(from) && drawing.nodes.has(to),
    ),
    machines: total,
    leftOut: Math.max(0, total - GRAPH_MACHINES_MAX),
  }
}
