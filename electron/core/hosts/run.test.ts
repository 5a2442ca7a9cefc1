import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { systemClock } from '../clock.ts'
import { remote } from '../libvirt/index.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { JumpPool, openTransport } from '../transport/index.ts'
import { ConnectGate } from './gate.ts'
import type { AttachedPart, LiveHost } from './live.ts'
import { defaultOptions } from './options.ts'
import type { HostPlan } from './plan.ts'
import { HostRun, type RunParts } from './run.ts'
import { startBridge } from './testing/bridge.ts'
import { eventually } from './testing/sshHost.ts'

const missing = libvirtdMissing()

describe.skipIf(missing !== null)('one run', () => {
  let daemon: TestLibvirtd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  function begin(more: { parts?: AttachedPart[]; plan?: Partial<HostPlan>; open?: RunParts['open'] } = {}) {
    const gate = new ConnectGate(systemClock)
    const lives: LiveHost[] = []
    const stages: unknown[] = []
    const run = new HostRun({
      hostId: '00000000-0000-4000-8000-000000000001' as HostId,
      clock: systemClock,
      gate,
      pool: new JumpPool(),
      open: more.open ?? openTransport,
      parts: more.parts ?? [],
      rank: 0,
      plan: () => ({
        target: { kind: 'local', sockets: [daemon.socket] },
        remoteUri: 'test:///default',
        options: { ...defaultOptions, keepaliveSeconds: 1, keepaliveCount: 2, connectTimeoutMs: 2_000 },
        acceptNewKeys: false,
        decisions: [],
        credential: null,
        ...more.plan,
      }),
      questions: { hostKey: async () => 'refuse', secret: async () => null },
      prepare: () => undefined,
      transport: null,
      onPlan: () => undefined,
      onStage: stage => stages.push(stage),
      onReached: () => undefined,
      onLive: live => lives.push(live),
    })
    return { run, gate, lives, stages }
  }
  const codeOf = (error: unknown) => (error instanceof AppError ? error.code : error)

  test('a part that never finishes its first look is left when the run is stopped', async () => {
    let seen: LiveHost | undefined
    const part: AttachedPart = {
      name: 'endless',
      onLive: live => {
        seen = live
        return new Promise(() => undefined)
      },
    }
    const { run, gate, lives } = begin({ parts: [part] })
    await eventually('the part looks', () => seen !== undefined)
    expect(gate.taken).toBe(1)
    run.stop()
    expect(seen?.signal.aborted).toBe(true)
    const { error, transport } = await run.ended
    expect(codeOf(error)).toBe('cancelled')
    expect(transport).toBeNull()
    expect(lives).toEqual([])
    expect(gate.taken).toBe(0)
  })

  test('a link that breaks during the first look is the reason, not what the part says', async () => {
    await using bridge = await startBridge(daemon.socket)
    const part: AttachedPart = {
      name: 'looker',
      onLive: async ({ libvirt }) => {
        bridge.freeze()
        setTimeout(() => bridge.cut(), 50)
        await libvirt.call(remote.connectGetHostname, {})
      },
    }
    const { run } = begin({
      parts: [part],
      plan: { target: { kind: 'tcp', host: '127.0.0.1', port: bridge.port } },
    })
    expect(codeOf((await run.ended).error)).toBe('transport.closed')
  })

  test('parts look in the order they were attached, before it counts as live', async () => {
    const order: string[] = []
    const part = (name: string): AttachedPart => ({
      name,
      onLive: async live => {
        await live.libvirt.call(remote.connectGetHostname, {})
        order.push(name)
      },
    })
    const { run, lives, stages } = begin({ parts: [part('first'), part('second')] })
    await eventually('live', () => lives.length === 1)
    expect(order).toEqual(['first', 'second'])
    expect(stages.at(-1)).toBe('inventory')
    run.stop()
    await run.ended
  })

  test('a survivor proves itself, a silent one ends at once when it is asked to', async () => {
    await using bridge = await startBridge(daemon.socket)
    const options = { ...defaultOptions, keepaliveSeconds: 60 }
    const { run, lives } = begin({
      plan: { target: { kind: 'tcp', host: '127.0.0.1', port: bridge.port }, options },
    })
    await eventually('live', () => lives.length === 1)
    expect(await run.verify()).toBe(true)
    bridge.freeze()
    expect(await run.verify()).toBe(false)
    const { error, transport } = await run.ended
    expect(codeOf(error)).toBe('transport.closed')
    expect(transport).toBeNull()
    expect(await run.verify()).toBe(false)
    await eventually('the bridge carries nothing', () => bridge.open === 0)
  })

  test('a plan that can not be made is the run’s end, and its place is free again', async () => {
    const { run, gate } = begin({
      open: async () => {
        throw new AppError('uri.invalid', 'no')
      },
    })
    expect(codeOf((await run.ended).error)).toBe('uri.invalid')
    expect(gate.taken).toBe(0)
  })
})
