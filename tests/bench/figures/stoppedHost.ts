import { setTimeout as sleep } from 'node:timers/promises'
import type { HostId } from '../../../shared/ids.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'
import { startLabFleet } from '../labFleet.ts'

/** The name that runs this figure alone. */
export const name = 'stopped-host'

const HOSTS = 20
const MACHINES = 20
const TICK_MS = 1_000
/** The sampler's first ticks are closer together on purpose. */
const SETTLE_MS = 4_000
const WATCH_MS = 20_000

/** When each host's ticks came, by the monotonic clock. */
type Ticks = Map<HostId, number[]>

/**
 * Twenty hosts over SSH, ticking every second; then one libvirtd is stopped (SIGSTOP) for as long as its
 * keepalive takes to notice and some attempts to fail. Compares the time from tick to tick of the other
 * nineteen before and during that.
 */
export async function run(): Promise<Figure[]> {
  const options = { tickMs: TICK_MS, backgroundTickMs: TICK_MS }
  await using fleet = await startLabFleet(HOSTS, { name: 'stopped', machines: MACHINES, options })
  const { core, lab, hostIds } = fleet
  let ticks: Ticks = new Map()
  const stop = core.sampler.onSample(tick => {
    ticks.set(tick.hostId, [...(ticks.get(tick.hostId) ?? []), performance.now()])
  })
  const unwatch = core.sampler.watch({ keys: null, hostIds: null }, () => undefined)
  const [stopped, ...others] = hostIds
  if (stopped === undefined) throw new Error('no host')
  try {
    await sleep(SETTLE_MS)
    const before = await watched(() => {
      ticks = new Map()
      return ticks
    }, others)
    lab.host(0).stopLibvirtd()
    const during = await watched(() => {
      ticks = new Map()
      return ticks
    }, others)
    const { phase, problem } = core.registry.session(stopped).state
    lab.host(0).contLibvirtd()
    if (phase === 'live') throw new Error('the stopped host was never noticed')
    return figures(before, during, `it was then ${phase}: ${problem?.message ?? ''}`)
  } finally {
    stop()
    unwatch()
  }
}

async function watched(begin: () => Ticks, hosts: readonly HostId[]): Promise<number[]> {
  const ticks = begin()
  await sleep(WATCH_MS)
  return hosts.flatMap(id => {
    const times = ticks.get(id) ?? []
    if (times.length < WATCH_MS / TICK_MS / 2) throw new Error(`only ${times.length} ticks of a healthy host`)
    return times.slice(1).map((time, index) => time - (times[index] ?? time))
  })
}

function figures(before: number[], during: number[], note: string): Figure[] {
  const late = (periods: number[]) => percentile(periods, 0.95)
  const ratio = (late(during) / late(before)) * 100
  const words = `p95 from tick to tick ${late(before).toFixed(0)} ms before, ${late(during).toFixed(0)} ms during; median ${median(before).toFixed(0)} and ${median(during).toFixed(0)} ms; ${note}`
  return [
    atMost(`one of ${HOSTS} hosts stopped: the others' time from tick to tick, of before`, ratio, 110, '%', {
      note: words,
    }),
    forTheRecord(
      `one of ${HOSTS} hosts stopped: longest time from tick to tick of the others`,
      Math.max(...during),
      'ms',
      `before: ${Math.max(...before).toFixed(0)} ms`,
    ),
  ]
}
