import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import {
  FleetEvent,
  MachinesEvent,
  MatchEvent,
  MetricsEvent,
  ResourcesEvent,
  TasksEvent,
} from '../../../shared/contract/index.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { connectLibvirt, type LibvirtClient } from '../libvirt/index.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { createLog } from '../log.ts'
import { type Core, createCore } from '../core.ts'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { limitedSeat } from '../access/testing/limited.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

const clientOf = (core: Core, permissions?: Permission[]): ContractClient => {
  const caller = ownerCaller('test')
  if (permissions) caller.seat = limitedSeat(permissions)
  return createRouterClient(createRouter(core), { context: { caller, log: core.log } })
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return fromCallError(error)
  }
  throw new Error('the call did not fail')
}

/** Reads a stream until `wanted` is satisfied; every element is held against its schema. */
async function until<T>(
  stream: AsyncIterable<T>,
  schema: { parse(value: unknown): unknown },
  wanted: (event: T) => boolean,
): Promise<T> {
  for await (const event of stream) {
    expect(schema.parse(event)).toEqual(event)
    if (wanted(event)) return event
  }
  throw new Error('the stream ended first')
}

let folder: string
let core: Core
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-api-'))
  core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
})
afterAll(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

test('refuses whoever lacks the right, by name, and does nothing', async () => {
  const viewer = clientOf(core, ['host.read', 'domain.read'])
  expect(await viewer.hosts.list()).toEqual([])
  expect(await failure(viewer.hosts.add({ uri: 'test:///default' }))).toMatchObject({
    code: 'rights.denied',
    data: { permission: 'host.manage', procedure: 'hosts.add' },
  })
  expect(await failure(viewer.app.setSetting({ key: 'theme', value: 'dark' }))).toMatchObject({
    code: 'rights.denied',
  })
  expect(core.registry.list()).toEqual([])
})

test('a second core on the folder is refused while the first runs', async () => {
  const second = createCore({ folder, log: createLog('silent'), shell: 'test' })
  await expect(second).rejects.toMatchObject({ code: 'store.locked' })
})

test('keeps small settings and refuses large ones', async () => {
  const client = clientOf(core)
  await client.app.setSetting({ key: 'machines.columns', value: { order: ['name', 'cpu'] } })
  expect(await client.app.getSetting({ key: 'machines.columns' })).toEqual({
    value: { order: ['name', 'cpu'] },
  })
  expect(await client.app.getSetting({ key: 'nothing' })).toEqual({ value: null })
  const large = client.app.setSetting({ key: 'machines.columns', value: 'x'.repeat(200_000) })
  expect(await failure(large)).toMatchObject({ code: 'input.invalid' })
})

test('a query that does not parse fails with its position, in calls and streams', async () => {
  const client = clientOf(core)
  expect(await failure(client.machines.list({ where: 'memory>>3' }))).toMatchObject({
    code: 'query.invalid',
    data: { position: 7, text: 'memory>>3' },
  })
  const stream = async () => {
    for await (const _event of await client.machines.match({ where: '(' })) break
  }
  expect(await failure(stream())).toMatchObject({ code: 'query.invalid' })
  const completed = await client.machines.complete({ query: 'sta', cursor: 3 })
  expect(completed.completions.map(completion => completion.label)).toContain('state')
})

test('names machines and hosts that are not there', async () => {
  const client = clientOf(core)
  const key = '00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000001' as never
  const hostId = '00000000-0000-4000-8000-000000000000' as never
  expect(await failure(client.machines.get({ key }))).toMatchObject({ code: 'machine.unknown' })
  expect(await client.machines.operate({ action: 'start', keys: [key] })).toMatchObject({
    tasks: [],
    skipped: [{ key }],
  })
  expect(await failure(client.hosts.connect({ hostId }))).toMatchObject({ code: 'host.unknown' })
  expect(await failure(client.hosts.remove({ hostId }))).toMatchObject({ code: 'host.unknown' })
})

test('nests sites, moves them, and lifts what is inside when one goes', async () => {
  const client = clientOf(core)
  const outer = await client.sites.create({ name: 'Frankfurt', production: true })
  const inner = await client.sites.create({ name: 'Rack 3', parentId: outer.id })
  const circle = client.sites.update({ siteId: outer.id, parentId: inner.id })
  expect(await failure(circle)).toMatchObject({ code: 'input.invalid' })
  await client.sites.update({ siteId: inner.id, name: 'Rack 4' })
  await client.sites.remove({ siteId: outer.id })
  expect(core.registry.sites()).toMatchObject([{ name: 'Rack 4', parentId: null }])
  await client.sites.remove({ siteId: inner.id })
})

describe.skipIf(libvirtdMissing() !== null)('beside libvirt’s test driver', () => {
  let daemon: TestLibvirtd
  let keeper: LibvirtClient
  let client: ContractClient
  beforeAll(async () => {
    daemon = await startLibvirtd()
    keeper = connectLibvirt(await connectUnix(daemon.socket))
    await keeper.open({ uri: 'test:///default' })
    client = clientOf(core)
    core.start()
    await client.hosts.add({ uri: daemon.clientUri('test', '/default'), name: 'alpha' })
  })
  afterAll(async () => {
    await keeper?.close()
    await daemon?.stop()
  })
  const oneMachine = async () => {
    const [machine] = await client.machines.list({})
    if (!machine) throw new Error('no machine')
    return machine
  }

  test('streams the fleet until its host is live and settled', async () => {
    const live = await until(await client.hosts.watch(), FleetEvent, event =>
      event.type === 'hostChanged' || event.type === 'snapshot'
        ? (event.type === 'snapshot' ? event.hosts : [event.host]).some(
            host => host.state.phase === 'live' && host.settled,
          )
        : false,
    )
    expect(live.type === 'hostChanged' ? live.host.machineCount : 1).toBe(1)
  })

  test('streams machines: a snapshot, then what changes', async () => {
    const { key } = await oneMachine()
    const stream = await client.machines.watch()
    const iterator = stream[Symbol.asyncIterator]()
    const first = await iterator.next()
    expect(MachinesEvent.parse(first.value)).toMatchObject({
      type: 'snapshot',
      more: false,
      machines: [{ key }],
    })
    const { tasks } = await client.machines.operate({ action: 'pause', keys: [key] })
    expect(tasks).toHaveLength(1)
    const changed = await until({ [Symbol.asyncIterator]: () => iterator }, MachinesEvent, event =>
      event.type === 'changed' ? event.machines.some(machine => machine.state === 'paused') : false,
    )
    expect(changed.type).toBe('changed')
  })

  test('streams which machines match, as they come and go', async () => {
    const { key } = await oneMachine()
    const stream = await client.machines.match({ where: 'state:running' })
    const iterator = stream[Symbol.asyncIterator]()
    expect(MatchEvent.parse((await iterator.next()).value)).toEqual({ type: 'snapshot', keys: [] })
    const { tasks } = await client.machines.operate({ action: 'resume', keys: [key] })
    await core.tasks.done(tasks[0]?.id as never)
    expect((await iterator.next()).value).toEqual({ type: 'delta', added: [key], removed: [] })
    await iterator.return?.()
  })

  test('streams tasks to their end with their log', async () => {
    const { key } = await oneMachine()
    const stream = await client.tasks.watch()
    await client.machines.operate({ action: 'forceOff', keys: [key] })
    const ended = await until(stream, TasksEvent, event =>
      event.type === 'changed' ? event.task.action === 'forceOff' && event.task.endedAtMs !== null : false,
    )
    expect(ended).toMatchObject({ task: { status: 'done', machine: 'test', host: 'alpha', problem: null } })
    const again = await client.machines.operate({ action: 'forceOff', keys: [key] })
    expect(again).toMatchObject({ tasks: [], skipped: [{ key }] })
    await client.machines.operate({ action: 'start', keys: [key] })
  })

  test('streams metrics of what is on screen', async () => {
    const { key } = await oneMachine()
    const tick = await until(
      await client.metrics.watch({ keys: [key], hostIds: null, history: 10 }),
      MetricsEvent,
      event => event.type === 'tick',
    )
    expect(tick.type).toBe('tick')
    expect(await client.metrics.machineHistory({ key })).toBeInstanceOf(Array)
  })

  test('gives the definition, its versions and an export', async () => {
    const machine = await oneMachine()
    const { key } = machine
    const { xml, hash } = await client.machines.xml({ key })
    expect(xml).toContain(machine.uuid)
    const versions = await client.machines.versions({ key })
    expect(versions.length).toBeGreaterThan(0)
    expect((await client.machines.xml({ key, hash: versions[0]?.hash ?? '' })).xml).toContain('<domain')
    expect(await failure(client.machines.xml({ key, hash: 'f'.repeat(64) }))).toMatchObject({
      code: 'machine.unknown',
    })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const csv = await client.machines.export({ format: 'csv', keys: [key], columns: ['name', 'state'] })
    expect(csv).toMatchObject({ count: 1, mediaType: expect.stringContaining('text/csv') })
    const measured = await client.machines.export({
      format: 'csv',
      keys: [key],
      columns: ['netRxBytesPerSecond'],
    })
    expect(measured.text).toMatch(/^netRxBytesPerSecond\r\n[\d.]*\r\n$/)
  })

  test('reads pools, networks, snapshots and devices with their age', async () => {
    const { hostId, key } = await oneMachine()
    expect((await client.resources.pools({ hostId })).items).toMatchObject([{ name: 'default-pool' }])
    expect((await client.resources.networks({ hostId })).items).toMatchObject([{ name: 'default' }])
    expect((await client.resources.volumes({ hostId, pool: 'nothing' })).items).toEqual([])
    expect((await client.resources.leases({ hostId })).stale).toBe(false)
    expect((await client.resources.snapshots({ key })).items).toEqual([])
    expect((await client.resources.nodeDevices({ hostId })).items.length).toBeGreaterThan(0)
    expect((await client.resources.capabilities({ hostId })).xml).toContain('<capabilities')
  })

  test('streams resources by host and kind, and again when they changed', async () => {
    const { hostId } = await oneMachine()
    const stop = new AbortController()
    const events = await client.resources.watchStorage(undefined, { signal: stop.signal })
    const seen: ResourcesEvent[] = []
    const next = async (wanted: (event: ResourcesEvent) => boolean) => {
      for (;;) {
        const { value, done } = await events.next()
        if (done === true) throw new Error('the stream ended first')
        expect(ResourcesEvent.parse(value)).toEqual(value)
        seen.push(value)
        if (wanted(value)) return value
      }
    }
    await next(event => event.type === 'ready')
    const pools = seen.find(
      event => event.type === 'host' && event.kind === 'pool' && event.hostId === hostId,
    )
    expect(pools).toMatchObject({ items: [{ name: 'default-pool' }], stale: false })
    await virsh(daemon.clientUri('test', '/default'), 'vol-create-as', 'default-pool', 'streamed.img', '1M')
    await core.inventory.verify(hostId)
    const changed = await next(event => event.type === 'host' && event.kind === 'volume')
    expect(changed).toMatchObject({ items: [{ name: 'streamed.img' }] })
    stop.abort()
    await events.return?.()
  })

  test('diagnoses, previews and looks at keys without changing anything', async () => {
    const { hostId } = await oneMachine()
    const steps: string[] = []
    for await (const step of await client.hosts.test({ hostId }))
      if (step.result !== 'running') steps.push(`${step.stage} ${step.result}`)
    expect(steps).toContain('libvirtOpen passed')
    expect(await client.hosts.preview({ uri: 'qemu+ssh://ada@kvm1.example:2222/system' })).toMatchObject({
      suggestedName: expect.stringContaining('kvm1'),
      transport: 'ssh',
      remoteUri: 'qemu:///system',
    })
    expect(await failure(client.hosts.preview({ uri: 'qemu+ssh://kvm1/system?nonsense=1' }))).toMatchObject({
      code: 'uri.invalid',
    })
    expect(await client.hosts.pinnedKeys({ hostId })).toEqual([])
  })

  test('disconnects by choice and connects again', async () => {
    const { hostId } = await oneMachine()
    await client.hosts.disconnect({ hostId })
    expect((await oneMachine()).stale).toBe(true)
    expect((await client.hosts.list())[0]).toMatchObject({
      state: { phase: 'disconnected' },
      record: { autoConnect: false },
    })
    await client.hosts.connect({ hostId })
    await until(await client.machines.watch(), MachinesEvent, event =>
      event.type === 'hostStale'
        ? !event.stale
        : event.type === 'snapshot'
          ? event.machines.some(machine => !machine.stale)
          : false,
    )
    expect((await client.app.retryAll()).hosts).toBe(0)
  })

  test('renames a host everywhere and forgets it whole', async () => {
    const { hostId } = await oneMachine()
    await client.hosts.update({ hostId, name: 'omega' })
    await until(await client.machines.watch(), MachinesEvent, event =>
      event.type === 'snapshot' || event.type === 'changed'
        ? event.machines.some(machine => machine.host === 'omega')
        : false,
    )
    await client.hosts.remove({ hostId })
    expect(await client.hosts.list()).toEqual([])
  })
})
