import { expect, test } from 'vitest'
import type { HostRecord } from '../../../../shared/models/host.ts'
import { readList } from './discover.ts'

const read = (text: string, fileName = 'hosts', records: HostRecord[] = []) =>
  readList({ text, fileName }, records)
const uris = (text: string, fileName?: string) => read(text, fileName).candidates.map(({ uri }) => uri)

const ini = `
alone ansible_host=192.0.2.9   # the spare one
[web]
www[01:03].example.com ansible_port=2222
"quoted" ansible_host="192.0.2.20" ansible_user='de ploy'
[db]
db1 ansible_user=root ansible_ssh_private_key_file=~/.ssh/db
db2:2200
[web:vars]
ansible_user=web
[frankfurt:children]
web
db
[frankfurt:vars]
ansible_user=ops
ansible_ssh_common_args='-o ProxyJump=door.fra:2222 -o Foo=bar'
[all:vars]
ansible_port=22
ansible_password=seeded-secret
`

test('reads an inventory in INI: groups as sites, what they say inherited, ranges, no passwords', () => {
  const { candidates, notes } = read(ini)
  expect(candidates.map(({ uri, name, site, place }) => [uri, name, site, place])).toEqual([
    ['qemu+ssh://192.0.2.9:22/system', 'alone', null, 'hosts:2'],
    ['qemu+ssh://root@db1:22/system', 'db1', 'db', 'hosts:7'],
    ['qemu+ssh://ops@db2:2200/system', 'db2', 'db', 'hosts:8'],
    ['qemu+ssh://web@www01.example.com:2222/system', 'www01.example.com', 'web', 'hosts:4'],
    ['qemu+ssh://web@www02.example.com:2222/system', 'www02.example.com', 'web', 'hosts:4'],
    ['qemu+ssh://web@www03.example.com:2222/system', 'www03.example.com', 'web', 'hosts:4'],
    ['qemu+ssh://de%20ploy@192.0.2.20:22/system', 'quoted', 'web', 'hosts:5'],
  ])
  expect(candidates[1]?.options).toEqual({ identityFiles: ['~/.ssh/db'], jump: ['door.fra:2222'] })
  expect(candidates.every(({ problem }) => problem === null)).toBe(true)
  expect(notes).toEqual([{ code: 'passwords', values: {} }])
  expect(JSON.stringify(read(ini))).not.toContain('seeded-secret')
})

const yaml = `---
all:
  vars: { ansible_user: ops }
  hosts:
    here: { ansible_connection: local }
  children:
    berlin:
      vars:
        ansible_port: 2222
        ansible_become_password: !vault |
          $ANSIBLE_VAULT;1.1;AES256
          6162
      children:
        rack1:
          hosts:
            kvm[1:2]:
            "2001:db8::7": { ansible_user: root }
            no: { ansible_host: 192.0.2.1 }
`

test('reads an inventory in YAML alike, where everything is a text', () => {
  const { candidates, notes } = read(yaml, 'inventory.yml')
  expect(candidates.map(({ uri, name, site }) => [uri, name, site])).toEqual([
    ['qemu:///system', 'here', null],
    ['qemu+ssh://ops@kvm1:2222/system', 'kvm1', 'rack1'],
    ['qemu+ssh://ops@kvm2:2222/system', 'kvm2', 'rack1'],
    ['qemu+ssh://root@[2001:db8::7]:2222/system', '2001:db8::7', 'rack1'],
    ['qemu+ssh://ops@192.0.2.1:2222/system', 'no', 'rack1'],
  ])
  expect(notes).toEqual([])
  expect(uris(yaml)).toHaveLength(5)
})

test('what is known already says so', () => {
  const known = { name: 'Rack 1', uri: 'qemu+ssh://root@db1/system' } as HostRecord
  expect(read(ini, 'hosts', [known]).candidates.map(({ knownAs }) => knownAs)).toContain('Rack 1')
})

test('plain lists stay what they were', () => {
  expect(uris('[2001:db8::7]\nkvm1\n[fe80::1]:22')).toHaveLength(3)
  expect(uris('name,host\na,kvm1\n')).toEqual(['qemu+ssh://kvm1/system'])
})

test('bombs, ranges without end, circles and depth are bounded', () => {
  const laughs = Array.from({ length: 30 }, (_, at) =>
    at === 0
      ? 'a0: &a0 { hosts: { x1: {}, x2: {}, x3: {} } }'
      : `a${at}: &a${at} { children: { g: *a${at - 1}, h: *a${at - 1}, i: *a${at - 1}, j: *a${at - 1} } }`,
  ).join('\n')
  const bomb = read(laughs, 'bomb.yaml')
  expect(bomb.candidates.length).toBeLessThan(10)
  expect(bomb.notes).toContainEqual({ code: 'inventoryMax', values: {} })
  const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`
  expect(() => read(deep, 'deep.yaml')).toThrowError(expect.objectContaining({ code: 'input.invalid' }))
  const nested = Array.from(
    { length: 45 },
    (_, at) => `${'  '.repeat(at * 2)}g${at}:\n${'  '.repeat(at * 2 + 1)}children:`,
  )
  expect(read(nested.join('\n'), 'nested.yaml').candidates).toEqual([])
  const endless = read('[all]\nkvm[1:999999999] ansible_user=root\n')
  expect(endless.candidates).toHaveLength(2_000)
  expect(endless.notes).toContainEqual({ code: 'hostsMax', values: { max: 2_000 } })
  const product = read('[all]\nkvm[1:9999][1:9999][1:9999][a:z] ansible_user=root\n')
  expect(product.candidates).toHaveLength(2_000)
  const circle = read(
    '[a:children]\nb\n[b:children]\na\n[b]\nkvm1 ansible_user=root\n[a:vars]\nansible_port=23\n',
  )
  expect(circle.candidates).toMatchObject([{ uri: 'qemu+ssh://root@kvm1:23/system' }])
  const groups = Array.from({ length: 3_000 }, (_, at) => `[g${at}]\n`).join('')
  expect(read(groups).notes).toContainEqual({ code: 'groupsMax', values: { max: 1_000 } })
})

test('what is no inventory says so with its line, and code is never run', () => {
  expect(() => read('all:\n  hosts: [unclosed\n', 'x.yml')).toThrowError(/line \d/)
  expect(() => read('just words', 'x.yml')).toThrowError(/no inventory/)
  const evil =
    'all:\n  hosts:\n    kvm1: !!js/function "function(){}"\n    kvm2: !!python/object/apply:os.system ["id"]\n    __proto__: { ansible_user: root }\n'
  expect(uris(evil, 'x.yml')).toEqual([
    'qemu+ssh://kvm1/system',
    'qemu+ssh://kvm2/system',
    'qemu+ssh://root@__proto__/system',
  ])
  expect(({} as Record<string, unknown>).ansible_user).toBeUndefined()
})

test('hostile names are cleaned, and an address is an address', () => {
  const listed = (host: string, more = '') =>
    read(`host,name,site\n"${host}","=cmd|' /c calc'!A1\u202e\u0007","+SUM(A1)"${more}`).candidates[0]
  expect(listed('kvm1')).toMatchObject({ name: "cmd|' /c calc'!A1", site: 'SUM(A1)', problem: null })
  for (const host of [
    'kvm1/system?command=/bin/sh&x=',
    '-oProxyCommand=id',
    '{{ lookup(1) }}',
    'kvm1 kvm2',
    'kvm1#',
    'kvm1\\x',
  ])
    expect([host, listed(host)?.problem?.code]).toEqual([host, 'uri.invalid'])
  const program = read('uri\nqemu+ssh://kvm1/system?command=/bin/sh\n').candidates[0]
  expect(program?.problem?.message).toContain('program')
  expect(read('host,jump\nkvm1,-oProxyCommand=id').candidates[0]?.problem?.code).toBe('uri.invalid')
  expect(read("name,host\n'=1+1,kvm1").candidates[0]?.name).toBe('1+1')
})
