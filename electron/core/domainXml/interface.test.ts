import { expect, test } from 'vitest'
import { DomainXmlError } from './errors.ts'
import { parseInterface } from './interface.ts'

test('reads a bridge with its members and addresses', () => {
  const bridge = parseInterface(`<interface type='bridge' name='br0'>
    <start mode='onboot'/><mtu size='9000'/>
    <protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/><ip address='192.0.2.9'/></protocol>
    <protocol family='ipv6'><ip address='2001:db8::1' prefix='64'/></protocol>
    <bridge stp='off' delay='0'>
      <interface type='ethernet' name='eth0'><mac address='52:54:00:00:00:01'/></interface>
      <interface type='ethernet' name='vnet3'/>
    </bridge>
  </interface>`)
  expect(bridge).toEqual({
    name: 'br0',
    type: 'bridge',
    mac: null,
    mtu: 9000,
    startMode: 'onboot',
    speedMbits: null,
    link: null,
    vlanTag: null,
    members: ['eth0', 'vnet3'],
    addresses: ['192.0.2.1/24', '192.0.2.9', '2001:db8::1/64'],
  })
})

test('reads the speed of a card and the tag and parent of a VLAN', () => {
  expect(
    parseInterface(
      `<interface type='ethernet' name='eth0'><mac address='02:00:00:00:00:01'/><link speed='1000' state='up'/></interface>`,
    ),
  ).toMatchObject({ mac: '02:00:00:00:00:01', speedMbits: 1000, link: 'up', members: [] })
  expect(
    parseInterface(
      `<interface type='vlan' name='eth0.7'><vlan tag='7'><interface name='eth0'/></vlan></interface>`,
    ),
  ).toMatchObject({ type: 'vlan', vlanTag: 7, members: ['eth0'] })
})

test('refuses what has no name', () => {
  expect(() => parseInterface('<interface type="ethernet"/>')).toThrow(DomainXmlError)
})
