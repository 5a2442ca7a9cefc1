import { setTimeout as sleep } from 'node:timers/promises'
import { loadavg } from 'node:os'
import type { ContractClient } from '../../shared/contract/client.ts'
import { CoreProcess } from './coreProcess.ts'
import type { Load, PlannedHost } from './coreRequests.ts'
import { atMost, type Figure, formatNumber } from './figure.ts'
import { watchAsWindow } from './window.ts'

/** After everything was loaded, the code that runs from now on is compiled and memory finds its level. */
const SETTLE_MS = 15_000
const MEASURE_MS = 30_000
/** On a busy computer hosts are asked less often; what is measured then is not what was meant. */
const SLOWED_MAX = 0.1
const ATTEMPTS = 4
const GOODBYE_MS = 500
const MEGABYTE = 1e6

/** The fleet that a core is measured on. */
export interface SteadyFleet {
  readonly hosts: readonly PlannedHost[]
  readonly identityFile: string
  /** On all hosts together. */
  readonly machines: number
  readonly tickMs: number
}

/** What must be reached, and what others were measured at. */
export interface SteadyBounds {
  readonly words: string
  readonly cpuPercent: number
  readonly delayMs: number
  readonly rssMegabytes: number
  readonly peers?: { readonly cpu: string; readonly delay: string; readonly rss: string }
}

/**
 * A core that does nothing but follow its hosts, with one window open on it. Beside it a process that does nothing
 * at all tells how much of the loop's delay is the computer's own.
 */
export async function measureCore(fleet: SteadyFleet, bounds: SteadyBounds): Promise<Figure[]> {
  await using core = await CoreProcess.open(fleet.hosts, fleet.identityFile)
  await using idle = await CoreProcess.start()
  await core.listed(180_000)
  const { machines } = await core.settled(300_000)
  if (machines !== fleet.machines) throw new Error(`${machines} machines are known`)
  const window = await core.connect()
  const end = new AbortController()
  try {
    const watched = await watchAsWindow(window.client, end.signal)
    for (let attempt = 1; ; attempt += 1) {
      await sleep(SETTLE_MS)
      const before = watched.ticks
      const [load, base] = await Promise.all([core.measure(MEASURE_MS), idle.measure(MEASURE_MS)])
      const slow = await slowedHosts(window.client, end.signal)
      const ticks = watched.ticks - before
      if (ticks >= (MEASURE_MS / fleet.tickMs) * 0.8 && slow <= fleet.hosts.length * SLOWED_MAX)
        return figures(load, base, bounds, ticks)
      if (attempt === ATTEMPTS)
        throw new Error(`the hosts answer too slowly for their tick (${slow} slowed, ${ticks} ticks seen)`)
    }
  } finally {
    end.abort()
    // Each stream says goodbye on the socket, which must be open for that.
    await sleep(GOODBYE_MS)
    await window.close()
  }
}

/** How many hosts are asked less often than wanted, because they take too long to answer. */
async function slowedHosts(client: ContractClient, signal: AbortSignal): Promise<number> {
  const ticks = await client.metrics.watch({ keys: null, hostIds: null, history: 0 }, { signal })
  const { value, done } = await ticks.next()
  await ticks.return()
  if (done === true || value.type !== 'snapshot') throw new Error('no snapshot of the samplers')
  return value.samplers.filter(({ slowed }) => slowed).length
}

function figures(load: Load, base: Load, bounds: SteadyBounds, ticks: number): Figure[] {
  const { words, peers } = bounds
  const busy = loadavg()[0] ?? 0
  const peer = (text: string | undefined) => (text === undefined ? {} : { peer: text })
  return [
    atMost(`${words}: CPU of the core`, load.cpuPercent, bounds.cpuPercent, '% of a core', {
      ...peer(peers?.cpu),
      note: `over ${MEASURE_MS / 1_000} s with a window open, which saw ${ticks} ticks`,
    }),
    atMost(`${words}: event-loop delay p99`, load.delayP99Ms, bounds.delayMs, 'ms', {
      ...peer(peers?.delay),
      note: `longest ${formatNumber(load.delayMaxMs)} ms; an idle process beside it: p99 ${formatNumber(base.delayP99Ms)} ms, longest ${formatNumber(base.delayMaxMs)} ms, at a load of ${busy.toFixed(1)}`,
    }),
    atMost(`${words}: memory`, load.rssBytes / MEGABYTE, bounds.rssMegabytes, 'MB', peer(peers?.rss)),
  ]
}
