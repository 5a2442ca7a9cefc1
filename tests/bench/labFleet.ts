import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Core, createCore } from '../../electron/core/core.ts'
import { createLog } from '../../electron/core/log.ts'
import type { HostId } from '../../shared/ids.ts'
import type { HostOptions } from '../../shared/models/host.ts'
import { type Lab, MANY_URI, startManyHosts } from '../lab/index.ts'

/** A whole core, connected to every host of a lab of many. */
export interface LabFleet extends AsyncDisposable {
  readonly lab: Lab
  readonly core: Core
  /** The core's hosts, in the lab's order. */
  readonly hostIds: readonly HostId[]
}

/** Starts `count` hosts of libvirt's test driver and a core that is live on all of them. */
export async function startLabFleet(
  count: number,
  settings: { name: string; machines: number; options?: HostOptions },
): Promise<LabFleet> {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(await startManyHosts(count, { name: settings.name, machines: settings.machines }))
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const core = await createCore({ folder, shell: 'test', log: createLog('silent') })
  stack.defer(() => core.close())
  const hostIds = lab.hosts.map(host => {
    const record = core.registry.add({
      uri: host.uriFor(MANY_URI.test),
      name: host.name,
      acceptNewKeys: [host.hostKeyFingerprint],
      options: { identityFiles: [lab.identityFile], useAgent: false, ...settings.options },
    })
    return record.id
  })
  core.start()
  await untilAllLive(core, hostIds, 60_000)
  const parts = stack.move()
  return { lab, core, hostIds, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

/** Resolves as soon as every one of the hosts is live; rejects after `timeoutMs`, naming those that aren't. */
export async function untilAllLive(core: Core, hostIds: readonly HostId[], timeoutMs: number): Promise<void> {
  await untilEach(core, hostIds, timeoutMs, phase => phase === 'live')
}

/** Resolves as soon as no host is live or degraded any more. */
export async function untilNoneLive(
  core: Core,
  hostIds: readonly HostId[],
  timeoutMs: number,
): Promise<void> {
  await untilEach(core, hostIds, timeoutMs, phase => phase !== 'live' && phase !== 'degraded')
}

async function untilEach(
  core: Core,
  hostIds: readonly HostId[],
  timeoutMs: number,
  fits: (phase: string) => boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const left = () => hostIds.filter(id => !fits(core.registry.session(id).state.phase))
  const look = () => {
    if (left().length === 0) resolve()
  }
  const stop = core.registry.onHost(look)
  const timer = setTimeout(() => {
    const words = left().map(id => {
      const { phase, stage, problem } = core.registry.session(id).state
      return `${core.registry.get(id)?.name} ${phase} ${stage ?? ''} ${problem?.message ?? ''}`
    })
    reject(new Error(`not all hosts got there: ${words.join('; ')}`))
  }, timeoutMs)
  look()
  try {
    await promise
  } finally {
    stop()
    clearTimeout(timer)
  }
}
