import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import type { DiagnosisStep } from '../../../shared/models/host.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { openFleet, type TestFleet } from './testing/fleet.ts'
import type { HostDraft } from './index.ts'

const missing = libvirtdMissing()

async function results(fleet: TestFleet, draft: HostDraft): Promise<Map<string, DiagnosisStep>> {
  const last = new Map<string, DiagnosisStep>()
  for await (const step of fleet.registry.diagnose({ draft })) last.set(step.stage, step)
  return last
}
const summary = (steps: Map<string, DiagnosisStep>) =>
  Object.fromEntries([...steps].map(([stage, { result }]) => [stage, result]))

describe.skipIf(missing !== null)('diagnosis of a daemon on this computer', () => {
  let daemon: TestLibvirtd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  test('passes every stage that a UNIX socket has', async () => {
    await using fleet = await openFleet()
    const steps = await results(fleet, { uri: `test+unix:///default?socket=${daemon.socket}` })
    expect(summary(steps)).toEqual({
      resolve: 'skipped',
      tcp: 'skipped',
      sshVersion: 'skipped',
      hostKey: 'skipped',
      authentication: 'skipped',
      channel: 'skipped',
      socket: 'passed',
      libvirtOpen: 'passed',
      version: 'passed',
      permission: 'passed',
    })
    expect(steps.get('version')?.detail).toMatch(/^libvirt \d+\.\d+\.\d+, TEST$/i)
    expect(fleet.store.hosts.list()).toEqual([])
  })

  test('a read-only socket is told apart by the permission to write', async () => {
    await using fleet = await openFleet()
    const uri = `qemu+unix:///system?socket=${daemon.readOnlySocket}`
    const steps = await results(fleet, { uri })
    expect(steps.get('permission')).toMatchObject({ result: 'failed', problem: { code: 'libvirt.denied' } })
    const meant = await results(fleet, { uri, options: { readOnly: true } })
    expect(meant.get('permission')).toMatchObject({
      result: 'skipped',
      detail: saying('readOnlyConfigured'),
    })
  })

  test('the check of the permission to write leaves no machine behind', async () => {
    await using fleet = await openFleet()
    const steps = await results(fleet, { uri: `qemu+unix:///system?socket=${daemon.socket}` })
    expect(steps.get('permission')?.result).toBe('passed')
    const { id } = fleet.registry.add({ uri: `qemu+unix:///system?socket=${daemon.socket}` })
    fleet.registry.connect(id)
    await fleet.untilPhase(id, 'live')
    const { libvirt } = await fleet.registry.connection(id)
    const { remote } = await import('../libvirt/index.ts')
    const { domains } = await libvirt.call(remote.connectListAllDomains, { needResults: 1, flags: 0 })
    expect(domains).toEqual([])
  })

  test('a daemon that hangs fails at its open, within the deadline', async () => {
    await using fleet = await openFleet()
    daemon.freeze()
    try {
      const steps = await results(fleet, {
        uri: `test+unix:///default?socket=${daemon.socket}`,
        options: { connectTimeoutMs: 500 },
      })
      expect(steps.get('libvirtOpen')).toMatchObject({
        result: 'failed',
        problem: { code: 'libvirt.unresponsive' },
      })
      expect(steps.get('version')?.result).toBe('skipped')
    } finally {
      daemon.thaw()
    }
  })

  test('can be ended half way and leaves nothing open', async () => {
    await using fleet = await openFleet()
    daemon.freeze()
    try {
      const stop = new AbortController()
      const draft = { uri: `test+unix:///default?socket=${daemon.socket}` }
      const seen: string[] = []
      const walk = (async () => {
        for await (const step of fleet.registry.diagnose({ draft }, stop.signal)) {
          seen.push(`${step.stage} ${step.result}`)
          if (step.stage === 'libvirtOpen') stop.abort()
        }
      })()
      await expect(walk).rejects.toMatchObject({ code: 'cancelled' })
      expect(seen.at(-1)).toBe('libvirtOpen running')
      for await (const step of fleet.registry.diagnose({ draft })) if (step.stage === 'libvirtOpen') break
    } finally {
      daemon.thaw()
    }
  })
})

test('a URI that can not be used fails at the first stage with its position', async () => {
  await using fleet = await openFleet()
  const { id } = fleet.registry.add({ uri: 'qemu+ssh://kvm1/system' })
  const broken = fleet.registry.diagnose({ draft: { uri: 'qemu+ssh//kvm1' } })
  const steps: DiagnosisStep[] = []
  for await (const step of broken) steps.push(step)
  expect(steps[0]).toMatchObject({
    result: 'failed',
    problem: { code: 'uri.invalid', data: { position: 14 } },
  })
  expect(steps.filter(step => step.result === 'skipped').length).toBe(9)
  expect(fleet.registry.session(id).state.phase).toBe('disconnected')
})

test('something that is not libvirt behind the socket is called so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-notlibvirt-'))
  const path = join(folder, 'sock')
  const server = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  server.listen(path)
  await once(server, 'listening')
  try {
    await using fleet = await openFleet()
    const steps = await results(fleet, { uri: `qemu+unix:///system?socket=${path}` })
    expect(steps.get('libvirtOpen')).toMatchObject({
      result: 'failed',
      problem: { code: 'libvirt.protocol' },
    })
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
})
