import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cgroupMounts } from './cgroups.ts'
import { removeLeftovers } from './folder.ts'
import { SHARED_UUID, UNICODE_NAME } from './fleet.ts'
import {
  defineManyShutOff,
  type Lab,
  LabUnavailable,
  labRequirements,
  run,
  startLab,
  waitFor,
} from './index.ts'
import { isAlive, readFileOrNull, startTimeOf } from './processes.ts'
import { describeWithLab } from './vitest.ts'

/** Tells a lab's one device in the root namespace from those of labs that come and go meanwhile; null where there is none. */
const deviceOf = (lab: Lab) => readFileOrNull(`/sys/class/net/novalab${lab.network.subnet}/ifindex`)
const names = (list: string) => list.split('\n').filter(Boolean)

describeWithLab('a furnished lab of two hosts', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ hosts: 2, guests: 'few', name: 'test' })
  })
  afterAll(() => lab?.close())

  test('has machines of every state, the same UUID on both hosts, and names of any character', async () => {
    const [first, second] = [lab.host(0), lab.host(1)]
    expect(names(await first.virsh(['list', '--name', '--state-running'])).sort()).toEqual([
      'db-1',
      'scratch-1',
      'web-1',
    ])
    expect(names(await first.virsh(['list', '--name', '--state-paused']))).toEqual(['batch-1'])
    expect(names(await first.virsh(['list', '--name', '--transient']))).toEqual(['scratch-1'])
    expect(names(await second.virsh(['list', '--name', '--inactive']))).toContain(UNICODE_NAME)
    for (const host of lab.hosts) {
      expect((await host.virsh(['domuuid', 'shared-template'])).trim()).toBe(SHARED_UUID)
      expect(names(await host.virsh(['snapshot-list', `mail-${host.number}`, '--name']))).toHaveLength(2)
      expect(names(await host.virsh(['pool-list', '--name']))).toHaveLength(2)
      expect(names(await host.virsh(['net-list', '--name']))).toHaveLength(2)
    }
  })

  test('each host has a name, a UUID and statistics of its own', async () => {
    const capabilities = await Promise.all(lab.hosts.map(host => host.virsh(['capabilities'])))
    expect(capabilities.map(text => /<uuid>(.*)<\/uuid>/.exec(text)?.[1])).toEqual(
      lab.hosts.map(host => host.uuid),
    )
    expect((await lab.host(1).virsh(['hostname'])).trim()).toBe('hyp2')
    // A mount over a single file would vanish with that file's next change out here.
    expect(readFileSync(`/proc/${lab.host(1).initPid}/mounts`, 'utf8')).not.toMatch(
      / \/etc\/(passwd|group|shadow) /,
    )
    if (cgroupMounts().length > 0)
      expect(await lab.host(1).virsh(['domstats', '--cpu-total', 'web-2'])).toContain('cpu.time=')
  }, 150_000)

  test('a real guest boots, takes an address by DHCP and obeys its power button', async () => {
    const host = lab.host(0)
    await waitFor(
      'a lease',
      async () => (await host.virsh(['net-dhcp-leases', 'default'])).includes('web-1'),
      300_000,
      500,
    )
    await host.virsh(['shutdown', 'web-1', '--mode', 'acpi'])
    await waitFor(
      'the guest to end',
      async () => (await host.virsh(['domstate', 'web-1'])).includes('shut off'),
      300_000,
      500,
    )
  }, 620_000)

  test('libvirt’s own client reaches it over SSH; an account without rights is refused', async () => {
    const host = lab.host(1)
    const before = host.acceptedLogins
    expect((await run(['virsh', '-q', '-c', host.peerUri(), 'hostname'])).stdout.trim()).toBe('hyp2')
    await expect.poll(() => host.acceptedLogins).toBe(before + 1)
    const list = (user: string) =>
      run([lab.sshCommand, `${user}@${host.address}`, 'virsh -c qemu:///system list'], { allowFailure: true })
    expect(await list('operator')).toMatchObject({ code: 0, stderr: '' })
    expect((await list('viewer')).stderr).toContain('Permission denied')
  })

  test('shows another host key when told to', async () => {
    const host = lab.host(1)
    const before = host.hostKeyFingerprint
    const seen = async () => {
      const scan = (await run(['ssh-keyscan', '-t', 'ed25519', host.address])).stdout
      return scan.includes(host.hostKey)
    }
    expect(await seen()).toBe(true)
    await host.newHostKey()
    expect(host.hostKeyFingerprint).not.toBe(before)
    expect(await seen()).toBe(true)
    const login = await run([lab.sshCommand, `root@${host.address}`, 'true'], { allowFailure: true })
    expect(login.stderr).toContain('HOST IDENTIFICATION HAS CHANGED')
  })

  test('daemons can be frozen, killed and started again', async () => {
    const host = lab.host(0)
    host.stopLibvirtd()
    const state = (pid: number | null) =>
      /^State:\s+(\S)/m.exec(readFileOrNull(`/proc/${pid}/status`) ?? '')?.[1]
    await waitFor('the freeze', () => state(host.pidOf('libvirtd')) === 'T')
    host.contLibvirtd()
    const before = host.pidOf('libvirtd')
    await host.restartLibvirtd()
    expect(host.pidOf('libvirtd')).not.toBe(before)
    expect(names(await host.virsh(['list', '--name']))).toContain('db-1')
    await host.killSshd()
    expect(host.pidOf('sshd')).toBeNull()
    await host.startSshd()
    expect(host.pidOf('sshd')).not.toBeNull()
  })

  test('a cable can be pulled, a port filtered, a host hidden behind another', async () => {
    const [first, second] = [lab.host(0), lab.host(1)]
    const reaches = async (address: string) =>
      (await run(['nc', '-z', '-w', '1', address, '22'], { allowFailure: true })).code === 0
    expect(await reaches(first.address)).toBe(true)
    await first.linkDown()
    expect(await reaches(first.address)).toBe(false)
    await first.linkUp()
    await first.filterPort()
    expect(await reaches(first.address)).toBe(false)
    await first.unfilterPort()
    await second.hide()
    expect(await reaches(second.address)).toBe(false)
    expect((await first.exec(['nc', '-z', '-w', '2', second.address, '22'])).code).toBe(0)
    await second.unhide()
    await waitFor('the hosts', async () => (await reaches(first.address)) && (await reaches(second.address)))
  })

  test('many machines are defined in one go', async () => {
    const defined = await defineManyShutOff(lab.host(1), 60, { prefix: 'bulk-' })
    expect(names(await lab.host(1).virsh(['list', '--all', '--name']))).toEqual(
      expect.arrayContaining(defined),
    )
  })
})

describeWithLab('labs beside each other', () => {
  test('two at once have subnets of their own, and leave nothing', async () => {
    const [one, two] = await Promise.all([startLab({ name: 'one' }), startLab({ name: 'two' })])
    const devices = [deviceOf(one), deviceOf(two)]
    try {
      expect(one.host(0).address).not.toBe(two.host(0).address)
      for (const device of devices) expect(device).not.toBeNull()
    } finally {
      await Promise.all([one.close(), two.close()])
    }
    for (const [index, lab] of [one, two].entries()) {
      expect(deviceOf(lab)).not.toBe(devices[index])
      expect(existsSync(lab.folder)).toBe(false)
      expect(existsSync(`/proc/${lab.host(0).initPid}`)).toBe(false)
    }
  })

  test('one whose process was killed ends at once, and the next lab clears the rest', async () => {
    const child = spawn(
      process.execPath,
      [`${import.meta.dirname}/main.ts`, 'hold', '--hosts', '1', '--guests', 'none', '--name', 'killed'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const { publishedLabs } = await import('./status.ts')
    const mine = () => publishedLabs().find(status => status.pid === child.pid)
    try {
      await waitFor('the other process’s lab', () => mine() !== undefined)
      const { folder } = mine() ?? { folder: '' }
      const record = JSON.parse(readFileSync(`${folder}/lab.json`, 'utf8')) as {
        namespaces: { pid: number; startTime: string }[]
      }
      expect(record.namespaces).toHaveLength(2)
      child.kill('SIGKILL')
      for (const { pid, startTime } of record.namespaces) {
        await waitFor('the namespaces to end', () => !isAlive(pid, startTime))
      }
      removeLeftovers()
      expect(existsSync(folder)).toBe(false)
    } finally {
      child.kill('SIGKILL')
    }
  })
})

describe('a machine that cannot carry a lab', () => {
  test('is told what it lacks', () => {
    const error = new LabUnavailable(['root (run it through sudo)', 'Linux'])
    expect(error.message).toBe('the lab needs root (run it through sudo); Linux')
    expect(labRequirements().every(requirement => requirement.length > 0)).toBe(true)
  })

  test('a process is told from a later one with the same id', () => {
    expect(isAlive(process.pid, startTimeOf(process.pid) ?? '')).toBe(true)
    expect(isAlive(process.pid, '1')).toBe(false)
  })
})
