import { expect, test } from 'vitest'
import { machineKey, type TaskId } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { reportInEnglish } from '../../../shared/report.ts'
import { lifecycleReport } from '../inventory/eventReport.ts'
import {
  domainLifecycleEvent as happened,
  domainShutdownDetail,
  domainStartedDetail,
  domainStoppedDetail,
} from '../libvirt/index.ts'
import type { FleetLogEvent } from '../store/index.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { hostRecord } from '../testing/store.ts'
import { AuditFollow } from './follow.ts'
import { Places } from './places.ts'
import { EVENTS_A_MINUTE } from './storm.ts'
import { temporaryLog, testDraft } from './testing/log.ts'
import { newestFirst } from './query.ts'

const hostId = fleetHostId(1)
const key = machineKey(hostId, fleetUuid('m') as never)
const taskId = fleetUuid('t') as TaskId

function following() {
  const base = temporaryLog()
  const events = new Set<(event: FleetLogEvent) => void>()
  const tasks = new Set<(task: Task) => void>()
  const places = new Places({
    registry: { get: id => (id === hostId ? hostRecord(1) : undefined), sites: () => [] },
    inventory: { machine: () => undefined },
  })
  const subscribe =
    <T>(listeners: Set<(value: T) => void>) =>
    (cb: (value: T) => void) => {
      listeners.add(cb)
      return () => listeners.delete(cb)
    }
  const follow = new AuditFollow({
    log: base.log,
    clock: base.clock,
    places,
    inventory: { onEvent: subscribe(events) },
    tasks: { onChange: subscribe(tasks) },
  })
  return {
    ...base,
    follow,
    event(text: string, more: Partial<FleetLogEvent> = {}) {
      const event: FleetLogEvent = {
        atMs: base.clock.nowMs(),
        hostId,
        host: 'kvm1',
        kind: 'lifecycle',
        key,
        subject: 'web',
        text,
        ...more,
      }
      for (const listener of events) listener(event)
    },
    task(more: Partial<Task> = {}) {
      const nowMs = base.clock.nowMs()
      const task: Task = {
        id: taskId,
        action: 'forceOff',
        key,
        hostId,
        machine: 'web',
        host: 'kvm1',
        status: 'done',
        createdAtMs: nowMs - 40,
        startedAtMs: nowMs,
        endedAtMs: nowMs,
        problem: null,
        log: [],
        ...more,
      }
      for (const listener of tasks) listener(task)
    },
    act(action: string) {
      base.log.record(
        testDraft({
          hostId,
          machine: key,
          object: 'kvm1 / web',
          parameters: { action },
          correlation: [taskId],
        }),
      )
      base.log.flush()
    },
    async told() {
      base.log.flush()
      const found = []
      for await (const entry of newestFirst(base.store.database, {}, Number.MAX_SAFE_INTEGER))
        found.push(entry)
      return found.reverse()
    },
    [Symbol.dispose]() {
      follow.close()
      base[Symbol.dispose]()
    },
  }
}

const lifecycleText = (event: number, detail: number) => reportInEnglish(lifecycleReport(event, detail))
const forcedOff = lifecycleText(happened.stopped, domainStoppedDetail.destroyed)
const shutDown = lifecycleText(happened.stopped, domainStoppedDetail.shutdown)
const started = lifecycleText(happened.started, domainStartedDetail.booted)

test('what nobody here asked for is seen as done by something outside', async () => {
  using test = following()
  test.event(forcedOff)
  expect(await test.told()).toEqual([])
  test.clock.advance(2_000)
  expect(await test.told()).toMatchObject([
    {
      act: 'event.stopped',
      result: 'seen',
      person: null,
      personId: null,
      shell: 'core',
      object: 'kvm1 / web',
      machine: key,
      parameters: { event: 'Stopped: forced off', by: 'something outside NovaCron' },
      correlation: [],
    },
  ])
})

test('what an act led to refers to it, even when libvirt told before the answer', async () => {
  using test = following()
  test.event(forcedOff)
  test.clock.advance(100)
  test.act('forceOff')
  test.task()
  test.clock.advance(2_000)
  const [act, event, end] = await test.told()
  expect(act).toMatchObject({ seq: 1, act: 'machines.operate' })
  expect(event).toMatchObject({
    act: 'event.stopped',
    result: 'done',
    person: 'anna',
    correlation: ['seq:1', taskId],
  })
  expect(end).toMatchObject({
    act: 'task.ended',
    result: 'done',
    person: 'anna',
    durationMs: 40,
    correlation: [taskId, 'seq:1'],
  })
})

test('an act explains only what it leads to, and only for a while after its task', async () => {
  using test = following()
  test.act('shutdown')
  // Somebody else pulls the plug while the guest is asked to shut down.
  test.event(forcedOff)
  test.clock.advance(300_000)
  test.event(shutDown)
  test.task({ action: 'shutdown' })
  test.clock.advance(2_000)
  test.clock.advance(60_000)
  test.event(shutDown)
  test.clock.advance(2_000)
  const found = (await test.told()).filter(({ act }) => act.startsWith('event.'))
  expect(found.map(({ result, parameters }) => [result, parameters.event])).toEqual([
    ['seen', forcedOff],
    ['done', shutDown],
    ['seen', shutDown],
  ])
})

test('a guest’s own shutdown is named as such, as far as libvirt tells', async () => {
  using test = following()
  test.event(lifecycleText(happened.shutdown, domainShutdownDetail.guest))
  test.event(shutDown)
  test.event(lifecycleText(happened.stopped, domainStoppedDetail.crashed), {
    key: machineKey(hostId, fleetUuid('n') as never),
  })
  test.clock.advance(2_000)
  const told = await test.told()
  expect(told.map(({ parameters }) => parameters.by)).toEqual([
    'its guest; libvirt does not tell whether somebody asked it to',
    'its guest; libvirt does not tell whether somebody asked it to',
    'itself: it crashed',
  ])
})

test('a storm of one host becomes so many entries and one sum, and leaves other hosts alone', async () => {
  using test = following()
  for (let index = 0; index < 5_000; index++) test.event(index % 2 ? started : forcedOff)
  test.event('Network stopped', { kind: 'network', key: null, subject: 'default', hostId: fleetHostId(2) })
  test.clock.advance(2_000)
  test.clock.advance(60_000)
  const told = await test.told()
  expect(told).toHaveLength(EVENTS_A_MINUTE + 2)
  expect(told.at(-1)).toMatchObject({
    act: 'event.many',
    result: 'seen',
    hostId,
    parameters: { count: 5_000 - EVENTS_A_MINUTE },
  })
  expect(told.find(entry => entry.hostId === fleetHostId(2))).toMatchObject({ act: 'event.networkStopped' })
})

test('a failed task is told with its reason; what waits is decided at the end', async () => {
  using test = following()
  test.act('start')
  test.task({
    action: 'start',
    status: 'failed',
    problem: { code: 'libvirt.failed', message: 'No such bridge.' } as never,
  })
  test.event('Console opened', { kind: 'graphics' })
  test.event(started, { key: machineKey(hostId, fleetUuid('o') as never) })
  test.follow.close()
  expect((await test.told()).map(({ act, result, error }) => [act, result, error])).toEqual([
    ['machines.operate', 'done', null],
    ['task.ended', 'failed', 'libvirt.failed: No such bridge.'],
    ['event.started', 'seen', null],
  ])
  expect(test.clock.pending).toBeLessThanOrEqual(1)
})
