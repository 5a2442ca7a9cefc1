import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TaskId } from '../../../shared/ids.ts'
import type { MachineAction, Task } from '../../../shared/models/task.ts'
import { type FakeMachine, FakeDaemon, Refusal } from '../inventory/testing/fakeDaemon.ts'
import { until, World } from '../inventory/testing/world.ts'
import {
  domainLifecycleEvent as happened,
  domainState,
  errorCode,
  remote,
  type RemoteDomain,
  uuidBytes,
  uuidText,
} from '../libvirt/index.ts'
import { createLog } from '../log.ts'
import { Tasks } from './index.ts'

const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

let world: World
let daemon: FakeDaemon
let tasks: Tasks
let hostId: Awaited<ReturnType<typeof goLive>>

async function goLive() {
  const host = world.host('kvm1')
  await world.directory.goLive(host.id, daemon.connect(), { uri: 'qemu:///system' })
  await world.inventory.settled(host.id)
  return host.id
}

const of = (dom: RemoteDomain) => daemon.machines.get(uuidText(dom.uuid)) as FakeMachine

function start(machine: FakeMachine, id = 5) {
  Object.assign(machine, { id, state: domainState.running, reason: 1 })
  daemon.event(machine, happened.started, 0)
}

function stop(machine: FakeMachine) {
  Object.assign(machine, { id: -1, state: domainState.shutoff, reason: 1 })
  daemon.event(machine, happened.stopped, 0)
}

beforeEach(async () => {
  world = new World()
  daemon = new FakeDaemon()
  for (let index = 1; index <= 12; index++) daemon.add({ uuid: uuidOf(index), name: `vm${index}` })
  daemon.add({ uuid: uuidOf(20), name: 'on', id: 2, state: domainState.running, reason: 1 })
  daemon.answer(remote.domainCreateWithFlags, ({ dom }) => {
    start(of(dom))
    return { dom }
  })
  hostId = await goLive()
  tasks = new Tasks({
    registry: world.directory,
    inventory: world.inventory,
    clock: world.clock,
    log: createLog('silent'),
  })
})
afterEach(async () => {
  await tasks.close()
  await world[Symbol.asyncDispose]()
})

const key = (name: string) => world.named(name).key

async function run(action: MachineAction, name: string, options: { timeoutMs?: number } = {}): Promise<Task> {
  const { tasks: begun } = tasks.operate(action, [key(name)], options)
  return tasks.done(begun[0]?.id as TaskId)
}

test('a task is queued, runs and is done when libvirt said so and the inventory knows it', async () => {
  const told: string[] = []
  tasks.onChange(task => told.push(task.status))
  const task = await run('start', 'vm1')
  expect(task).toMatchObject({ status: 'done', machine: 'vm1', host: 'kvm1', problem: null, hostId })
  expect(task.endedAtMs).toBeGreaterThanOrEqual(task.startedAtMs ?? Number.POSITIVE_INFINITY)
  expect(task.log[0]?.text).toContain('virsh -c qemu+ssh://root@kvm1/system start vm1')
  expect(world.named('vm1')).toMatchObject({ state: 'running', id: 5 })
  expect([...new Set(told)]).toEqual(['queued', 'running', 'done'])
  expect(tasks.list()).toEqual([task])
})

test('machines that are left alone are told with the reason, each machine once', () => {
  const { tasks: begun, skipped } = tasks.operate('start', [key('on'), key('on'), key('vm1')])
  expect(begun).toHaveLength(1)
  expect(skipped).toMatchObject([{ name: 'on', skip: { code: 'already', state: 'running' } }])
})

test('a rolling shutdown asks a guest only when the one before it has stopped; a cancelled one lets the next go', async () => {
  const names = ['a1', 'a2', 'a3']
  for (const [at, name] of names.entries()) {
    const machine = daemon.add({
      uuid: uuidOf(30 + at),
      name,
      id: 30 + at,
      state: domainState.running,
      reason: 1,
    })
    daemon.event(machine, happened.started, 0)
  }
  await until(() => names.every(name => [...world.inventory.machines()].some(each => each.name === name)))
  const asked: string[] = []
  daemon.answer(remote.domainShutdown, ({ dom }) => {
    asked.push(dom.name)
    return {}
  })
  const { tasks: begun } = tasks.operate('shutdown', names.map(key), { perHost: 1 })
  await until(() => asked.length === 1)
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
  expect(asked).toEqual(['a1'])
  stop(of({ name: 'a1', uuid: uuidBytes(uuidOf(30)), id: 30 }))
  await until(() => asked.length === 2)
  tasks.cancel(begun[1]?.id as TaskId)
  await until(() => asked.length === 3)
  expect(asked).toEqual(names)
})

test('one after the other altogether keeps the order given, from host to host', async () => {
  for (const [at, name] of ['a1', 'a2'].entries()) {
    const uuid = uuidOf(40 + at)
    const machine = daemon.add({ uuid, name, id: 40 + at, state: domainState.running, reason: 1 })
    daemon.event(machine, happened.started, 0)
  }
  await until(() =>
    ['a1', 'a2'].every(name => [...world.inventory.machines()].some(each => each.name === name)),
  )
  const asked: string[] = []
  daemon.answer(remote.domainShutdown, ({ dom }) => {
    asked.push(dom.name)
    return {}
  })
  const { tasks: begun } = tasks.operate('shutdown', ['a2', 'a1'].map(key), { together: 1 })
  await until(() => asked.length === 1)
  expect(begun.map(task => task.machine)).toEqual(['a2', 'a1'])
  tasks.cancel(begun[0]?.id as TaskId)
  await until(() => asked.length === 2)
  expect(asked).toEqual(['a2', 'a1'])
  tasks.cancel(begun[1]?.id as TaskId)
})

test('a host is asked for four things at a time', async () => {
  let running = 0
  let most = 0
  daemon.before = async name => {
    if (name !== 'domainCreateWithFlags') return
    most = Math.max(most, ++running)
    // The first are held until as many have come as may; a moment later the fifth would have come too.
    await until(() => most >= 4)
    await new Promise(resolve => setTimeout(resolve, 20))
    running--
  }
  const keys = Array.from({ length: 12 }, (_, index) => key(`vm${index + 1}`))
  const { tasks: begun } = tasks.operate('start', keys)
  const ended = await Promise.all(begun.map(task => tasks.done(task.id)))
  expect(ended.every(task => task.status === 'done')).toBe(true)
  expect(most).toBe(4)
})

test('guests that take their time keep nobody from acting, and nothing is asked twice', async () => {
  daemon.answer(remote.domainShutdown, () => undefined)
  daemon.answer(remote.domainDestroy, ({ dom }) => stop(of(dom)))
  for (let index = 1; index <= 6; index++)
    start(daemon.machines.get(uuidOf(index)) as FakeMachine, 20 + index)
  await until(() => world.named('vm6').state === 'running')
  const names = [1, 2, 3, 4, 5, 6].map(index => `vm${index}`)
  tasks.operate('shutdown', names.map(key))
  await until(() => daemon.count(remote.domainShutdown) === 6)
  expect(tasks.operate('shutdown', [key('vm1')])).toMatchObject({
    tasks: [],
    skipped: [{ name: 'vm1', skip: { code: 'underWay' }, nextState: null }],
  })
  expect(await run('forceOff', 'vm1')).toMatchObject({ status: 'done' })
  expect(daemon.count(remote.domainShutdown)).toBe(6)
})

test('what libvirt refuses fails with its words, and the log ends with them', async () => {
  daemon.answer(remote.domainCreateWithFlags, () => {
    throw new Refusal(errorCode.operationInvalid, 'domain is already running')
  })
  const task = await run('start', 'vm1')
  expect(task).toMatchObject({ status: 'failed', problem: { code: 'machine.state' } })
  expect(task.log.at(-1)?.text).toContain('domain is already running')
})

test('what has no event is looked at before the task is done', async () => {
  daemon.answer(remote.domainSetAutostart, ({ dom, autostart }) => {
    of(dom).autostart = autostart === 1
  })
  expect(await run('autostartOn', 'vm1')).toMatchObject({ status: 'done' })
  expect(world.named('vm1').autostart).toBe(true)
})

test('a sleeping guest is woken', async () => {
  const on = daemon.machines.get(uuidOf(20)) as FakeMachine
  on.state = domainState.pmsuspended
  daemon.event(on, happened.pmsuspended, 0)
  await until(() => world.named('on').state === 'pmsuspended')
  daemon.answer(remote.domainPmWakeup, ({ dom }) => {
    of(dom).state = domainState.running
    daemon.event(of(dom), happened.started, 4)
  })
  expect(await run('resume', 'on')).toMatchObject({ status: 'done' })
})

describe('shutdown', () => {
  test('is done when the guest has stopped', async () => {
    daemon.answer(remote.domainShutdown, ({ dom }) => {
      setTimeout(() => stop(of(dom)), 50)
    })
    const task = await run('shutdown', 'on')
    expect(task).toMatchObject({ status: 'done' })
    expect(task.log.map(line => line.text)).toEqual([
      expect.stringContaining('virsh'),
      expect.stringContaining('waiting'),
      expect.stringContaining('stopped after'),
    ])
    expect(world.named('on').state).toBe('shutoff')
  })

  test('of a machine that is gone when it stops is done too', async () => {
    const on = daemon.machines.get(uuidOf(20)) as FakeMachine
    on.persistent = false
    daemon.event(on, happened.undefined, 0)
    await until(() => !world.named('on').persistent)
    daemon.answer(remote.domainShutdown, () => {
      daemon.machines.delete(uuidOf(20))
      daemon.event({ ...on, id: -1 }, happened.stopped, 0)
    })
    expect(await run('shutdown', 'on')).toMatchObject({ status: 'done' })
  })

  test('fails after its time with force-off on offer, and the machine is left running', async () => {
    daemon.answer(remote.domainShutdown, () => undefined)
    const task = await run('shutdown', 'on', { timeoutMs: 200 })
    expect(task).toMatchObject({
      status: 'failed',
      problem: {
        code: 'task.timeout',
        next: expect.stringContaining('force it off'),
        data: { offer: 'forceOff' },
      },
    })
    expect(world.named('on').state).toBe('running')
  })

  test('that is cancelled is no longer waited for', async () => {
    daemon.answer(remote.domainShutdown, () => undefined)
    const { tasks: begun } = tasks.operate('shutdown', [key('on')])
    const id = begun[0]?.id as TaskId
    await until(() => tasks.list()[0]?.log.length === 2)
    tasks.cancel(id)
    expect(await tasks.done(id)).toMatchObject({ status: 'cancelled', problem: { code: 'task.cancelled' } })
  })

  test('over a connection that ends fails at once', async () => {
    daemon.answer(remote.domainShutdown, () => undefined)
    const { tasks: begun } = tasks.operate('shutdown', [key('on')])
    await until(() => tasks.list()[0]?.log.length === 2)
    daemon.cut()
    const task = await tasks.done(begun[0]?.id as TaskId)
    expect(task.status).toBe('failed')
    expect(task.problem).toMatchObject({ code: 'transport.closed' })
  })
})

test('what libvirt has done already is done, also where it is cancelled before the inventory heard', async () => {
  const machine = of({ name: 'vm1', uuid: uuidBytes(uuidOf(1)), id: -1 })
  daemon.answer(remote.domainCreateWithFlags, ({ dom }) => {
    Object.assign(machine, { id: 5, state: domainState.running, reason: 1 })
    return { dom }
  })
  const { tasks: begun } = tasks.operate('start', [key('vm1')])
  const id = begun[0]?.id as TaskId
  tasks.onChange(task => {
    if (task.endedAtMs === null && task.log.length === 2) tasks.cancel(id)
  })
  expect(await tasks.done(id)).toMatchObject({ status: 'done', problem: null })
})

test('a save that fails by itself while it is being cancelled says why', async () => {
  let fail: () => void = () => undefined
  daemon.before = procedure =>
    procedure === remote.domainManagedSave.name
      ? new Promise<void>((_, reject) => {
          fail = () => reject(new Refusal(errorCode.systemError, 'no space left on device'))
        })
      : undefined
  daemon.answer(remote.domainManagedSave, () => undefined)
  daemon.answer(remote.domainAbortJob, () => {
    throw new Refusal(errorCode.operationInvalid, 'no job is active on the domain')
  })
  const { tasks: begun } = tasks.operate('save', [key('on')])
  const id = begun[0]?.id as TaskId
  await until(() => daemon.count(remote.domainManagedSave) === 1)
  tasks.cancel(id)
  await until(() => daemon.count(remote.domainAbortJob) === 1)
  fail()
  const task = await tasks.done(id)
  expect(task.status).toBe('failed')
  expect(task.problem?.message).toContain('no space left on device')
})

test('a save that is cancelled is ended by libvirt, and the machine runs on', async () => {
  const ended = Promise.withResolvers<void>()
  let aborted = 0
  daemon.answer(remote.domainAbortJob, () => {
    aborted++
    ended.resolve()
  })
  daemon.answer(remote.domainManagedSave, () => {
    throw new Refusal(errorCode.operationAborted, 'operation aborted: save job: canceled by client')
  })
  daemon.before = name => (name === 'domainManagedSave' ? ended.promise : undefined)
  const { tasks: begun } = tasks.operate('save', [key('on')])
  const id = begun[0]?.id as TaskId
  await until(() => daemon.count(remote.domainManagedSave) === 1)
  tasks.cancel(id)
  expect(await tasks.done(id)).toMatchObject({ status: 'cancelled' })
  expect(aborted).toBe(1)
  expect(world.named('on').state).toBe('running')
})

test('a task that waits its turn is cancelled without libvirt ever hearing of it', async () => {
  const held = Promise.withResolvers<void>()
  daemon.before = name => (name === 'domainCreateWithFlags' ? held.promise : undefined)
  const { tasks: begun } = tasks.operate(
    'start',
    [1, 2, 3, 4, 5].map(index => key(`vm${index}`)),
  )
  const last = begun[4]?.id as TaskId
  tasks.cancel(last)
  expect(await tasks.done(last)).toMatchObject({ status: 'cancelled', startedAtMs: null })
  held.resolve()
  await Promise.all(begun.map(task => tasks.done(task.id)))
  expect(daemon.count(remote.domainCreateWithFlags)).toBe(4)
})

test('closing cancels what runs, and an unknown task is told as such', async () => {
  daemon.answer(remote.domainShutdown, () => undefined)
  const { tasks: begun } = tasks.operate('shutdown', [key('on')])
  await tasks.close()
  expect(tasks.list()).toMatchObject([{ id: begun[0]?.id, status: 'cancelled' }])
  expect(() => tasks.cancel(uuidOf(1) as TaskId)).toThrow(expect.objectContaining({ code: 'name.unknown' }))
})
