import { expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import { HostId, SiteId } from '../../../shared/ids.ts'
import type { HostState, TransportSummary } from '../../../shared/models/host.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { CredentialNames } from './credentialNames.ts'

const id = '11111111-1111-4111-8111-111111111111'
const hostId = HostId.parse(id)
const siteId = SiteId.parse(id)
const record = {
  ...{ id: hostId, name: 'kvm1', uri: 'qemu+ssh://kvm1/system', siteId, autoConnect: true, createdAtMs: 0 },
  options: { credential: 'north door', tickMs: 1_000 },
}
const site = { id: siteId, name: 'north', parentId: null, production: false, options: record.options }
const state = (code: NonNullable<HostState['problem']>['code']): HostState => ({
  ...{ phase: 'blocked', stage: null, sinceMs: 0, lastContactMs: null, roundTripMs: null, retryAtMs: null },
  ...{ attempt: 1, question: null, networkSuspect: false },
  problem: { code, message: 'It is about “north door”.', data: { credential: 'north door' } },
})
const transport: TransportSummary = {
  kind: 'ssh',
  decisions: [
    { label: 'driver', value: 'qemu', source: 'URI' },
    { label: 'credential', value: saying('withPassword', { name: 'north door' }), source: 'URI' },
    {
      label: 'loggedInBy',
      value: saying('ofCredential', { method: 'publickey', name: 'north door' }),
      source: null,
    },
  ],
}
const told = (...rights: Permission[]) => {
  const names = new CredentialNames({ may: right => rights.includes(right) })
  const spell = { beganAtMs: 0, endedAtMs: null, lastMs: 0, phase: 'blocked' as const, times: 1 }
  return {
    record: names.record(record),
    site: names.site(site),
    fleet: names.options(record.options, null),
    transport: names.transport(hostId, transport),
    states: (['credential.refused', 'vault.closed', 'vault.noKey', 'vault.damaged'] as const).map(code =>
      names.state(hostId, state(code)),
    ),
    spells: names.spells(hostId, [{ ...spell, problem: state('credential.unknown').problem }]),
  }
}

test('whoever only looks learns that a credential is wrong or locked, and not what it is called', () => {
  const shown = told('host.read', 'domain.read')
  expect(JSON.stringify(shown)).not.toContain('north door')
  expect(shown.record.options).toEqual({ tickMs: 1_000 })
  expect(shown.transport.decisions).toEqual([transport.decisions[0]])
  expect(shown.states[0]?.problem?.message).toBe('This host did not accept its credential.')
  expect(shown.states[1]?.problem?.next).toContain('goes on by itself')
})

test('the connection does not name what the way does not', () => {
  const by = transport.decisions[2]?.value ?? null
  expect(CredentialNames.login(by, told('host.read').transport)).toBeNull()
  expect(CredentialNames.login(by, told('credential.read').transport)).toBe(by)
  expect(CredentialNames.login('publickey: /k/id', null)).toBe('publickey: /k/id')
})

test.each(['credential.read', 'credential.use', 'host.manage'] as const)(
  'whoever holds %s reads it',
  right => {
    const shown = told(right)
    expect(shown.record).toBe(record)
    expect(shown.site).toBe(site)
    expect(shown.transport).toBe(transport)
    expect(shown.states[0]?.problem?.message).toContain('north door')
    expect(shown.spells[0]?.problem?.message).toContain('north door')
  },
)

test('other problems stay as they are', () => {
  const shown = new CredentialNames({ may: () => false }).state(hostId, state('agent.unreachable'))
  expect(shown.problem?.message).toContain('It is about')
})
