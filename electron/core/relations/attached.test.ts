import { expect, test } from 'vitest'
import { BridgeRow, LeaseRow, NetworkRow } from '../../../shared/contract/relations.ts'
import { relateNetworks } from './attached.ts'
import { hostInterface, knownHost, lease, machine, network, nic } from './testing/known.ts'

const one = knownHost(1)

test('says who is on a network: by its name, by its bridge, and by leases', () => {
  const { networks, leases, bridges } = relateNetworks([
    {
      ...one,
      networks: [
        network('default', {}, `<network><name>default</name><domain name='lab'/></network>`),
        network('off', { active: false, bridge: 'virbr9' }),
      ],
      leases: [
        lease('default', '52:54:00:00:00:01', '192.0.2.7'),
        lease('default', '52:54:00:ff:ff:ff', '192.0.2.8'),
      ],
      machines: [
        machine(one.hostId, 'by-name', { nics: [nic('network', 'default', '52:54:00:00:00:01')] }),
        machine(one.hostId, 'by-bridge', { nics: [nic('bridge', 'virbr-default')] }),
        machine(one.hostId, 'alone', { nics: [nic('user', null)] }),
      ],
    },
  ])
  for (const row of networks) expect(NetworkRow.parse(row)).toEqual(row)
  for (const row of leases) expect(LeaseRow.parse(row)).toEqual(row)
  for (const row of bridges) expect(BridgeRow.parse(row)).toEqual(row)
  expect(networks[0]).toMatchObject({
    attached: [{ name: 'by-name' }, { name: 'by-bridge' }],
    attachedCount: 2,
    leaseCount: 2,
    domain: 'lab',
  })
  expect(leases.map(row => [row.address, row.machineName])).toEqual([
    ['192.0.2.7', 'by-name'],
    ['192.0.2.8', null],
  ])
  expect(bridges.map(row => [row.name, row.network, row.up, row.attachedCount])).toEqual([
    ['virbr-default', 'default', true, 2],
    ['virbr9', 'off', false, 0],
  ])
})

test('lists the host’s own bridges with ports, and the devices that machines sit on directly', () => {
  const { bridges } = relateNetworks([
    {
      ...one,
      interfaces: [
        hostInterface('br0', { members: ['eno1'], addresses: ['198.51.100.2/24'] }),
        hostInterface('eno1', { type: 'ethernet', active: false }),
        hostInterface('lo', { type: 'ethernet' }),
      ],
      machines: [
        machine(one.hostId, 'bridged', { nics: [nic('bridge', 'br0'), nic('bridge', 'br-unheard')] }),
        machine(one.hostId, 'macvtap', { nics: [nic('direct', 'eno1')] }),
      ],
    },
  ])
  expect(bridges.map(row => [row.name, row.kind, row.ports, row.up, row.attachedCount])).toEqual([
    ['br0', 'bridge', ['eno1'], true, 1],
    ['br-unheard', 'bridge', [], null, 1],
    ['eno1', 'direct', [], false, 1],
  ])
})

test('a definition that cannot be read takes nothing away', () => {
  const { networks } = relateNetworks([
    { ...one, networks: [network('n', {}, '<network'), network('m', {}, '')] },
  ])
  expect(networks.map(row => [row.name, row.ranges, row.domain])).toEqual([
    ['n', [], null],
    ['m', [], null],
  ])
})
