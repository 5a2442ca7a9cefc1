import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostId } from '../../shared/ids.ts'
import type { Machine } from '../../shared/models/machine.ts'
import type { Network, Pool, Snapshot, Volume } from '../../shared/models/resources.ts'
import { systemClock } from '../../electron/core/clock.ts'
import { HostRegistry } from '../../electron/core/hosts/index.ts'
import { Inventory } from '../../electron/core/inventory/index.ts'
import { createLog } from '../../electron/core/log.ts'
import { Sampler } from '../../electron/core/metrics/index.ts'
import { Tasks } from '../../electron/core/tasks/index.ts'
import { temporaryStore } from '../../electron/core/testing/store.ts'
import { domainXml, type LabHost, type Lab, networkXml, startLab, UNICODE_NAME, virshBatch } from './index.ts'
import { type VirshMachine, virshMachines } from './virshView.ts'
import { describeWithLab } from './vitest.ts'

describeWithLab('the inventory of a real host', () => {
  let lab: Lab
  let host: LabHost
  let hostId: HostId
  let inventory: Inventory
  let sampler: Sampler
  let tasks: Tasks
  const stack = new AsyncDisposableStack()

  beforeAll(async () => {
    lab = stack.use(await startLab({ guests: 'few', name: 'inventory' }))
    host = lab.host(0)
    const { store } = stack.use(temporaryStore())
    const log = createLog('silent')
    const registry = new HostRegistry({ store, log, ssh: { sshConfigPath: lab.sshConfigFile } })
    stack.defer(() => registry.close())
    const parts = { registry, clock: systemClock, log }
    inventory = new Inventory({ store, ...parts })
    stack.defer(() => inventory.close())
    sampler = new Sampler({ inventory, ...parts })
    stack.defer(() => sampler.close())
    tasks = new Tasks({ inventory, ...parts })
    stack.defer(() => tasks.close())
    registry.start()
    hostId = registry.add({ uri: host.uri, name: 'hyp1' }).id
    await until(() => inventory.liveness(hostId).live)
    await inventory.settled(hostId)
  })
  afterAll(() => stack.disposeAsync())

  const machines = () => [...inventory.machines()]
  const named = (name: string) => machines().find(machine => machine.name === name)

  /** Everything of every machine, pool, volume, network and snapshot, as virsh tells it. */
  async function expectAsVirshSays() {
    const told = await virshMachines(host)
    expect(
      machines()
        .map(machine => machine.uuid)
        .sort(),
    ).toEqual([...told.keys()].sort())
    for (const machine of machines()) {
      const virsh = told.get(machine.uuid)
      if (!virsh) throw new Error(`virsh does not know ${machine.name}`)
      expect(ours(machine, virsh), machine.name).toEqual(asVirshSays(virsh))
      expect(inventory.definition(machine.key)?.xml.trim(), machine.name).toBe(virsh.xml.trim())
    }
    const snapshots = inventory.resources<Snapshot>(hostId, 'snapshot').items
    for (const [uuid, { snapshots: names }] of told) {
      expect(
        snapshots
          .filter(snapshot => snapshot.uuid === uuid)
          .map(snapshot => snapshot.name)
          .sort(),
      ).toEqual(names)
    }
    await expectResources()
  }

  /** As virsh says, looked at again while guests write to their disks: a size grows between two questions. */
  async function expectTrueNow() {
    for (let look = 1; ; look++) {
      try {
        await inventory.verify(hostId)
        return await expectAsVirshSays()
      } catch (error) {
        if (look === 3) throw error
        await revived()
      }
    }
  }

  /** libvirtd 9 has been seen to crash by itself on a busy machine: as systemd does, starts it again. */
  async function revived() {
    if (host.pidOf('libvirtd') !== null) return
    console.warn('libvirtd ended by itself')
    await host.startLibvirtd()
    await until(() => inventory.liveness(hostId).live && inventory.isSettled(hostId))
  }

  async function expectResources() {
    const rows = async (...command: string[]) =>
      (await host.virsh(command))
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(line => line.trim().split(/\s{2,}/))
    const networks = inventory
      .resources<Network>(hostId, 'network')
      .items.map(network => [
        network.name,
        network.active ? 'active' : 'inactive',
        network.autostart ? 'yes' : 'no',
        network.persistent ? 'yes' : 'no',
      ])
    expect(networks.sort()).toEqual((await rows('net-list', '--all')).sort())
    const pools = inventory.resources<Pool>(hostId, 'pool').items
    expect(
      pools
        .map(pool => [
          pool.name,
          pool.state === 'running' ? 'active' : pool.state,
          pool.autostart ? 'yes' : 'no',
        ])
        .sort(),
    ).toEqual((await rows('pool-list', '--all')).sort())
    const volumes = inventory.resources<Volume>(hostId, 'volume').items
    for (const pool of pools.filter(one => one.state === 'running')) {
      const here = volumes
        .filter(volume => volume.pool === pool.name)
        .map(volume => [volume.name, volume.path])
      expect(here.sort()).toEqual((await rows('vol-list', pool.name)).sort())
    }
  }

  /** Waits until the inventory shows, by events alone, which machines there are and what they do. */
  async function settleByEvents() {
    await revived()
    const told = await virshMachines(host)
    const virsh = [...told.values()].map(({ uuid, name, id, state, persistent }) => ({
      uuid,
      name,
      id,
      state,
      persistent,
    }))
    const byUuid = (a: { uuid: string }, b: { uuid: string }) => (a.uuid < b.uuid ? -1 : 1)
    await until(() => {
      const own = machines().map(({ uuid, name, id, state, persistent }) => ({
        uuid,
        name,
        id,
        state,
        persistent,
      }))
      return JSON.stringify(own.sort(byUuid)) === JSON.stringify(virsh.sort(byUuid))
    })
  }

  test('is what virsh says, field by field, after the first load', async () => {
    expect(machines()).toHaveLength(7)
    await expectAsVirshSays().catch(expectTrueNow)
    expect(named('web-1')?.tags).toEqual(['production', 'web'])
    expect(named('web-1')?.startedAtMs).toBeGreaterThan(Date.now() - 600_000)
    expect(inventory.facts(hostId)).toMatchObject({ hostname: 'hyp1', driver: 'QEMU' })
  })

  test('follows every kind of change made behind its back', async () => {
    const steps: [string, string[]][] = [
      ['start', ['start mail-1']],
      ['pause and resume', ['suspend mail-1', 'resume batch-1']],
      ['force off', ['destroy batch-1']],
      [
        'define',
        [await defined('new-1', domainXml({ name: 'new-1', title: 'Fresh', vcpus: 3, memoryMiB: 48 }))],
      ],
      ['rename', ['domrename new-1 newer-1']],
      ['redefine', ['setmem newer-1 24M --config', 'autostart newer-1']],
      [
        'attach a disk',
        [
          'vol-create-as default extra.qcow2 8M --format qcow2',
          'vol-create-as default spare.qcow2 8M --format qcow2',
          `attach-disk mail-1 ${IMAGES}/extra.qcow2 vdb --subdriver qcow2 --live --config`,
        ],
      ],
      ['attach to what is off', [`attach-disk newer-1 ${IMAGES}/spare.qcow2 vdb --subdriver qcow2 --config`]],
      [
        'a NIC comes, and its link goes',
        [
          'attach-interface web-1 network backend --model virtio --mac 52:54:00:aa:00:01 --live',
          'domif-setlink web-1 52:54:00:aa:00:01 down',
        ],
      ],
      ['eject', ['change-media db-1 hdc --eject --live']],
      [
        'title and description',
        ['desc web-1 --live --config Other words', 'desc newer-1 --config --title Newest'],
      ],
      ['transient ends', ['destroy scratch-1']],
      ['transient comes', [await defined('passing-1', domainXml({ name: 'passing-1' }), 'create')]],
      ['undefine what runs', ['undefine web-1']],
      [
        'snapshots',
        [
          'snapshot-create-as newer-1 first',
          'snapshot-create-as newer-1 second',
          // By a name without a blank: newer libvirt cannot delete others while the machine runs.
          'snapshot-delete mail-1 upgraded',
        ],
      ],
      [
        'networks',
        [
          await defined('net-x', networkXml('extra', '10.99.0', 'none', 'br-extra'), 'net-define'),
          'net-start extra',
          'net-destroy backend',
          'net-autostart default --disable',
        ],
      ],
      [
        'pools',
        [
          'pool-define-as scratch dir --target /var/lib/libvirt/scratch',
          'pool-build scratch',
          'pool-start scratch',
          'vol-create-as scratch more.img 1M',
          'pool-destroy iso',
        ],
      ],
      ['a saved machine', ['managedsave mail-1']],
      ['undefine', [`undefine '${UNICODE_NAME}'`, 'undefine batch-1']],
      ['start from the saved image', ['start mail-1']],
    ]
    for (const [index, [what, commands]] of steps.entries()) {
      await virshBatch(host, commands)
      // To ask virsh for everything takes a while: done after every second step.
      if (index % 2 === 0) continue
      await settleByEvents().catch(error => {
        throw new Error(`after “${what}”: ${error}`)
      })
      await expectTrueNow().catch(error => {
        throw new Error(`after “${what}”: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        })
      })
    }
  }, 240_000)

  test('follows random sequences of changes', async () => {
    const random = generator(20_261_122)
    for (let round = 0; round < 6; round++) {
      const commands: string[] = []
      for (let step = 0; step < 8; step++)
        commands.push(...randomChange(await virshMachines(host), random, commands))
      // What libvirt refuses in the state that the others left is as good a case as any.
      await host.exec(['virsh', '-q', '-c', 'qemu:///system'], {
        input: `${commands.join('\n')}\n`,
        allowFailure: true,
      })
      await settleByEvents()
      await expectTrueNow().catch(error => {
        throw new Error(`after ${commands.join('; ')}: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        })
      })
    }
  }, 240_000)

  test('is itself again after libvirtd was restarted, without a doubled event or listener', async () => {
    await host.restartLibvirtd()
    await until(() => inventory.liveness(hostId).live && inventory.isSettled(hostId))
    await expectTrueNow()
    const seen: string[] = []
    const stop = inventory.onEvent(event => seen.push(`${event.kind} ${event.subject} ${event.text}`))
    await virshBatch(host, [await defined('once-1', domainXml({ name: 'once-1' }))])
    await until(() => named('once-1')?.vcpus === 1)
    stop()
    // A guest may say something meanwhile too.
    expect(seen.filter(event => event.includes(' once-1 '))).toEqual(['lifecycle once-1 Defined: new'])
    expect(host.acceptedLogins).toBeLessThanOrEqual(2)
  }, 120_000)

  test('the sampler measures what runs, and the host', async () => {
    await virshBatch(host, ['resume mail-1']).catch(() => 'it runs already')
    await sampler.tickOnce(hostId, AbortSignal.timeout(20_000))
    await new Promise(resolve => setTimeout(resolve, 1500))
    await sampler.tickOnce(hostId, AbortSignal.timeout(20_000))
    const db = named('db-1')
    if (!db) throw new Error('db-1 is not there')
    const sample = sampler.latest(db.key)
    expect(sample?.cpuCores).toBeGreaterThan(0)
    expect(sample?.memoryRssBytes).toBeGreaterThan(10 * 1024 ** 2)
    expect(sample?.diskReadBytesPerSecond).not.toBeNull()
    expect(sample?.netRxBytesPerSecond).not.toBeNull()
    const latest = sampler.latestHost(hostId)
    expect(latest?.cpuPercent).toBeGreaterThan(0)
    expect(latest?.memoryTotalBytes).toBeGreaterThan(latest?.memoryAvailableBytes ?? Number.POSITIVE_INFINITY)
    for (const name of ['load1', 'netRxBytesPerSecond'] as const) expect(latest?.[name]).not.toBeNull()
    const off = machines().find(machine => machine.id === null)
    if (off) expect(sampler.latest(off.key)).toBeUndefined()
  })

  test('tasks do what they say, and the plan tells why others are left alone', async () => {
    const once = named('once-1')
    if (!once) throw new Error('once-1 is not there')
    const run = async (action: Parameters<Tasks['operate']>[0]) => {
      const { tasks: begun, skipped } = tasks.operate(action, [once.key], { timeoutMs: 2000 })
      expect(skipped).toEqual([])
      const task = await tasks.done(begun[0]?.id as never)
      return [task.status, named('once-1')?.state, named('once-1')?.autostart]
    }
    expect(await run('start')).toEqual(['done', 'running', false])
    expect(await run('pause')).toEqual(['done', 'paused', false])
    expect(tasks.plan('shutdown', [once.key])[0]).toMatchObject({
      skip: { code: 'guestPaused', state: 'paused' },
      nextState: null,
    })
    expect(await run('resume')).toEqual(['done', 'running', false])
    expect(await run('reset')).toEqual(['done', 'running', false])
    expect(await run('autostartOn')).toEqual(['done', 'running', true])
    expect(await run('save')).toEqual(['done', 'shutoff', true])
    expect(named('once-1')?.managedSave).toBe(true)
    expect(await run('start')).toEqual(['done', 'running', true])
    // There is no system in it that could hear the request.
    const { tasks: begun } = tasks.operate('shutdown', [once.key], { timeoutMs: 1500 })
    const task = await tasks.done(begun[0]?.id as never)
    expect(task).toMatchObject({
      status: 'failed',
      problem: { code: 'task.timeout', data: { offer: 'forceOff' } },
    })
    expect(await run('forceOff')).toEqual(['done', 'shutoff', true])
    expect(await run('autostartOff')).toEqual(['done', 'shutoff', false])
    await virshBatch(host, ['undefine once-1'])
    await until(() => named('once-1') === undefined)
    expect(tasks.plan('start', [once.key])[0]?.skip).toEqual({ code: 'machineGone' })
  }, 120_000)

  async function defined(name: string, xml: string, verb = 'define'): Promise<string> {
    const path = `/tmp/${name}.xml`
    await host.exec(['tee', path], { input: xml })
    return `${verb} ${path}`
  }
})

const IMAGES = '/var/lib/libvirt/images'

/** One change that the machines there are allow, as virsh commands. */
function randomChange(known: Map<string, VirshMachine>, random: () => number, before: string[]): string[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const all = [...known.values()]
  const machine = pick(all)
  const { uuid } = machine
  const running = machine.id !== null
  const serial = `${before.length}${Math.floor(random() * 1e6)}`
  const choices = [
    running ? `suspend ${uuid}` : `start ${uuid}`,
    running ? `resume ${uuid}` : `domrename ${uuid} renamed-${serial}`,
    running ? `destroy ${uuid}` : `setvcpus ${uuid} 2 --config --maximum`,
    `autostart ${uuid}${machine.autostart ? ' --disable' : ''}`,
    `setmem ${uuid} ${16 + Math.floor(random() * 16)}M --config`,
    `desc ${uuid} --config --title Title ${serial}`,
    `attach-interface ${uuid} network default --model virtio --config${running ? ' --live' : ''}`,
    `vol-create-as default vol-${serial} 1M`,
    `net-${pick(['destroy', 'start'])} default`,
    `pool-${pick(['destroy', 'start', 'refresh'])} ${pick(['default', 'iso'])}`,
    `snapshot-create-as ${uuid} s${serial} --diskspec hda,snapshot=no`,
    all.length > 4 && !running ? `undefine ${uuid} --snapshots-metadata --managed-save` : `dominfo ${uuid}`,
  ]
  return [pick(choices)]
}

/** The same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function asVirshSays({ snapshots, xml: _xml, ...virsh }: VirshMachine) {
  return { ...virsh, snapshotCount: snapshots.length }
}

/** Our fields in virsh's words; what virsh resolves (a volume's path) is taken as it prints it. */
function ours(machine: Machine, virsh: VirshMachine): ReturnType<typeof asVirshSays> {
  return {
    name: machine.name,
    uuid: machine.uuid,
    id: machine.id,
    state: machine.state,
    reason: machine.stateReason ?? '',
    persistent: machine.persistent,
    autostart: machine.autostart,
    managedSave: machine.managedSave,
    memoryBytes: machine.memoryBytes ?? 0,
    memoryMaxBytes: machine.memoryMaxBytes ?? 0,
    vcpus: machine.vcpus ?? 0,
    title: machine.title,
    description: machine.description,
    disks: machine.disks.map(({ target, device, sourceType, source, capacityBytes, allocationBytes }) => {
      const told = virsh.disks.find(disk => disk.target === target)
      const isVolume = sourceType === 'volume'
      return {
        target,
        device,
        sourceType: sourceType ?? '',
        source: isVolume && told?.source === source?.split('/')[1] ? (told?.source ?? null) : source,
        ...(told?.capacityBytes === undefined ? {} : { capacityBytes, allocationBytes }),
      }
    }),
    nics: machine.nics.map(({ mac, type, source, model, target, link }) => ({
      mac: mac ?? '',
      type,
      source: source ?? '',
      model: model ?? '',
      target,
      link: link ?? '',
    })),
    vncPort: machine.graphics.find(graphics => graphics.type === 'vnc')?.port ?? null,
    snapshotCount: machine.snapshotCount ?? -1,
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come about')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
