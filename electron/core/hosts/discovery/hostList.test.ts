import { expect, test } from 'vitest'
import { readHostList } from './hostList.ts'

const uris = (text: string) => readHostList(text).hosts.map(({ uri }) => uri)

test('reads one URI or address a line, comments and blank lines apart', () => {
  expect(uris('# ours\nqemu+ssh://root@kvm1/system\r\n\n kvm2 \nops@kvm3:2222\n2001:db8::7\n')).toEqual([
    'qemu+ssh://root@kvm1/system',
    'qemu+ssh://kvm2/system',
    'qemu+ssh://ops@kvm3:2222/system',
    'qemu+ssh://[2001:db8::7]/system',
  ])
})

test('reads CSV by the names of its columns, whatever their order and separator', () => {
  const text = '\uFEFFName;Address;Login;Port;Group;Key\n"Rack; one";kvm1;root;2200;fra;~/.ssh/k\n;kvm2;;;;\n'
  expect(readHostList(text).hosts).toEqual([
    {
      uri: 'qemu+ssh://root@kvm1:2200/system',
      name: 'Rack; one',
      site: 'fra',
      identity: '~/.ssh/k',
      jump: null,
      line: 2,
    },
    { uri: 'qemu+ssh://kvm2/system', name: null, site: null, identity: null, jump: null, line: 3 },
  ])
})

test('a list without names of columns is URI, name, site', () => {
  expect(readHostList('kvm1,"a ""b""",fra').hosts).toMatchObject([
    { uri: 'qemu+ssh://kvm1/system', name: 'a "b"', site: 'fra' },
  ])
})

test('is bounded and survives what is no list', () => {
  expect(readHostList('kvm\n'.repeat(3_000))).toMatchObject({ more: true, hosts: { length: 2_000 } })
  expect(uris('uri\n"never closed, at all')).toEqual(['never closed, at all'])
  expect(uris('')).toEqual([])
})
