import { expect, test } from 'vitest'
import { HostId, SiteId } from '../../../shared/ids.ts'
import { readList } from '../hosts/discovery/discover.ts'
import { hostListText } from './hostListText.ts'

const uuid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`
const [coast, rack] = [SiteId.parse(uuid('1')), SiteId.parse(uuid('2'))]
const registry = {
  sites: () => [
    { id: coast, name: 'Coast', parentId: null, production: false, options: { credential: 'coast door' } },
    { id: rack, name: 'Rack, 1', parentId: coast, production: true, options: {} },
  ],
  list: () => [
    {
      ...{
        id: HostId.parse(uuid('3')),
        name: 'kvm; "one"',
        uri: 'qemu+ssh://root@kvm1:2200/system',
        siteId: rack,
      },
      ...{ autoConnect: true, createdAtMs: 0 },
      options: { credential: 'rack door', jump: ['ops@gate'], readOnly: true, tickMs: 4_000 },
    },
    {
      ...{ id: HostId.parse(uuid('4')), name: 'kvm2', uri: 'qemu+ssh://kvm2/system', siteId: null },
      ...{ autoConnect: true, createdAtMs: 0, options: {} },
    },
  ],
}

test.each(['json', 'csv'] as const)(
  'what is exported as %s is read back as it was, without a secret in it',
  format => {
    const { text, fileName } = hostListText(format, registry)
    const { candidates, notes } = readList({ text, fileName }, [])
    expect(notes).toEqual([])
    expect(
      candidates.map(({ uri, name, site, options, problem }) => ({ uri, name, site, options, problem })),
    ).toEqual([
      {
        uri: 'qemu+ssh://root@kvm1:2200/system',
        name: 'kvm; "one"',
        site: 'Coast / Rack, 1',
        options: { credential: 'rack door', jump: ['ops@gate'], readOnly: true, tickMs: 4_000 },
        problem: null,
      },
      { uri: 'qemu+ssh://kvm2/system', name: 'kvm2', site: null, options: {}, problem: null },
    ])
    // Where they are all here already, each says as whom.
    expect(readList({ text, fileName }, registry.list()).candidates.map(each => each.knownAs)).toEqual([
      'kvm; "one"',
      'kvm2',
    ])
  },
)

test('options that are none, and a host that is listed twice, are said of it', () => {
  const text = 'uri,options\nqemu+ssh://kvm1/system,"{""tickMs"":""fast""}"\nqemu+ssh://kvm1:22/system,\n'
  expect(readList({ text, fileName: 'hosts.csv' }, []).candidates).toMatchObject([
    { uri: 'qemu+ssh://kvm1/system', options: {}, warnings: ['badOptions', 'twice'] },
  ])
  const other = readList({ text: '{"hosts": "none"}', fileName: 'x.json' }, [])
  expect(other.candidates.every(each => each.problem !== null)).toBe(true)
})
