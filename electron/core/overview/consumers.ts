import type { Consumer, FleetOverview } from '../../../shared/contract/overview.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'

type Metric = keyof FleetOverview['top']
const metrics: readonly Metric[] = ['cpu', 'memory', 'disk', 'net']

/** How fast the order follows: a spike of one tick does not move a machine to the top and away again. */
const FOLLOW = 0.4
/** A value that did not come again for so long says nothing of now. */
const FORGET_MS = 90_000

interface Track {
  atMs: Record<Metric, number>
  smooth: Record<Metric, number>
  last: Record<Metric, number>
}

/** What a sample says of each metric: host cores, resident bytes, bytes per second both ways; null where not measured. */
export function measuresOf(sample: MachineSample): Record<Metric, number | null> {
  const both = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0))
  return {
    cpu: sample.cpuCores,
    memory: sample.memoryRssBytes,
    disk: both(sample.diskReadBytesPerSecond, sample.diskWriteBytesPerSecond),
    net: both(sample.netRxBytesPerSecond, sample.netTxBytesPerSecond),
  }
}

/** Who uses most, told from the ticks as they come. */
export class Consumers {
  readonly #tracks = new Map<MachineKey, Track>()

  /** Takes the machines of a tick. */
  tick(samples: readonly MachineSample[]): void {
    for (const sample of samples) this.#take(sample)
  }

  /** The first of each metric, those that use nothing left out. `find` gives the machine, or null where it is not looked at. */
  top(
    count: number,
    nowMs: number,
    find: (key: MachineKey) => Machine | null,
  ): Record<Metric, Omit<Consumer, 'spark'>[]> {
    const best: Record<Metric, { key: MachineKey; smooth: number; value: number }[]> = {
      cpu: [],
      memory: [],
      disk: [],
      net: [],
    }
    for (const [key, track] of this.#tracks) {
      if (metrics.every(metric => nowMs - track.atMs[metric] > FORGET_MS)) {
        this.#tracks.delete(key)
        continue
      }
      for (const metric of metrics) {
        if (nowMs - track.atMs[metric] > FORGET_MS || track.smooth[metric] <= 0) continue
        insert(best[metric], { key, smooth: track.smooth[metric], value: track.last[metric] }, count, find)
      }
    }
    const shown = (metric: Metric) =>
      best[metric].flatMap(({ key, value }) => {
        const machine = find(key)
        return machine ? { key, name: machine.name, host: machine.host, value } : []
      })
    return { cpu: shown('cpu'), memory: shown('memory'), disk: shown('disk'), net: shown('net') }
  }

  #take(sample: MachineSample): void {
    const measures = measuresOf(sample)
    let track = this.#tracks.get(sample.key)
    for (const metric of metrics) {
      const value = measures[metric]
      if (value === null) continue
      track ??= this.#made(sample.key)
      const known = Number.isFinite(track.atMs[metric])
      track.smooth[metric] = known ? track.smooth[metric] * (1 - FOLLOW) + value * FOLLOW : value
      track.last[metric] = value
      track.atMs[metric] = sample.atMs
    }
  }

  #made(key: MachineKey): Track {
    const never = Number.NEGATIVE_INFINITY
    const made: Track = {
      atMs: { cpu: never, memory: never, disk: never, net: never },
      smooth: { cpu: 0, memory: 0, disk: 0, net: 0 },
      last: { cpu: 0, memory: 0, disk: 0, net: 0 },
    }
    this.#tracks.set(key, made)
    return made
  }
}

/** Keeps the best in order; asks whether a machine is looked at only where it would be among them. */
function insert<Row extends { key: MachineKey; smooth: number }>(
  best: Row[],
  row: Row,
  count: number,
  find: (key: MachineKey) => Machine | null,
): void {
  if (best.length >= count && row.smooth <= (best.at(-1)?.smooth ?? 0)) return
  if (find(row.key) === null) return
  const at = best.findIndex(other => other.smooth < row.smooth)
  best.splice(at < 0 ? best.length : at, 0, row)
  if (best.length > count) best.pop()
}
