import { expect, test } from 'vitest'
import { GRAPH_MACHINES_MAX, Graph } from '../../../shared/contract/topology.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import { fleetUuid } from '../testing/fleet.ts'
import type { KnownHost } from './facts.ts'
import { relateGraph } from './graph.ts'
import { disk, hostInterface, knownHost, machine, network, nic, pool, volume } from './testing/known.ts'
import { relateStorage } from './usage.ts'

const one = knownHost(1)
const site = (name: string, parent: string | null): Site => ({
  id: fleetUuid(name) as SiteId,
  parentId: parent === null ? null : (fleetUuid(parent) as SiteId),
  name,
  production: false,
  options: {},
})

function draw(hosts: KnownHost[], sites: Site[] = [], fleet = hosts) {
  const graph = relateGraph(hosts, sites, relateStorage(fleet))
  expect(Graph.parse(graph)).toEqual(graph)
  const labels = new Map(graph.nodes.map(node => [node.id, `${node.kind} ${node.label}`]))
  expect(labels.size).toBe(graph.nodes.length)
  return { graph, edges: graph.edges.map(({ from, to }) => `${labels.get(from)} → ${labels.get(to)}`) }
}

test('draws site, host, network, NIC and machine, and pool, volume, disk and machine', () => {
  const { edges } = draw(
    [
      {
        ...one,
        siteId: fleetUuid('rack') as SiteId,
        networks: [network('default')],
        pools: [pool('images'), pool('empty')],
        volumes: [
          volume('images', 'web', { backing: 'base' }),
          volume('images', 'base'),
          volume('images', 'idle'),
        ],
        machines: [
          machine(one.hostId, 'web', {
            nics: [nic('network', 'default', 'aa')],
            disks: [disk('vda', 'images/web', 'volume'), disk('vdb', '/elsewhere')],
          }),
          machine(one.hostId, 'bare'),
        ],
      },
    ],
    [site('fra', null), site('rack', 'fra'), site('other', null)],
  )
  expect(edges.toSorted()).toEqual(
    [
      'site fra → site rack',
      'site rack → host kvm1',
      'host kvm1 → network default',
      'network default → nic aa',
      'nic aa → machine web',
      'host kvm1 → pool images',
      'host kvm1 → pool empty',
      'pool images → volume web',
      'pool images → volume base',
      'volume base → volume web',
      'volume web → disk vda',
      'disk vda → machine web',
      'disk vdb → machine web',
      'host kvm1 → machine bare',
    ].toSorted(),
  )
})

test('a network and the bridge that it makes are one; a host’s bridge stands before the network that uses it', () => {
  const { edges, graph } = draw([
    {
      ...one,
      networks: [network('nat', { bridge: 'virbr0' }), network('lan', { bridge: 'br0', forward: 'bridge' })],
      interfaces: [hostInterface('br0'), hostInterface('virbr0')],
      machines: [
        machine(one.hostId, 'm', {
          nics: [
            nic('bridge', 'virbr0', 'a'),
            nic('bridge', 'br0', 'b'),
            nic('network', 'lan', 'c'),
            nic('direct', 'eno1', 'd'),
            nic('user', null, 'e'),
          ],
        }),
      ],
    },
  ])
  expect(edges).toEqual(
    expect.arrayContaining([
      'network nat → nic a',
      'bridge br0 → nic b',
      'bridge br0 → network lan',
      'network lan → nic c',
      'device eno1 → nic d',
      'host kvm1 → nic e',
    ]),
  )
  expect(graph.nodes.filter(node => node.label === 'virbr0')).toEqual([])
})

const nfs = `<pool type='netfs'><name>nfs</name><source><host name='nfs1'/><dir path='/export'/></source></pool>`

test('shared storage is one node of all its hosts, also where a part of the fleet is asked for', () => {
  const two = knownHost(2)
  const on = (host: KnownHost) => ({
    ...host,
    pools: [pool('nfs', { type: 'netfs' }, nfs)],
    volumes: [volume('nfs', 'disk')],
    machines: [machine(host.hostId, host.host, { disks: [disk('vda', 'nfs/disk', 'volume')] })],
  })
  const fleet = [on(one), on(two)]
  const whole = draw(fleet)
  expect(whole.edges.filter(edge => edge.includes('pool'))).toEqual([
    'host kvm1 → pool nfs',
    'pool nfs → volume disk',
    'host kvm2 → pool nfs',
  ])
  const part = draw(fleet.slice(1), [], fleet)
  expect(part.edges).toContain('pool nfs → volume disk')
  expect(part.graph.nodes.every(node => node.hostId === null || node.hostId === two.hostId)).toBe(true)
})

test('sites and backing files in circles, and endless names, make no cycle and no giant', () => {
  const { graph } = draw(
    [
      {
        ...one,
        siteId: fleetUuid('a') as SiteId,
        pools: [pool('p')],
        volumes: ['x', 'y', 'z'].map((name, at) =>
          volume('p', name, { backing: ['y', 'z', 'x'][at] ?? null }),
        ),
        machines: [
          machine(one.hostId, 'm'.repeat(5000), {
            disks: [disk('vda', 'p/x', 'volume'), disk('vdb', 'p/y', 'volume')],
          }),
        ],
      },
    ],
    [site('a', 'b'), site('b', 'a')],
  )
  expect(Math.max(...graph.nodes.map(node => node.label.length))).toBe(200)
  const next = Map.groupBy(graph.edges, edge => edge.from)
  const open = new Set<string>()
  const done = new Set<string>()
  const visit = (id: string): void => {
    if (done.has(id)) return
    expect(open.has(id), `a cycle at ${id}`).toBe(false)
    open.add(id)
    for (const { to } of next.get(id) ?? []) visit(to)
    open.delete(id)
    done.add(id)
  }
  for (const { id } of graph.nodes) visit(id)
})

test('of too many machines the first by name are drawn and the rest is counted', () => {
  const machines = Array.from({ length: GRAPH_MACHINES_MAX + 5 }, (_, at) => machine(one.hostId, `m${at}`))
  const { graph } = draw([{ ...one, machines }])
  expect(graph).toMatchObject({ machines: GRAPH_MACHINES_MAX + 5, leftOut: 5 })
  expect(graph.nodes.filter(node => node.kind === 'machine')).toHaveLength(GRAPH_MACHINES_MAX)
  expect(graph.nodes.some(node => node.label === `m${GRAPH_MACHINES_MAX + 4}`)).toBe(false)
})
