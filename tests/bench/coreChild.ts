// One core in a process of its own, so that what is measured of it is its own: answers its parent's requests, one
// at a time or several at once, until it is told to close or its parent is gone.
import { Session } from 'node:inspector/promises'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCore } from '../../electron/core/core.ts'
import type { LiveHost } from '../../electron/core/hosts/live.ts'
import { LibvirtClient } from '../../electron/core/libvirt/index.ts'
import { createLog } from '../../electron/core/log.ts'
import { localSocketPath, serveLocalSocket } from '../../electron/shells/localSocket.ts'
import type { HostId } from '../../shared/ids.ts'
import { DELAY_RESOLUTION_MS, type CorePlan, type CoreRequest } from './coreRequests.ts'

type OpenCore = Awaited<ReturnType<typeof open>>

let opened: OpenCore | null = null

/** Calls that the server has answered, of all connections, refusals among them. */
let answered = 0
countAnswers()

process.on('disconnect', () => process.exit())
process.on('message', (message: CoreRequest) => {
  answer(message).then(
    result => process.send?.({ id: message.id, result }),
    (error: unknown) =>
      process.send?.({
        id: message.id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  )
})

async function answer(request: CoreRequest): Promise<unknown> {
  switch (request.ask) {
    case 'open':
      opened = await open(request.plan)
      return { hostIds: opened.hostIds, socket: opened.socket }
    case 'openedLibvirt':
      return { atMs: await theCore().openedLibvirt }
    case 'listed':
      return theCore().listed
    case 'defined':
      return { atMs: await theCore().defined }
    case 'volumesRead':
      return theCore().volumesRead
    case 'settled':
      return theCore().settled()
    case 'states':
      return theCore().states()
    case 'traffic':
      return theCore().traffic()
    case 'measure':
      return measure(request.ms, request.profile)
    case 'close':
      await opened?.close()
      process.disconnect()
      return null
  }
}

function theCore(): OpenCore {
  if (opened === null) throw new Error('no core is open')
  return opened
}

/** Opens the core, adds the hosts and starts; times are milliseconds since the start. */
async function open({ folder, hosts, identityFile }: CorePlan) {
  const core = await createCore({ folder, shell: 'test', log: createLog('silent') })
  const socket = localSocketPath(folder)
  const server = await serveLocalSocket(core, socket)
  const live = new Map<HostId, LiveHost>()
  const listed = Promise.withResolvers<{ atMs: number; machines: number; answered: number }>()
  const opening = Promise.withResolvers<number>()
  const defined = Promise.withResolvers<number>()
  let startedAt = 0
  const sinceStart = () => performance.now() - startedAt
  // Attached last, so told when the inventory has its list; what loads behind that has no answer yet.
  core.registry.attach({
    name: 'bench',
    onLive: async host => {
      live.set(host.hostId, host)
      if (live.size < hosts.length) return
      const all = [...core.inventory.machines()]
      const known = all.filter(({ state }) => state !== 'nostate')
      listed.resolve({ atMs: sinceStart(), machines: known.length, answered })
    },
  })
  core.registry.onHost(event => {
    if (event.type === 'state' && event.state.stage === 'version') opening.resolve(sinceStart())
  })
  const isDefined = () => {
    if (live.size < hosts.length) return
    for (const { definitionHash } of core.inventory.machines()) if (definitionHash === null) return
    stopLooking()
    defined.resolve(sinceStart())
  }
  const stopLooking = core.inventory.onChange(isDefined)
  const volumesRead = Promise.withResolvers<{ atMs: number; volumes: number }>()
  const stopAwaiting = core.inventory.onResources(() => {
    const all = hostIds.map(id => core.inventory.resources(id, 'volume'))
    if (all.some(({ asOfMs }) => asOfMs === null)) return
    stopAwaiting()
    volumesRead.resolve({ atMs: sinceStart(), volumes: all.flatMap(({ items }) => items).length })
  })
  const hostIds = hosts.map(host => {
    const { uri, name, fingerprint, options } = host
    return core.registry.add({
      uri,
      name,
      acceptNewKeys: [fingerprint],
      options: { identityFiles: [identityFile], useAgent: false, ...options },
    }).id
  })
  startedAt = performance.now()
  core.start()
  return {
    socket,
    hostIds,
    openedLibvirt: opening.promise,
    listed: listed.promise,
    defined: defined.promise,
    volumesRead: volumesRead.promise,
    async settled() {
      await listed.promise
      await Promise.all(hostIds.map(id => core.inventory.settled(id)))
      return { atMs: sinceStart(), machines: [...core.inventory.machines()].length }
    },
    states: () =>
      hostIds.flatMap(id => {
        const { phase, stage, problem } = core.registry.session(id).state
        const name = core.registry.get(id)?.name
        return phase === 'live' ? [] : [`${name} ${phase} ${stage ?? ''} ${problem?.message ?? ''}`]
      }),
    traffic() {
      const all = [...live.values()].map(({ libvirt }) => libvirt.traffic)
      const sum = (key: 'calls' | 'bytesIn' | 'bytesOut') => all.reduce((total, one) => total + one[key], 0)
      return {
        calls: sum('calls'),
        bytesIn: sum('bytesIn'),
        bytesOut: sum('bytesOut'),
        peakRssBytes: peakRssBytes(),
      }
    },
    async close() {
      await server.close()
      await core.close()
    },
  }
}

/** The most that was resident of this program; `resourceUsage` would count the process it was forked from. */
function peakRssBytes(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

/** Counts at the client's own two ways to ask, when an answer has come. */
function countAnswers(): void {
  const count = () => {
    answered += 1
  }
  const counted = <Ask extends (...given: never[]) => Promise<unknown>>(ask: Ask) =>
    new Proxy(ask, {
      apply(target, client, given) {
        const reply: Promise<unknown> = Reflect.apply(target, client, given)
        reply.then(count, count)
        return reply
      },
    })
  const { call, on } = LibvirtClient.prototype
  Object.defineProperty(LibvirtClient.prototype, 'call', { value: counted(call) })
  Object.defineProperty(LibvirtClient.prototype, 'on', { value: counted(on) })
}

/** What this process uses over some time: of one CPU core, of the event loop, of memory. */
async function measure(ms: number, profileTo: string | null) {
  const profiler = profileTo === null ? null : new Session()
  profiler?.connect()
  await profiler?.post('Profiler.enable')
  await profiler?.post('Profiler.start')
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  delay.enable()
  const cpu = process.cpuUsage()
  const beganAt = performance.now()
  let rssBytes = 0
  for (let left = Math.round(ms / 1_000); left > 0; left -= 1) {
    await sleep(1_000)
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss())
  }
  const elapsedMs = performance.now() - beganAt
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  if (profiler !== null && profileTo !== null) {
    const { profile } = await profiler.post('Profiler.stop')
    writeFileSync(join(profileTo, `core-${process.pid}.cpuprofile`), JSON.stringify(profile))
  }
  profiler?.disconnect()
  return {
    cpuPercent: (user + system) / 10 / elapsedMs,
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS),
    delayMaxMs: Math.max(0, delay.max / 1e6 - DELAY_RESOLUTION_MS),
    rssBytes,
  }
}
