import type { FleetEvent } from '../../../shared/contract/hosts.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'

/** What is wrong with a host, as tray and badge tell it; null while nothing is. */
export type HostTrouble = 'lost' | 'asks' | 'slow' | null

/** The fleet in numbers, and the hosts that need a person. */
export interface FleetSummary {
  /** Hosts that are meant to be connected. */
  wanted: number
  live: number
  runningMachines: number
  /** Those in trouble, by name. */
  troubled: { hostId: HostId; name: string; trouble: Exclude<HostTrouble, null> }[]
}

/** What is wrong with a host; one that a person disconnected, or that is being tried first, is in no trouble. */
export function troubleOf({ state }: Pick<HostView, 'state'>): HostTrouble {
  if (state.phase === 'degraded') return 'slow'
  if (state.phase === 'blocked') return state.question === null ? 'lost' : 'asks'
  return state.phase === 'waiting' ? 'lost' : null
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** The hosts as the core's stream tells them; the one place where the desktop keeps them. */
export class FleetPicture {
  readonly #hosts = new Map<HostId, HostView>()

  /** Takes an event in; answers the hosts that it is about, and whether it was the opening snapshot. */
  apply(event: FleetEvent): { hosts: HostView[]; gone: HostId[]; first: boolean } {
    switch (event.type) {
      case 'snapshot':
        this.#hosts.clear()
        for (const host of event.hosts) this.#hosts.set(host.record.id, host)
        return { hosts: event.hosts, gone: [], first: true }
      case 'hostChanged':
        this.#hosts.set(event.host.record.id, event.host)
        return { hosts: [event.host], gone: [], first: false }
      case 'hostRemoved':
        this.#hosts.delete(event.hostId)
        return { hosts: [], gone: [event.hostId], first: false }
      case 'sites':
        return { hosts: [], gone: [], first: false }
    }
  }

  /** Forgets every host; answers which they were. */
  clear(): HostId[] {
    const gone = [...this.#hosts.keys()]
    this.#hosts.clear()
    return gone
  }

  summary(): FleetSummary {
    const hosts = [...this.#hosts.values()]
    return {
      wanted: hosts.filter(host => host.state.phase !== 'disconnected').length,
      live: hosts.filter(({ state }) => state.phase === 'live' || state.phase === 'degraded').length,
      runningMachines: hosts.reduce((sum, host) => sum + host.runningCount, 0),
      troubled: hosts
        .flatMap(host => {
          const trouble = troubleOf(host)
          return trouble === null ? [] : [{ hostId: host.record.id, name: host.record.name, trouble }]
        })
        .sort((a, b) => byName.compare(a.name, b.name)),
    }
  }
}
