import type { Graph } from '../../../shared/contract/index.ts'
import type { NodeKind } from '../../../shared/contract/topology.ts'
import type { HostId } from '../../../shared/ids.ts'

/** A made-up graph: hosts of one site, each with one network and one pool, and machines with a NIC and a disk each. */
export function makeGraph(fleet: { hosts: number; machines: number; shared?: boolean }): Graph {
  const graph: Graph = { nodes: [], edges: [], machines: fleet.hosts * fleet.machines, leftOut: 0 }
  const node = (
    id: string,
    kind: NodeKind,
    label: string,
    host: string | null,
    ref: string | null = null,
  ) => {
    if (!graph.nodes.some(known => known.id === id))
      graph.nodes.push({ id, kind, label, detail: null, hostId: host as HostId | null, ref })
    return id
  }
  const edge = (from: string, to: string) => graph.edges.push({ from, to })
  node('site', 'site', 'Frankfurt', null)
  for (let at = 0; at < fleet.hosts; at++) {
    const h = `h${at}`
    edge('site', node(`host/${h}`, 'host', `kvm${at}`, h, h))
    edge(`host/${h}`, node(`network/${h}`, 'network', 'default', h))
    const pool = fleet.shared ? node('space', 'pool', 'nfs', 'h0') : node(`pool/${h}`, 'pool', 'images', h)
    edge(`host/${h}`, pool)
    for (let number = 0; number < fleet.machines; number++) {
      const key = `${h}/${number}`
      const machine = node(`machine/${key}`, 'machine', `vm-${number}`, h, key)
      edge(`network/${h}`, node(`nic/${key}`, 'nic', `vnet${number}`, h, key))
      edge(`nic/${key}`, machine)
      edge(pool, node(`volume/${key}`, 'volume', `vm-${number}.qcow2`, h))
      edge(`volume/${key}`, node(`disk/${key}`, 'disk', 'vda', h, key))
      edge(`disk/${key}`, machine)
    }
  }
  return graph
}
