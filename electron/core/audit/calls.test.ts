import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { machineKey, type SiteId, type TaskId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import { limitedSeat } from '../access/testing/limited.ts'
import { ownerCaller } from '../api/caller.ts'
import { fleetHostId, fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { hostRecord } from '../testing/store.ts'
import { type BegunCall, CallRecorder, isAct } from './calls.ts'
import { Places } from './places.ts'
import type { AuditDraft } from './types.ts'

const site: Site = {
  id: fleetUuid('s') as SiteId,
  parentId: null,
  name: 'Berlin',
  production: true,
  options: {},
}
const machine = { ...fleetMachine(1, 8, 100).machine, name: 'web' }
const key = machineKey(fleetHostId(1), machine.uuid)
const other = machineKey(fleetHostId(1), fleetMachine(2, 8, 100).machine.uuid)

function recorder() {
  const drafts: AuditDraft[] = []
  const clock = new ManualClock()
  const record = { ...hostRecord(1), siteId: site.id }
  const places = new Places({
    registry: { get: id => (id === record.id ? record : undefined), sites: () => [site] },
    inventory: {
      machine: asked =>
        asked === key ? ({ ...machine, key } as ReturnType<Places['machine']> & never) : undefined,
    },
  })
  const calls = new CallRecorder({ sink: { record: draft => drafts.push(draft) }, places, clock })
  const call = (more: Partial<BegunCall>) =>
    calls.begin({
      path: ['machines', 'operate'],
      permission: 'domain.operate.start',
      caller: ownerCaller('headless'),
      input: {},
      ...more,
    })
  return { drafts, clock, calls, call }
}

test('an act on several machines is an entry for each, with its own task or why it was left alone', () => {
  const { drafts, clock, call } = recorder()
  const end = call({ input: { action: 'start', keys: [key, other, key] } })
  clock.advance(12)
  end({
    output: {
      tasks: [{ id: fleetUuid('t') as TaskId, key }],
      skipped: [{ key: other, skip: { code: 'already', state: 'running' } }],
    },
  })
  expect(drafts).toHaveLength(2)
  expect(drafts[0]).toMatchObject({
    person: 'owner',
    role: 'Owner',
    shell: 'headless',
    act: 'machines.operate',
    permission: 'domain.operate.start',
    siteId: site.id,
    hostId: fleetHostId(1),
    machine: key,
    object: 'Berlin / kvm1 / web',
    parameters: { action: 'start', machines: 3 },
    result: 'done',
    error: null,
    durationMs: 12,
    correlation: [fleetUuid('t')],
  })
  expect(drafts[1]).toMatchObject({
    machine: other,
    result: 'failed',
    error: 'left alone: already (running)',
    correlation: [],
  })
})

test('what only reads is no act, whatever it is refused for is told', () => {
  expect(isAct(['machines', 'list'], 'domain.read')).toBe(false)
  expect(isAct(['machines', 'plan'], 'domain.read')).toBe(false)
  expect(isAct(['session', 'signIn'], 'everyone')).toBe(false)
  expect(isAct(['hosts', 'discover'], 'host.manage')).toBe(false)
  expect(isAct(['hosts', 'update'], 'host.manage')).toBe(true)
  expect(isAct(['policies', 'set'], 'policy.manage')).toBe(true)
  expect(isAct(['machines', 'export'], 'export.run')).toBe(true)
  expect(isAct(['audit', 'export'], 'audit.read')).toBe(true)
  const { drafts, call } = recorder()
  call({ path: ['machines', 'list'], permission: 'domain.read' })({ output: [] })
  expect(drafts).toEqual([])
  const seat = limitedSeat(['app.read'])
  call({ path: ['machines', 'list'], permission: 'domain.read', caller: { seat, shell: 'test' } })({
    error: new AppError('rights.denied', 'This needs the right “domain.read”.'),
  })
  call({ path: ['machines', 'get'], permission: 'domain.read', input: { key } })({
    error: new AppError('machine.unknown', 'Not there.'),
    refused: true,
  })
  expect(drafts.map(({ act, result, person, role, machine: of }) => [act, result, person, role, of])).toEqual(
    [
      ['machines.list', 'refused', 'limited', null, null],
      ['machines.get', 'refused', 'owner', null, key],
    ],
  )
  expect(drafts[0]?.error).toBe('rights.denied: This needs the right “domain.read”.')
})

test('the same refusal again and again is told once, and then with its count', () => {
  const { drafts, clock, calls, call } = recorder()
  const refuse = () => call({ input: { keys: [key] } })({ error: new AppError('rights.denied', 'No.') })
  for (let times = 0; times < 50; times++) refuse()
  expect(drafts).toHaveLength(1)
  clock.advance(60_000)
  expect(drafts).toHaveLength(2)
  expect(drafts[1]?.parameters).toMatchObject({ timesMore: 49 })
  refuse()
  calls.close()
  expect(drafts).toHaveLength(3)
  expect(clock.pending).toBe(0)
})

test('a failure keeps its words without secrets; a host that is added and one that is removed keep their names', () => {
  const { drafts, call } = recorder()
  call({
    path: ['hosts', 'add'],
    permission: 'host.manage',
    input: { uri: 'qemu+ssh://root:hunter2@kvm9/system', siteId: null, password: 'hunter2' },
  })({ error: new AppError('auth.failed', 'root:hunter2 //root:hunter2@kvm9') })
  const end = call({
    path: ['hosts', 'remove'],
    permission: 'host.manage',
    input: { hostId: fleetHostId(1) },
  })
  end({ output: {} })
  expect(drafts[0]).toMatchObject({ result: 'failed', act: 'hosts.add', hostId: null })
  expect(drafts[0]?.object).toContain('kvm9')
  expect(JSON.stringify([drafts[0]?.parameters, drafts[0]?.object])).not.toContain('hunter2')
  expect(drafts[1]).toMatchObject({ object: 'Berlin / kvm1', result: 'done' })
})

test('break-glass that the policy refuses is the door’s to tell; one that was not let in is told here', () => {
  const { drafts, call } = recorder()
  const elevate = () => call({ path: ['session', 'elevate'], permission: 'settings.own', input: {} })
  elevate()({
    error: new AppError('policy.refused', 'The policy does not let this role be taken for a while.'),
  })
  expect(drafts).toEqual([])
  elevate()({ error: new AppError('session.required', 'Nobody is signed in here.'), refused: true })
  expect(drafts).toMatchObject([{ act: 'session.elevate', result: 'refused' }])
})

test('what is made within a site is named with it; what a site is to be called is no name of it yet', () => {
  const { drafts, call } = recorder()
  const siteId = site.id
  const input = { siteId, name: 'kvm7', uri: 'qemu+ssh://kvm7/system' }
  call({ path: ['hosts', 'add'], permission: 'host.manage', input })({ output: {} })
  call({ path: ['sites', 'update'], permission: 'site.manage', input: { siteId, name: 'Köln' } })({
    output: {},
  })
  expect(drafts.map(({ object }) => object)).toEqual(['Berlin / kvm7', 'Berlin'])
})

test('a refused act on very many machines names a hundred and counts the rest', () => {
  const { drafts, call } = recorder()
  const keys = Array.from({ length: 250 }, (_, index) =>
    machineKey(fleetHostId(1), fleetMachine(index, 8, 100).machine.uuid),
  )
  const distinct = new Set(keys).size
  call({ input: { keys } })({ error: new AppError('rights.denied', 'No.') })
  expect(drafts).toHaveLength(101)
  expect(drafts.at(-1)?.object).toBe(`${distinct - 100} more machines`)
})
