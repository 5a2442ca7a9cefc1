import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { remote } from '../../../electron/core/libvirt/index.ts'
import {
  type DeadStorage,
  deadStorage,
  domainXml,
  type Lab,
  type LabHost,
  startLab,
  waitFor,
} from '../index.ts'
import { describeWithLab } from '../vitest.ts'
import { PATIENCE_MS, TestCore } from './harness.ts'

const noFuse = !existsSync('/dev/fuse') && process.env.CI !== 'true'

describeWithLab('pools on storage that dies', () => {
  let lab: Lab
  let home: string
  let host: LabHost
  let core: TestCore
  let id: HostId
  const disks: DeadStorage[] = []
  beforeAll(async () => {
    if (noFuse) return
    home = mkdtempSync(join(tmpdir(), 'novacron-home-'))
    vi.stubEnv('HOME', home)
    vi.stubEnv('SSH_AUTH_SOCK', '')
    lab = await startLab({ hosts: 1, guests: 'none', name: 'pools' })
    host = lab.host(0)
    for (const name of ['dead1', 'dead2'])
      disks.push(await deadStorage(host, `/var/lib/libvirt/${name}`, ['a.img', 'b.img']))
    await host.exec(['mkdir', '/var/lib/libvirt/fine'])
    for (const name of ['dead1', 'dead2', 'fine'])
      await host.virsh(['pool-create-as', name, 'dir', '--target', `/var/lib/libvirt/${name}`])
    await host.virsh(['vol-create-as', 'fine', 'first', '1M'])
    for (const [name, pool] of [
      ['on-dead', 'dead1'],
      ['on-fine', 'fine'],
    ] as const) {
      const source = pool === 'fine' ? '/var/lib/libvirt/fine/first' : `/var/lib/libvirt/${pool}/a.img`
      const disks = [{ target: 'vda', bus: 'virtio', format: 'raw', source } as const]
      const file = `/var/lib/libvirt/${name}.xml`
      writeFileSync(host.pathOf(file), domainXml({ name, disks }))
      await host.virsh(['define', file])
    }
    core = await TestCore.open()
    id = await core.add(lab, host, { name: 'one' })
    await core.settled(id)
  }, 240_000)
  afterAll(async () => {
    await core?.[Symbol.asyncDispose]()
    for (const disk of disks) await disk[Symbol.asyncDispose]()
    await lab?.close()
    vi.unstubAllEnvs()
    if (home) rmSync(home, { recursive: true, force: true })
  })

  const told = () => {
    const { inventory } = core.core
    const volumes = inventory.resources<Volume>(id, 'volume').items
    return Object.fromEntries(
      inventory
        .resources<Pool>(id, 'pool')
        .items.map(({ name, state }) => [
          name,
          `${state} ${volumes.filter(({ pool }) => pool === name).length}`,
        ]),
    )
  }
  const look = () => core.core.inventory.verify(id)
  const connectAnew = async (between: () => Promise<void>) => {
    await core.client.hosts.disconnect({ hostId: id })
    await between()
    await core.client.hosts.connect({ hostId: id })
    await core.settled(id)
  }
  const hang = () => Promise.all(disks.map(disk => disk.hang()))
  /** Over a new connection they are asked again once they have been silent for twice as long. */
  const revived = async () => {
    await Promise.all(disks.map(disk => disk.revive()))
    const isBack = async () => {
      await look()
      return Object.values(told()).every(words => words.startsWith('running'))
    }
    await waitFor('the pools to be back', isBack, PATIENCE_MS, 500)
  }

  test.skipIf(noFuse)(
    'are named; the others, the machines and whoever else asks libvirt go on',
    async () => {
      expect(told()).toEqual({ dead1: 'running 2', dead2: 'running 2', fine: 'running 1' })
      await hang()
      await look()
      expect(told()).toEqual({ dead1: 'unanswered 2', dead2: 'unanswered 2', fine: 'running 1' })
      const [dead] = core.core.inventory
        .resources<Pool>(id, 'pool')
        .items.filter(({ name }) => name === 'dead1')
      expect(await core.client.resources.askPool({ hostId: id, uuid: dead?.uuid ?? '' })).toEqual({
        answer: 'asked',
      })

      await host.virsh(['vol-create-as', 'fine', 'second', '1M'])
      await look()
      expect(told().fine).toBe('running 2')
      await host.virsh(['start', 'on-fine', '--paused'], { timeoutMs: 20_000 })
      await waitFor(
        'the start to be told',
        () =>
          [...core.core.inventory.machines()].some(
            ({ name, state }) => name === 'on-fine' && state === 'paused',
          ),
        PATIENCE_MS,
      )
      await host.virsh(['list', '--all'], { timeoutMs: 20_000 })

      await connectAnew(async () => undefined)
      expect(told()).toEqual({ dead1: 'unanswered 2', dead2: 'unanswered 2', fine: 'running 2' })
      await host.virsh(['list', '--all'], { timeoutMs: 20_000 })
      expect(core.state(id).phase, core.told(id)).toBe('live')

      await revived()
      const { own, virsh } = await core.asVirsh(id, host)
      expect(own).toEqual(virsh)
      expect(host.acceptedLogins).toBe(2)
    },
    240_000,
  )

  test.skipIf(noFuse)(
    'and were dead before the host was connected do not take the machines that run on them along',
    async () => {
      await host.virsh(['start', 'on-dead', '--paused'], { timeoutMs: 20_000 })
      await connectAnew(async () => void (await hang()))
      expect(told()).toEqual({
        dead1: 'unanswered 2',
        dead2: 'unanswered 2',
        fine: expect.stringMatching(/^running/),
      })
      // Machines are measured all the while.
      await new Promise(resolve => setTimeout(resolve, 12_000))
      await host.virsh(['list', '--all'], { timeoutMs: 20_000 })
      await host.virsh(['resume', 'on-fine'], { timeoutMs: 20_000 })
      expect(core.state(id).phase, core.told(id)).toBe('live')
      await revived()
    },
    240_000,
  )

  test.skipIf(noFuse)(
    'and die while many volumes are read from far away take nothing but the connection of those along',
    async () => {
      await core.client.hosts.disconnect({ hostId: id })
      const files = Array.from({ length: 300 }, (_, index) => `${index}.img`)
      const disk = await deadStorage(host, '/var/lib/libvirt/far', files)
      disks.push(disk)
      await host.virsh(['pool-create-as', 'far', 'dir', '--target', '/var/lib/libvirt/far'])
      const way = await lab.relayTo(host, { delayMs: 30 })
      id = await core.add(lab, host, { name: 'far', uri: way.uriFor() })
      const libvirts = () => {
        const channels = core.core.registry.session(id).live?.transport.channels ?? []
        return channels.filter(({ purpose }) => purpose === 'libvirt').length
      }
      await waitFor('a connection for the volumes', () => libvirts() === 2, PATIENCE_MS, 5)
      await disk.hang()
      const live = await core.core.registry.connection(id)
      await core.settled(id)
      expect(told()).toMatchObject({ far: 'unanswered 0', fine: expect.stringMatching(/^running/) })

      // Longer than libvirt waits for signs of life of a client that it can't read.
      await new Promise(resolve => setTimeout(resolve, 40_000))
      await look()
      expect(await core.core.registry.connection(id), core.told(id)).toBe(live)
      await live.libvirt.call(remote.connectGetHostname, {}, { timeoutMs: 5_000 })

      await disk.revive()
      await waitFor('its connection to end', () => libvirts() === 1, PATIENCE_MS)
      await look()
      expect(told()).toMatchObject({ far: 'running 300' })
    },
    240_000,
  )
})
