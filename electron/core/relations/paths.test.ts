import { describe, expect, test } from 'vitest'
import { backingPath, networkNames, plainPath } from './paths.ts'

describe('paths are compared in one spelling', () => {
  test.each([
    ['/var//lib/libvirt/./images/../images/a.qcow2', '/var/lib/libvirt/images/a.qcow2'],
    ['/srv/iso/', '/srv/iso'],
    ['/', '/'],
    ['/dev/mapper/vg0-root', '/dev/vg0/root'],
    ['/dev/mapper/my--group-a--b', '/dev/my-group/a-b'],
    ['/dev/mapper/mpatha', '/dev/mapper/mpatha'],
    ['/dev/mapper/a-b-c', '/dev/mapper/a-b-c'],
    ['rbd:pool/image', 'rbd:pool/image'],
    ['', ''],
  ])('%s', (path, plain) => {
    expect(plainPath(path)).toBe(plain)
  })
})

test('a relative backing file stands beside the volume', () => {
  expect(backingPath('/images/web.qcow2', 'base.qcow2')).toBe('/images/base.qcow2')
  expect(backingPath('/images/web.qcow2', '../golden/base.qcow2')).toBe('/golden/base.qcow2')
  expect(backingPath('/images/web.qcow2', '/golden/base.qcow2')).toBe('/golden/base.qcow2')
  expect(backingPath('/images/web.qcow2', 'json:{"driver":"raw"}')).toBe('json:{"driver":"raw"}')
  expect(backingPath('/images/web.qcow2', 'nbd://kvm1/export')).toBe('nbd://kvm1/export')
  expect(backingPath(null, 'base.qcow2')).toBe('base.qcow2')
})

test('a volume on the network goes by its path, its key and the name in its address', () => {
  expect(networkNames('vms/web', 'vms/web')).toEqual(['vms/web'])
  expect(networkNames('gluster://g1/vol/web.img', 'gluster://g1/vol/web.img')).toEqual([
    'gluster://g1/vol/web.img',
    'vol/web.img',
  ])
  expect(networkNames(null, '')).toEqual([])
})
