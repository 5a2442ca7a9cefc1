import { describe, expect, test } from 'vitest'
import { PlanSkip } from '../../../shared/models/task.ts'
import type { DomainUuid, HostId } from '../../../shared/ids.ts'
import { domainStates } from '../../../shared/models/domainStates.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { machineActions } from '../../../shared/models/machineActions.ts'
import { unknownMachine } from '../inventory/compose.ts'
import { planMachine, planUnknown } from './plan.ts'

const hostId = '00000000-0000-4000-8000-000000000001' as HostId
const uuid = '00000000-0000-4000-8000-000000000002' as DomainUuid
const kvm1 = { name: 'kvm1', uri: 'qemu:///system', live: true, readOnly: false }

function machine(more: Partial<Machine>): Machine {
  const label = { host: 'kvm1', siteId: null, site: null }
  const id = more.state === 'shutoff' ? null : 3
  return { ...unknownMachine(hostId, uuid, 'web', label, 0), id, ...more }
}

const runs = (state: Machine['state'], more: Partial<Machine> = {}) =>
  machineActions.filter(action => planMachine(action, machine({ state, ...more }), kvm1).skip === null)

describe('which actions a state allows', () => {
  test.each([
    ['running', ['shutdown', 'reboot', 'reset', 'forceOff', 'pause', 'save', 'autostartOn']],
    ['blocked', ['shutdown', 'reboot', 'reset', 'forceOff', 'pause', 'save', 'autostartOn']],
    ['paused', ['reset', 'forceOff', 'resume', 'save', 'autostartOn']],
    ['pmsuspended', ['reset', 'forceOff', 'resume', 'autostartOn']],
    ['shutdown', ['reset', 'forceOff', 'autostartOn']],
    ['shutoff', ['start', 'autostartOn']],
    ['crashed', ['reset', 'forceOff', 'autostartOn']],
  ] as const)('%s', (state, actions) => {
    expect(runs(state)).toEqual(actions)
  })

  test('a machine without a stored definition is neither saved nor started with its host', () => {
    expect(runs('running', { persistent: false })).toEqual([
      'shutdown',
      'reboot',
      'reset',
      'forceOff',
      'pause',
    ])
  })

  test('starting with the host is turned off only where it is on', () => {
    expect(runs('shutoff', { autostart: true })).toEqual(['start', 'autostartOff'])
  })

  test('every reason fits its schema, and then nothing is said to follow', () => {
    for (const action of machineActions) {
      for (const state of domainStates) {
        const step = planMachine(action, machine({ state }), kvm1)
        if (step.skip !== null)
          expect([step.nextState, PlanSkip.safeParse(step.skip).success]).toEqual([null, true])
        expect(step.virsh).toMatch(/^virsh -c qemu:\/\/\/system \S+ web/)
      }
    }
  })
})

test('says what follows', () => {
  const next = (action: (typeof machineActions)[number], state: Machine['state']) =>
    planMachine(action, machine({ state }), kvm1).nextState
  expect([next('start', 'shutoff'), next('shutdown', 'running'), next('pause', 'running')]).toEqual([
    'running',
    'shutoff',
    'paused',
  ])
  expect([next('reboot', 'running'), next('reset', 'paused'), next('autostartOn', 'running')]).toEqual([
    null,
    null,
    null,
  ])
})

test('a host that is just being opened with other rights is waited for, and judged by those', () => {
  const web = machine({ state: 'running', stale: true })
  const anew = { ...kvm1, live: true, isReopening: true }
  expect(planMachine('pause', web, anew).skip).toBeNull()
  expect(planMachine('pause', web, { ...anew, readOnly: true }).skip).toEqual({
    code: 'hostReadOnly',
    host: 'kvm1',
  })
})

test('a host that is not live, or opened read-only, is left alone whatever the machine does', () => {
  const web = machine({ state: 'running' })
  expect(planMachine('pause', web, { ...kvm1, live: false }).skip).toEqual({ code: 'hostAway', host: 'kvm1' })
  expect(planMachine('pause', { ...web, stale: true }, kvm1).skip).toEqual({ code: 'hostAway', host: 'kvm1' })
  expect(planMachine('pause', web, { ...kvm1, readOnly: true }).skip).toEqual({
    code: 'hostReadOnly',
    host: 'kvm1',
  })
})

test('a machine or host that is not known is a skipped step', () => {
  const { key } = machine({ state: 'running' })
  expect(planUnknown('start', key, kvm1)).toMatchObject({ name: uuid, host: 'kvm1', nextState: null })
  expect(planUnknown('start', key, null).skip).toEqual({ code: 'hostGone' })
})
