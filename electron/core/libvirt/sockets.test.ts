import { expect, test } from 'vitest'
import { socketCandidates } from './sockets.ts'
import { parseUri } from './uri.ts'

const of = (uri: string, environment = {}) => socketCandidates(parseUri(uri), environment)

test('libvirtd comes before the modular daemon, /run before /var/run', () => {
  expect(of('qemu+ssh://h/system')).toEqual([
    '/run/libvirt/libvirt-sock',
    '/var/run/libvirt/libvirt-sock',
    '/run/libvirt/virtqemud-sock',
    '/var/run/libvirt/virtqemud-sock',
  ])
})

test('each driver has its own modular daemon, and read-only its own socket', () => {
  expect(of('xen:///system', { readOnly: true })).toContain('/run/libvirt/virtxend-sock-ro')
  expect(of('lxc:///system')).toContain('/run/libvirt/virtlxcd-sock')
  expect(of('storage:///system')).toContain('/run/libvirt/virtstoraged-sock')
  expect(of('test:///default')).toEqual(['/run/libvirt/libvirt-sock', '/var/run/libvirt/libvirt-sock'])
})

test('mode and socket narrow the choice', () => {
  expect(of('qemu:///system?mode=direct')).toEqual([
    '/run/libvirt/virtqemud-sock',
    '/var/run/libvirt/virtqemud-sock',
  ])
  expect(of('qemu:///system?mode=legacy')).not.toContain('/run/libvirt/virtqemud-sock')
  expect(of('test:///default?mode=direct')).toContain('/run/libvirt/libvirt-sock')
  expect(of('qemu:///system?socket=/srv/s', { readOnly: true })).toEqual(['/srv/s'])
})

test('a session’s sockets are below the user’s directories, and never read-only ones', () => {
  const environment = { runtimeDir: '/run/user/7', home: '/home/joe', readOnly: true }
  expect(of('qemu:///session', environment)).toEqual([
    '/run/user/7/libvirt/libvirt-sock',
    '/home/joe/.cache/libvirt/libvirt-sock',
    '/run/user/7/libvirt/virtqemud-sock',
    '/home/joe/.cache/libvirt/virtqemud-sock',
  ])
  expect(of('qemu:///session')).toEqual([])
})
