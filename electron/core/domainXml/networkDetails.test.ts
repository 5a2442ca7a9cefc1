import { expect, test } from 'vitest'
import { parseNetworkDetails } from './networkDetails.ts'

test('reads devices, ranges and domain of a network', () => {
  const xml = `<network><name>n</name><domain name='lab.example'/>
    <forward dev='eth0' mode='nat'><interface dev='eth0'/><interface dev='eth1'/></forward>
    <ip address='192.0.2.1' prefix='24'><dhcp><range start='192.0.2.10' end='192.0.2.20'/></dhcp></ip></network>`
  expect(parseNetworkDetails(xml)).toEqual({
    devices: ['eth0', 'eth1'],
    ranges: ['192.0.2.10 – 192.0.2.20'],
    domain: 'lab.example',
  })
  expect(parseNetworkDetails('<network/>')).toEqual({ devices: [], ranges: [], domain: null })
  expect(() => parseNetworkDetails('<network')).toThrow()
})
