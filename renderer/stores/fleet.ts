import { create } from 'zustand'
import type { FleetEvent } from '../../shared/contract/index.ts'
import { assertNever } from '../../shared/errors.ts'
import type { HostId, SiteId } from '../../shared/ids.ts'
import type { HostView, Site } from '../../shared/models/host.ts'
import type { FeedStatus } from '../api/subscribe.ts'
import { problemInWords } from '../words/problemWords.ts'

export interface FleetState {
  sites: readonly Site[]
  hosts: ReadonlyMap<HostId, HostView>
  /** False until the first snapshot is in. */
  ready: boolean
  /** The core has been gone for a while: everything here is as it last was. */
  lost: boolean
  feed: FeedStatus
}

export const emptyFleet: FleetState = {
  sites: [],
  hosts: new Map(),
  ready: false,
  lost: false,
  feed: { phase: 'opening', error: null },
}

/** Sites and hosts with their session states, kept by `hosts.watch`. */
export const useFleet = create<FleetState>()(() => emptyFleet)

/** The effect of a frame's events, in order. */
export function applyFleetEvents(state: FleetState, events: readonly FleetEvent[]): FleetState {
  let { sites, ready } = state
  let hosts = new Map(state.hosts)
  for (const event of events) {
    switch (event.type) {
      case 'snapshot':
        sites = event.sites
        hosts = new Map(event.hosts.map(host => [host.record.id, inWords(host)]))
        ready = true
        break
      case 'hostChanged':
        hosts.set(event.host.record.id, inWords(event.host))
        break
      case 'hostRemoved':
        hosts.delete(event.hostId)
        break
      case 'sites':
        sites = event.sites
        break
      default:
        assertNever(event)
    }
  }
  return { ...state, sites, hosts, ready }
}

/** The host with its problem in the window's language. */
function inWords(host: HostView): HostView {
  const { problem } = host.state
  const said = problem && problemInWords(problem)
  return said === problem ? host : { ...host, state: { ...host.state, problem: said } }
}

/** One line of the fleet's tree: a site with what is in it, hosts last. */
export interface SiteNode {
  site: Site
  sites: SiteNode[]
  hosts: HostView[]
}

/** The tree that the rail shows; hosts and sites whose parent is gone stand at the top. */
export function fleetTree({ sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>): {
  sites: SiteNode[]
  hosts: HostView[]
} {
  const nodes = new Map<SiteId, SiteNode>(sites.map(site => [site.id, { site, sites: [], hosts: [] }]))
  const top: { sites: SiteNode[]; hosts: HostView[] } = { sites: [], hosts: [] }
  for (const node of nodes.values()) {
    const parent = node.site.parentId === null ? undefined : nodes.get(node.site.parentId)
    ;(parent ?? top).sites.push(node)
  }
  for (const host of hosts.values()) {
    const { siteId } = host.record
    ;(siteId === null ? top : (nodes.get(siteId) ?? top)).hosts.push(host)
  }
  const order = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true })
  const sort = (node: { sites: SiteNode[]; hosts: HostView[] }) => {
    node.sites.sort((a, b) => order(a.site.name, b.site.name))
    node.hosts.sort((a, b) => order(a.record.name, b.record.name))
    node.sites.forEach(sort)
  }
  sort(top)
  return top
}

/** Every host at or below a site. */
export function hostsOfSite({ sites, hosts }: Pick<FleetState, 'sites' | 'hosts'>, siteId: SiteId): HostId[] {
  const wanted = new Set<SiteId>([siteId])
  let before = 0
  while (wanted.size !== before) {
    before = wanted.size
    for (const site of sites) if (site.parentId !== null && wanted.has(site.parentId)) wanted.add(site.id)
  }
  return [...hosts.values()]
    .filter(({ record }) => record.siteId !== null && wanted.has(record.siteId))
    .map(({ record }) => record.id)
}
