import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/store.ts'
import { herePlace } from '../../transport/sshConfig/place.ts'
import { libvirtConfUris, parseLibvirtConf, quotedStrings, virtManagerUris } from './savedUris.ts'

test('reads lists as settings tools print them', () => {
  expect(quotedStrings(`['qemu:///system', "qemu+ssh://it's@kvm1/system", 'a\\'b']`)).toEqual([
    'qemu:///system',
    "qemu+ssh://it's@kvm1/system",
    "a'b",
  ])
  expect(quotedStrings('@as []')).toEqual([])
})

test('reads aliases and the default of libvirt.conf, and nothing that is commented out', () => {
  const text = `#uri_aliases = [ "no=qemu:///session" ]
uri_aliases = [
  "hail=qemu+ssh://root@hail.example.com/system",
#  "gone=qemu+ssh://gone/system",
  "sleet=qemu+ssh://root@sleet.example.com/system",
]
uri_default = "qemu:///system"
`
  expect(parseLibvirtConf(text, 'f')).toEqual([
    { name: 'hail', uri: 'qemu+ssh://root@hail.example.com/system', place: 'f' },
    { name: 'sleet', uri: 'qemu+ssh://root@sleet.example.com/system', place: 'f' },
    { name: null, uri: 'qemu:///system', place: 'f' },
  ])
  expect(parseLibvirtConf('uri_aliases = [ "broken', 'f')).toEqual([])
})

test('finds the user’s libvirt.conf where it is kept', async () => {
  using folder = temporaryFolder()
  const place = { ...herePlace(), home: folder.path, env: {} }
  mkdirSync(join(folder.path, '.config', 'libvirt'), { recursive: true })
  writeFileSync(
    join(folder.path, '.config', 'libvirt', 'libvirt.conf'),
    'uri_aliases = ["a=test:///default"]',
  )
  const { uris } = await libvirtConfUris(place)
  expect(uris).toContainEqual({
    name: 'a',
    uri: 'test:///default',
    place: expect.stringContaining('libvirt.conf'),
  })
})

test('asks the settings tools, the second where the first knows nothing, and lives without either', async () => {
  using folder = temporaryFolder()
  const tool = (name: string, body: string) => {
    writeFileSync(join(folder.path, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder.path, name), 0o755)
  }
  const place = { ...herePlace(), home: folder.path, env: { PATH: folder.path } }
  expect(await virtManagerUris(place)).toEqual([])
  tool('gsettings', 'echo "No such schema" >&2; exit 1')
  tool('dconf', `echo "['qemu+ssh://kvm1/system']"`)
  expect(await virtManagerUris(place)).toEqual([
    { uri: 'qemu+ssh://kvm1/system', name: null, place: 'virt-manager' },
  ])
})
