import { expect, test } from 'vitest'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import type { AuditDraft } from '../audit/types.ts'
import type { Withheld } from './destinations.ts'
import { tellWithheld } from './tell.ts'

test('what was withheld is told with its host and what had been changed', () => {
  const told: AuditDraft[] = []
  const hostId = '11111111-1111-4111-8111-111111111111' as HostId
  const siteId = '22222222-2222-4222-8222-222222222222' as SiteId
  const host = { id: hostId, name: 'kvm1', siteId, uri: 'x', autoConnect: true, options: {}, createdAtMs: 1 }
  let tell: (event: Withheld) => void = () => expect.unreachable()
  tellWithheld({ tell: listener => (tell = listener) }, { record: draft => told.push(draft) }, id =>
    id === hostId ? host : undefined,
  )
  const changes = [{ what: 'address' as const, accepted: 'a', found: 'b' }]
  tell({ hostId, why: 'changed', changes })
  tell({ hostId: 'gone' as HostId, why: 'missing', changes: [] })
  expect(told).toMatchObject([
    {
      act: 'credentials.withheld',
      result: 'refused',
      shell: 'core',
      hostId,
      siteId,
      object: 'kvm1',
      parameters: { why: 'changed', changes: ['address: a → b'] },
    },
    { hostId: 'gone', siteId: null, object: '', parameters: { why: 'missing' } },
  ])
})
