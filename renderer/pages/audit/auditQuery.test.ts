import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import { completeAuditQuery, parseAuditQuery } from './auditQuery.ts'

const hosts = [{ id: 'h1' as HostId, name: 'kvm1' }]

test('named terms go to the core by their names, the rest is looked for', () => {
  expect(parseAuditQuery('', hosts)).toEqual({ ok: true, where: {} })
  expect(parseAuditQuery('web person:"Anna B" act:machines result:refused host:KVM1 two', hosts)).toEqual({
    ok: true,
    where: { text: 'web two', person: 'Anna B', act: 'machines', result: 'refused', hostId: 'h1' },
  })
  expect(parseAuditQuery('seq:17 "two words', hosts)).toEqual({
    ok: true,
    where: { text: 'seq:17 two words' },
  })
})

test('what the core would not know is underlined', () => {
  expect(parseAuditQuery('x result:gone', hosts)).toMatchObject({ ok: false, error: { position: 2 } })
  expect(parseAuditQuery('host:kvm9', hosts)).toMatchObject({ ok: false, error: { position: 0 } })
})

test('fields, results and what is known are offered', () => {
  const known = { persons: ['anna', 'Anna B'], acts: ['hosts.add'], hosts: ['kvm1'] }
  const offered = (text: string) => completeAuditQuery(text, text.length, known).map(({ insert }) => insert)
  expect(offered('per')).toEqual(['person:'])
  expect(offered('web person:an')).toEqual(['person:"Anna B" ', 'person:anna '])
  expect(offered('result:re')).toEqual(['result:refused '])
  expect(offered('nothing:')).toEqual([])
})
