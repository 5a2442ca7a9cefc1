import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routeInEnglish } from '../../../shared/route.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { oldestLibvirt, openHypervisor, versionText } from './hypervisor.ts'
import { patchedTransport } from './testing/patchedTransport.ts'

test('versions read as libvirt writes them', () => {
  expect(versionText(9_000_000)).toBe('9.0.0')
  expect(versionText(4_005_012)).toBe('4.5.12')
  expect(versionText(oldestLibvirt)).toBe('4.0.0')
})

const missing = libvirtdMissing()
/** connectGetLibVersion of remote_protocol.x. */
const GET_LIB_VERSION = 157

describe.skipIf(missing !== null)('opening a daemon', () => {
  let daemon: TestLibvirtd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  const open = async (
    patch: (frame: Buffer) => void,
    options: { uri?: string; signal?: AbortSignal } = {},
  ) => {
    const transport = patchedTransport(daemon.socket, GET_LIB_VERSION, patch)
    const stages: string[] = []
    try {
      const { libvirt, ...facts } = await openHypervisor(transport, {
        uri: options.uri ?? 'test:///default',
        readOnly: false,
        keepalive: { intervalMs: 5_000, count: 3 },
        timeoutMs: 2_000,
        signal: options.signal ?? new AbortController().signal,
        onStage: (stage, detail) =>
          stages.push(detail === undefined ? stage : `${stage}: ${routeInEnglish(detail)}`),
      })
      await libvirt.close()
      return { ...facts, stages }
    } finally {
      await transport.close()
    }
  }

  test('says what it is, stage by stage', async () => {
    const { driver, libvirtVersion, stages } = await open(() => undefined)
    expect(driver.toLowerCase()).toBe('test')
    expect(stages).toEqual([
      'libvirtOpen',
      'libvirtOpen: test:///default',
      'version',
      `version: libvirt ${versionText(libvirtVersion)}, ${driver}`,
    ])
  })

  test('one that is too old is refused by name', async () => {
    const old = open(frame => frame.writeBigUInt64BE(3_009_000n, 28))
    await expect(old).rejects.toMatchObject({ code: 'libvirt.tooOld', data: { version: '3.9.0' } })
  })

  test('a URI that the daemon has no driver for is libvirt’s own error, in words', async () => {
    const unknown = open(() => undefined, { uri: 'bhyve:///system' })
    await expect(unknown).rejects.toMatchObject({ code: 'libvirt.error', data: { stage: 'libvirtOpen' } })
  })

  test('a reply that breaks the protocol ends it with that name', async () => {
    const broken = open(frame => frame.writeUInt32BE(77, 24))
    await expect(broken).rejects.toMatchObject({ code: 'libvirt.protocol' })
  })

  test('gives up at once when it is cancelled', async () => {
    const stop = new AbortController()
    daemon.freeze()
    try {
      const opening = open(() => undefined, { signal: stop.signal })
      stop.abort()
      await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
    } finally {
      daemon.thaw()
    }
  })
})
