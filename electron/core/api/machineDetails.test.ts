import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import { Compared, Hardware, MachineDetailEvent, PendingChanges } from '../../../shared/contract/index.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import { type Core, createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

const uuid = '7a1f0c3e-5b6d-4e2f-9a8b-0c1d2e3f4a5b'

/** A machine with much that libvirt fills in once it runs: ports, paths, addresses, aliases, a host CPU. */
const machineXml = (folder: string, memoryMiB = 48, more = '') => `<domain type='qemu'>
  <name>guest</name>
  <uuid>${uuid}</uuid>
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type><bootmenu enable='yes'/></os>
  <features><acpi/><apic/></features>
  <cpu mode='custom' match='exact'><model fallback='allow'>qemu64</model></cpu>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${folder}/disk.raw'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
    <interface type='user'><mac address='52:54:00:10:20:30'/><model type='virtio'/></interface>
    <serial type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    ${more}
  </devices>
</domain>`

const missing =
  libvirtdMissing() ?? (spawnSync('qemu-system-x86_64', ['--version']).status === 0 ? null : 'no QEMU')

describe.skipIf(missing !== null)('a machine of the real QEMU driver', () => {
  let folder: string
  let core: Core
  let daemon: TestLibvirtd
  let client: ContractClient
  let key: MachineKey
  const virsh = (...args: string[]) => {
    const run = spawnSync('virsh', ['-q', '-c', daemon.clientUri('qemu', '/system'), ...args], {
      encoding: 'utf8',
    })
    if (run.status !== 0) throw new Error(`virsh ${args[0]}: ${run.stderr}`)
    return run.stdout
  }
  const define = (xml: string) => {
    const path = join(folder, 'machine.xml')
    writeFileSync(path, xml)
    virsh('define', path)
  }
  /** Asks until it is so: an event tells the core of what virsh did. */
  const soon = async <T>(ask: () => Promise<T>, so: (value: T) => boolean): Promise<T> => {
    const signal = AbortSignal.timeout(20_000)
    for (;;) {
      const value = await ask()
      if (so(value)) return value
      if (signal.aborted) throw new Error(`it never was so: ${JSON.stringify(value)}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'novacron-details-'))
    writeFileSync(join(folder, 'disk.raw'), Buffer.alloc(1024 * 1024))
    core = await createCore({ folder: join(folder, 'home'), log: createLog('silent'), shell: 'test' })
    daemon = await startLibvirtd()
    define(machineXml(folder))
    virsh('start', 'guest')
    client = createRouterClient(createRouter(core), {
      context: { caller: ownerCaller('test'), log: core.log },
    })
    core.start()
    await client.hosts.add({ uri: daemon.clientUri('qemu', '/system'), name: 'alpha' })
    const [machine] = await soon(
      () => client.machines.list({}),
      found => found[0]?.id != null && core.inventory.runningDefinition(found[0].key) !== null,
    )
    key = machine?.key as MachineKey
  })
  afterAll(async () => {
    await core?.close()
    await daemon?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('what libvirt filled in when it started is no change for the next boot', async () => {
    const pending = await client.machines.pending({ key })
    expect(PendingChanges.parse(pending)).toEqual({ changes: [], more: false })
    const stored = await client.machines.xml({ key, stored: true })
    const running = await client.machines.xml({ key })
    expect(running.xml).toContain("<alias name='")
    expect(stored.xml).not.toContain("<alias name='")
  })

  test('its hardware is described, running and stored', async () => {
    const running = await client.machines.hardware({ key })
    expect(Hardware.parse(running)).toEqual(running)
    expect(running).toMatchObject({
      unreadable: null,
      source: { running: true, name: 'guest', host: 'alpha' },
    })
    const titles = running.groups.flatMap(group => group.devices.map(device => device.title))
    expect(titles).toEqual(
      expect.arrayContaining([
        'Disk vda',
        'Disk sda',
        'Network card 52:54:00:10:20:30',
        'Graphics vnc',
        'CPU model',
      ]),
    )
    expect(titles.filter(title => title.startsWith('<'))).toEqual([])
    expect((await client.machines.hardware({ key, stored: true })).source.running).toBe(false)
  })

  test('every part of it is measured while somebody watches', async () => {
    const stream = await client.metrics.watchMachine({ key })
    let measured = 0
    for await (const event of stream) {
      expect(MachineDetailEvent.parse(event)).toEqual(event)
      if (event.type === 'snapshot') continue
      const { vcpus, disks, balloon } = event.sample
      // Before pools were asked nobody looks at disks.
      if (disks.length === 0) continue
      expect(vcpus.map(vcpu => vcpu.index)).toEqual([0, 1])
      expect(disks.map(disk => disk.name)).toEqual(expect.arrayContaining(['vda']))
      expect(balloon.currentBytes).toBe(48 * 1024 ** 2)
      if (vcpus[0]?.percent !== null && disks[0]?.readBytesPerSecond !== null) measured++
      if (measured === 2) break
    }
    expect(measured).toBe(2)
  })

  test('what was changed for the next boot is told in words, and as two versions', async () => {
    define(machineXml(folder, 96, "<watchdog model='i6300esb' action='reset'/>"))
    const pending = await soon(
      () => client.machines.pending({ key }),
      ({ changes }) => (changes?.length ?? 0) > 0,
    )
    const words = pending.changes?.map(change => change.words)
    expect(words).toContain('Memory: 48 MiB now, 96 MiB at next boot')
    expect(words).toContain('Watchdog i6300esb comes at next boot')
    expect(words?.filter(each => !/^(Memory|Watchdog)/.test(each))).toEqual([])
    const versions = await soon(
      () => client.machines.versions({ key }),
      found => found.length === 2,
    )
    const [now, before] = versions
    const compared = await client.machines.compare({
      a: { key, hash: before?.hash ?? '' },
      b: { key, hash: now?.hash ?? '' },
    })
    expect(Compared.parse(compared)).toEqual(compared)
    expect(compared.changes.map(change => change.words)).toContain('Memory changed from 48 MiB to 96 MiB')
  })

  test('a version that is not stored is refused by name', async () => {
    const asked = client.machines.hardware({ key, hash: 'f'.repeat(64) }).catch(fromCallError)
    expect(await asked).toMatchObject({ code: 'machine.unknown', data: { key } })
  })
})
