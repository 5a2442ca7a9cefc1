import type { Graph, GraphPart, NetworksEvent, StorageEvent } from '../../shared/contract/index.ts'
import { graphParts } from '../../shared/graphParts.ts'
import type { DevCore } from './devCore.ts'

const ended = (signal: AbortSignal | undefined) =>
  new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))

/** Storage of a fleet that has none. */
export async function* devStorage(signal: AbortSignal | undefined): AsyncGenerator<StorageEvent, void> {
  const totals = {
    pools: 0,
    sharedSpaces: 0,
    volumes: 0,
    capacityBytes: null,
    allocationBytes: null,
    growthBytes: 0,
    unusedCount: 0,
    unusedBytes: 0,
  }
  yield { type: 'summary', totals, hosts: [] }
  yield { type: 'rows', first: true, more: false, removed: [], pools: [], volumes: [] }
  await ended(signal)
}

/** Networks of a fleet that has none. */
export async function* devNetworks(signal: AbortSignal | undefined): AsyncGenerator<NetworksEvent, void> {
  yield { type: 'summary', hosts: [] }
  yield { type: 'rows', first: true, more: false, removed: [], networks: [], leases: [], bridges: [] }
  await ended(signal)
}

/** Hosts, machines and their NICs on one network a host. */
export async function* devGraph(
  core: DevCore,
  signal: AbortSignal | undefined,
): AsyncGenerator<GraphPart, void> {
  const graph: Graph = { nodes: [], edges: [], machines: core.machines.size, leftOut: 0 }
  for (const { record } of core.hosts.values()) {
    const hostId = record.id
    const network = `network/${hostId}/default`
    graph.nodes.push(
      { id: `host/${hostId}`, kind: 'host', label: record.name, detail: null, hostId, ref: hostId },
      { id: network, kind: 'network', label: 'default', detail: 'nat · virbr0', hostId, ref: network },
    )
    const pool = `pool/${hostId}/images`
    graph.nodes.push({ id: pool, kind: 'pool', label: 'images', detail: 'dir', hostId, ref: pool })
    graph.edges.push({ from: `host/${hostId}`, to: network }, { from: `host/${hostId}`, to: pool })
  }
  for (const { key, name, hostId, nics, disks } of core.machines.values()) {
    const node = `machine/${key}`
    graph.nodes.push({ id: node, kind: 'machine', label: name, detail: null, hostId, ref: key })
    disks.forEach((disk, index) => {
      const [id, volume] = [`disk/${key}/${index}`, `volume/${hostId}/images/${name}-${index}`]
      const label = `${name}-${disk.target}.qcow2`
      graph.nodes.push(
        { id, kind: 'disk', label: disk.target, detail: disk.bus, hostId, ref: key },
        { id: volume, kind: 'volume', label, detail: disk.format, hostId, ref: volume },
      )
      graph.edges.push(
        { from: `pool/${hostId}/images`, to: volume },
        { from: volume, to: id },
        { from: id, to: node },
      )
    })
    nics.forEach((nic, index) => {
      const id = `nic/${key}/${index}`
      graph.nodes.push({ id, kind: 'nic', label: nic.mac ?? nic.type, detail: nic.model, hostId, ref: key })
      graph.edges.push({ from: `network/${hostId}/default`, to: id }, { from: id, to: node })
    })
  }
  yield* graphParts(graph)
  await ended(signal)
}
