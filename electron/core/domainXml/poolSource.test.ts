import { expect, test } from 'vitest'
import { parsePoolSource } from './poolSource.ts'

const pool = (type: string, source: string) =>
  `<pool type='${type}'><name>p</name><source>${source}</source><target><path>/mnt</path></target></pool>`

test('names the storage of a pool over the network in one way on every host', () => {
  const nfs = `<host name='NFS1.example'/><dir path='/export/vms/'/><format type='nfs'/>`
  expect(parsePoolSource(pool('netfs', nfs))).toEqual({
    text: 'nfs1.example:/export/vms/',
    identity: 'netfs nfs1.example /export/vms',
  })
  const ceph = (hosts: string[]) =>
    parsePoolSource(
      pool('rbd', `${hosts.map(name => `<host name='${name}' port='6789'/>`).join('')}<name>vms</name>`),
    )
  expect(ceph(['mon1', 'mon2'])?.text).toBe('rbd:vms@mon1:6789,mon2:6789')
  expect(ceph(['mon1', 'mon2'])?.identity).toBe(ceph(['mon2', 'mon1'])?.identity)
  expect(
    parsePoolSource(pool('iscsi', `<host name='san'/><device path='iqn.2026-01.example:vms'/>`))?.text,
  ).toBe('iscsi:iqn.2026-01.example:vms@san')
  expect(parsePoolSource(pool('gluster', `<host name='g1'/><dir path='/sub'/><name>vol</name>`))?.text).toBe(
    'gluster:vol/sub@g1',
  )
})

test('a pool of the host’s own, or one that does not say where, is no such storage', () => {
  expect(parsePoolSource(pool('dir', ''))).toBeNull()
  expect(parsePoolSource(pool('logical', '<device path="/dev/sda"/><name>vg0</name>'))).toBeNull()
  expect(parsePoolSource(pool('netfs', `<dir path='/export'/>`))).toBeNull()
  expect(parsePoolSource(pool('rbd', `<host name='mon1'/>`))).toBeNull()
  expect(() => parsePoolSource('<pool')).toThrow()
})
