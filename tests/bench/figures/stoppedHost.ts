import { setTimeout as sleep } from 'node:timers/promises'
import type { Sampler } from '../../../electron/core/metrics/index.ts'
import type { HostId } from '../../../shared/ids.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'
import { startLabFleet } from '../labFleet.ts'

/** The name that runs this figure alone. */
export const name = 'stopped-host'

const HOSTS = 20
const MACHINES = 20
/** The default beat of hosts on screen. */
const TICK_MS = 2_000
/** The sampler's first ticks are closer together on purpose. */
const SETTLE_MS = 6_000
const WATCH_MS = 30_000
const TICKS_MIN = 4

/** One tick as it came: when, by the monotonic clock, and the interval it was due after. */
interface Tick {
  atMs: number
  intervalMs: number
}

/**
 * Twenty hosts over SSH at the default tick; then one libvirtd is stopped (SIGSTOP) for as long as its
 * keepalive takes to notice and some attempts to fail. Compares the time from tick to tick of the other
 * nineteen, as a share of the interval due, before and during that.
 */
export async function run(): Promise<Figure[]> {
  const options = { tickMs: TICK_MS, backgroundTickMs: TICK_MS }
  await using fleet = await startLabFleet(HOSTS, { name: 'stopped', machines: MACHINES, options })
  const { core, lab, hostIds } = fleet
  const [stopped, ...others] = hostIds
  if (stopped === undefined) throw new Error('no host')
  const unwatch = core.sampler.watch({ keys: null, hostIds: null }, () => undefined)
  try {
    await sleep(SETTLE_MS)
    const before = await watched(core.sampler, others)
    lab.host(0).stopLibvirtd()
    const during = await watched(core.sampler, others)
    const { phase, problem } = core.registry.session(stopped).state
    lab.host(0).contLibvirtd()
    if (phase === 'live') throw new Error('the stopped host was never noticed')
    return figures(before, during, `it was then ${phase}: ${problem?.message ?? ''}`)
  } finally {
    unwatch()
  }
}

/** Every time from tick to tick of the hosts in one stretch, in percent of the interval that was due. */
async function watched(sampler: Sampler, hosts: readonly HostId[]): Promise<number[]> {
  const ticks = new Map<HostId, Tick[]>(hosts.map(id => [id, []]))
  const stop = sampler.onSample(({ hostId }) => {
    const [state] = sampler.snapshot({ keys: [], hostIds: [hostId] }, 0).samplers
    ticks.get(hostId)?.push({ atMs: performance.now(), intervalMs: state?.intervalMs ?? TICK_MS })
  })
  await sleep(WATCH_MS)
  stop()
  return [...ticks.values()].flatMap(list => {
    if (list.length < TICKS_MIN) throw new Error(`only ${list.length} ticks of a healthy host`)
    return list.slice(1).map((tick, index) => {
      const last = list[index] ?? tick
      return ((tick.atMs - last.atMs) / last.intervalMs) * 100
    })
  })
}

function figures(before: number[], during: number[], note: string): Figure[] {
  const late = (periods: number[]) => percentile(periods, 0.95)
  const ratio = (late(during) / late(before)) * 100
  const words = `p95 from tick to tick ${late(before).toFixed(0)} % of the interval before, ${late(during).toFixed(0)} % during; median ${median(before).toFixed(1)} and ${median(during).toFixed(1)} %; ${note}`
  return [
    atMost(`one of ${HOSTS} hosts stopped: the others' time from tick to tick, of before`, ratio, 110, '%', {
      note: words,
    }),
    forTheRecord(
      `one of ${HOSTS} hosts stopped: longest time from tick to tick of the others, of the interval`,
      Math.max(...during),
      '%',
      `before: ${Math.max(...before).toFixed(0)} %`,
    ),
  ]
}
