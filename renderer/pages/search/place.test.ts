import { expect, test } from 'vitest'
import type { SearchHit } from '../../../shared/contract/index.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { placeOf } from './place.ts'

const hostId = '00000000-0000-4000-8000-000000000001' as HostId
const key = `${hostId}/00000000-0000-4000-8000-000000000002` as MachineKey
const hit = (more: Partial<SearchHit>): SearchHit => ({
  kind: 'machine',
  name: 'web',
  hostId,
  host: 'kvm1',
  key,
  pool: null,
  field: 'name',
  text: 'web',
  from: 0,
  to: 3,
  line: null,
  stale: false,
  ...more,
})

test('a line of XML opens at its line, a volume in the list of volumes', () => {
  expect(placeOf(hit({ kind: 'xml', line: 12 }))).toEqual({
    page: 'machine',
    id: key,
    tab: 'xml',
    params: { line: '12' },
  })
  expect(placeOf(hit({ kind: 'volume', key: null, pool: 'default', name: 'a "b".img' }))).toEqual({
    page: 'storage',
    tab: 'volumes',
    query: 'name:"a \\"b\\".img" host:"kvm1"',
    params: { open: `volume/${hostId}/default/a "b".img` },
  })
  expect(placeOf(hit({ kind: 'host', key: null }))).toEqual({ page: 'host', id: hostId })
})
