import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId, MachineKey } from '../../../shared/ids.ts'
import { ownerCaller } from '../api/caller.ts'
import { createRouter } from '../api/router.ts'
import { type Core, createCore } from '../core.ts'
import { connectLibvirt, type LibvirtClient } from '../libvirt/index.ts'
import { virsh } from '../libvirt/testing/virsh.ts'
import { createLog } from '../log.ts'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { type Relay, startRelay } from '../testing/relay.ts'
import { temporaryFolder } from '../testing/store.ts'

describe.skipIf(libvirtdMissing() !== null)('what happens while a host is not reached', () => {
  let daemon: TestLibvirtd
  let keeper: LibvirtClient
  let relay: Relay
  let folder: ReturnType<typeof temporaryFolder>
  let core: Core
  let client: ContractClient
  let hostId: HostId
  let key: MachineKey
  let uri: string

  beforeEach(async () => {
    daemon = await startLibvirtd()
    uri = daemon.clientUri('test', '/default')
    // The test driver forgets its machines with its last connection.
    keeper = connectLibvirt(await connectUnix(daemon.socket))
    await keeper.open({ uri: 'test:///default' })
    relay = await startRelay({ path: daemon.socket })
    folder = temporaryFolder()
    await open()
    const host = await client.hosts.add({
      uri: `test+tcp://127.0.0.1:${relay.port}/default`,
      name: 'alpha',
    })
    hostId = host.id
    await settled()
    const [machine] = core.inventory.machinesOf(hostId)
    if (!machine) throw new Error('the test driver has one machine')
    key = machine.key
    // What a host tells for the first time is no change: it must have been stored once.
    await until(() => core.store.machines.confirmedAt().has(hostId))
  }, 30_000)
  afterEach(async () => {
    await core.close()
    await relay.stop()
    await keeper.close()
    await daemon.stop()
    folder[Symbol.dispose]()
  })

  async function open(): Promise<void> {
    core = await createCore({ folder: folder.path, log: createLog('silent'), shell: 'test' })
    client = createRouterClient(createRouter(core), {
      context: { caller: ownerCaller('test'), log: core.log },
    })
    core.start()
  }

  const settled = () => until(() => core.inventory.isSettled(hostId))
  const until = (is: () => boolean) =>
    vi.waitFor(() => expect(is()).toBe(true), { timeout: 20_000, interval: 20 })
  const stateOf = () => core.inventory.machine(key)?.state

  /** Entries about the machine beyond people's own acts, oldest first, once there are as many. */
  async function told(count: number): Promise<AuditEntry[]> {
    return vi.waitFor(
      async () => {
        const { entries } = await client.audit.list({ machine: key, limit: 100 })
        const found = entries.filter(({ shell, act }) => shell === 'core' && act !== 'task.ended').reverse()
        expect(found.length).toBeGreaterThanOrEqual(count)
        return found
      },
      { timeout: 20_000, interval: 50 },
    )
  }

  async function away(happens: () => Promise<unknown>): Promise<void> {
    await client.hosts.disconnect({ hostId })
    await until(() => core.registry.session(hostId).state.phase === 'disconnected')
    await happens()
    await client.hosts.connect({ hostId })
    await settled()
  }

  test('is told as done by something outside, with the times between which it was', async () => {
    const beforeMs = Date.now()
    await away(() => virsh(uri, 'destroy', 'test'))
    expect(stateOf()).toBe('shutoff')
    const [entry, ...others] = await told(1)
    expect(entry).toMatchObject({
      act: 'away.stopped',
      result: 'seen',
      person: null,
      shell: 'core',
      machine: key,
      object: 'alpha / test',
      parameters: { from: 'running', to: 'shutoff', by: 'something outside NovaCron' },
      correlation: [],
    })
    expect(others).toEqual([])
    const [after, seen] = [entry?.parameters.after, entry?.parameters.until].map(at => Date.parse(String(at)))
    expect(after).toBeLessThan(seen ?? 0)
    expect(seen).toBeGreaterThanOrEqual(beforeMs)
    // What happens in sight again is libvirt’s own event, and no more.
    await virsh(uri, 'start', 'test')
    const more = await told(2)
    expect(more.map(({ act }) => act)).toEqual(['away.stopped', 'event.started'])
  })

  test('also what vanished, and what was there anew, and while NovaCron was not running', async () => {
    await client.hosts.disconnect({ hostId })
    await core.close()
    await virsh(uri, 'destroy', 'test')
    await virsh(uri, 'undefine', 'test')
    await open()
    await client.hosts.connect({ hostId })
    await settled()
    const [entry] = await told(1)
    // Gone by the time that it is told, and still called by its name.
    expect(entry).toMatchObject({ act: 'away.vanished', result: 'seen', object: 'alpha / test' })
  })

  test('an act whose connection was lost before its answer is ours, its outcome learned later', async () => {
    // libvirt hears the act and its answer goes nowhere.
    relay.blackhole('down')
    const { tasks } = await client.machines.operate({ action: 'forceOff', keys: [key] })
    await vi.waitFor(async () => expect(await virsh(uri, 'domstate', 'test')).toContain('shut off'), {
      timeout: 20_000,
      interval: 50,
    })
    relay.cut()
    const task = await core.tasks.done(tasks[0]?.id as never)
    expect(task).toMatchObject({ status: 'failed', problem: { code: 'transport.closed' } })
    relay.resume('down')
    await client.hosts.connect({ hostId })
    await until(() => stateOf() === 'shutoff')
    await settled()
    const [entry, ...others] = await told(1)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      act: 'away.stopped',
      result: 'done',
      person: 'owner',
      parameters: { to: 'shutoff', outcome: 'learnedLater' },
      correlation: [expect.stringMatching(/^seq:\d+$/), tasks[0]?.id],
    })
    expect(entry?.parameters).not.toHaveProperty('by')
    // The act that it names is the one that was asked.
    const seq = Number(entry?.correlation[0]?.slice(4))
    const { entries } = await client.audit.list({ machine: key, limit: 100 })
    expect(entries.find(each => each.seq === seq)).toMatchObject({
      act: 'machines.operate',
      parameters: { action: 'forceOff' },
    })
  })

  test('an act explains only what it leads to', async () => {
    const { tasks } = await client.machines.operate({ action: 'pause', keys: [key] })
    await core.tasks.done(tasks[0]?.id as never)
    await until(() => stateOf() === 'paused')
    await away(() => virsh(uri, 'destroy', 'test'))
    const entries = await told(2)
    expect(entries.map(({ act, result }) => [act, result])).toEqual([
      ['event.paused', 'done'],
      ['away.stopped', 'seen'],
    ])
  })
})
