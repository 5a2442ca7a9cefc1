import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { FakeDaemon, Refusal } from '../inventory/testing/fakeDaemon.ts'
import { noShell, TestDirectory } from '../inventory/testing/liveHost.ts'
import { errorCode, remote } from '../libvirt/index.ts'
import { ManualClock } from '../testing/manualClock.ts'
import type { HostTransport } from '../transport/index.ts'
import { HostProbe } from './hostProbe.ts'

let directory: TestDirectory
let daemon: FakeDaemon
let clock: ManualClock
const never = new AbortController().signal

beforeEach(() => {
  directory = new TestDirectory()
  daemon = new FakeDaemon()
  clock = new ManualClock()
})
afterEach(() => directory.close())

async function probeOver(transport: HostTransport): Promise<HostProbe> {
  const { id } = directory.addHost('alpha')
  return new HostProbe(
    await directory.goLive(id, daemon.connect(), { uri: 'qemu:///system', transport }),
    clock,
  )
}

function nodeStats() {
  daemon.answer(remote.nodeGetCpuStats, ({ nparams }) => ({
    nparams: 4,
    params:
      nparams === 0
        ? []
        : [
            { field: 'kernel', value: 10 },
            { field: 'user', value: 20 },
            { field: 'idle', value: 60 },
            { field: 'iowait', value: 10 },
          ],
  }))
  daemon.answer(remote.nodeGetMemoryStats, ({ nparams }) => ({
    nparams: 3,
    params:
      nparams === 0
        ? []
        : [
            { field: 'total', value: 1000 },
            { field: 'free', value: 100 },
            { field: 'cached', value: 200 },
          ],
  }))
}

test('of this machine itself reads the kernel’s files, without a process', async () => {
  const probe = await probeOver({ ...noShell, kind: 'local' })
  const counters = await probe.read(never, 5000)
  expect(counters).toMatchObject({ source: 'kernel' })
  expect(counters?.uptimeSeconds).toBeGreaterThan(0)
  expect(counters?.memoryTotalBytes).toBeGreaterThan(
    counters?.memoryAvailableBytes ?? Number.POSITIVE_INFINITY,
  )
})

describe('without a shell', () => {
  test('libvirt tells CPU and memory', async () => {
    nodeStats()
    const probe = await probeOver(noShell)
    expect(await probe.read(never, 5000)).toMatchObject({
      source: 'libvirt',
      cpu: { total: 100, idle: 60, iowait: 10, steal: 0 },
      memoryTotalBytes: 1000 * 1024,
      memoryAvailableBytes: 300 * 1024,
      load: null,
    })
  })

  test('a driver that tells nothing leaves a gap', async () => {
    daemon.answer(remote.nodeGetCpuStats, () => {
      throw new Refusal(errorCode.noSupport)
    })
    const probe = await probeOver(noShell)
    expect(await probe.read(never, 5000)).toBeNull()
  })
})

test('a shell that fails again and again is left alone for a while, and tried again then', async () => {
  nodeStats()
  let asked = 0
  const probe = await probeOver({
    ...noShell,
    kind: 'ssh',
    exec: async () => {
      asked++
      throw new AppError('channel.refused', 'no sessions')
    },
  })
  for (let time = 0; time < 10; time++)
    expect(await probe.read(never, 5000)).toMatchObject({ source: 'libvirt' })
  expect(asked).toBe(3)
  clock.advance(6 * 60_000)
  await probe.read(never, 5000)
  expect(asked).toBe(4)
})

test('a login shell that prints something else is like none', async () => {
  nodeStats()
  const stdout = 'This account is currently not available.\n'
  const probe = await probeOver({
    ...noShell,
    kind: 'ssh',
    exec: async () => ({ stdout, stderr: '', code: 1, truncated: false }),
  })
  expect(await probe.read(never, 5000)).toMatchObject({ source: 'libvirt' })
})

test('an abort is the caller’s to hear', async () => {
  const end = new AbortController()
  const probe = await probeOver({
    ...noShell,
    kind: 'ssh',
    exec: async (_command, { signal }) => {
      end.abort()
      signal.throwIfAborted()
      throw new Error('not reached')
    },
  })
  await expect(probe.read(end.signal, 5000)).rejects.toThrow()
})
