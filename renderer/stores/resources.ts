import { useEffect } from 'react'
import { create } from 'zustand'
import type { ResourcesEvent, WatchedKind } from '../../shared/contract/index.ts'
import { assertNever } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import { type Api, useApi } from '../api/client.ts'
import { type FeedStatus, subscribe } from '../api/subscribe.ts'

type HostEvent = Extract<ResourcesEvent, { type: 'host' }>
/** What a kind's items are. */
export type ItemOf<Kind extends WatchedKind> = Extract<HostEvent, { kind: Kind }>['items'][number]

/** All of one kind on one host, and how fresh it is. */
export interface HostItems<Kind extends WatchedKind> {
  items: readonly ItemOf<Kind>[]
  asOfMs: number | null
  stale: boolean
}

type ByKind = { [Kind in WatchedKind]: ReadonlyMap<HostId, HostItems<Kind>> }

export interface ResourcesState extends ByKind {
  /** Kinds of which the whole snapshot is in. */
  ready: ReadonlySet<ResourceStream>
  feeds: Readonly<Record<ResourceStream, FeedStatus>>
}

/** The streams that resources come by, each with its own right. */
export const resourceStreams = {
  storage: ['pool', 'volume'],
  networks: ['network', 'lease', 'interface'],
  devices: ['nodeDevice'],
  snapshots: ['snapshot'],
} as const satisfies Record<string, readonly WatchedKind[]>
export type ResourceStream = keyof typeof resourceStreams

const opening: FeedStatus = { phase: 'opening', error: null }

export const emptyResources: ResourcesState = {
  pool: new Map(),
  volume: new Map(),
  network: new Map(),
  lease: new Map(),
  nodeDevice: new Map(),
  interface: new Map(),
  snapshot: new Map(),
  ready: new Set(),
  feeds: { storage: opening, networks: opening, devices: opening, snapshots: opening },
}

/** Resources of every host by kind, kept while a page wants them. */
export const useResources = create<ResourcesState>()(() => emptyResources)

/** The effect of a frame's events of one stream, in order. */
export function applyResourcesEvents(
  state: ResourcesState,
  stream: ResourceStream,
  events: readonly ResourcesEvent[],
): ResourcesState {
  const next = { ...state }
  const copied = new Set<WatchedKind>()
  const of = <Kind extends WatchedKind>(kind: Kind) => {
    const before: ReadonlyMap<HostId, unknown> = next[kind]
    if (!copied.has(kind)) Object.assign(next, { [kind]: new Map(before) })
    copied.add(kind)
    return next[kind] as Map<HostId, HostItems<WatchedKind>>
  }
  for (const event of events) {
    switch (event.type) {
      case 'host': {
        const { items, asOfMs, stale } = event
        of(event.kind).set(event.hostId, { items, asOfMs, stale })
        break
      }
      case 'aged': {
        const known = of(event.kind).get(event.hostId)
        const { asOfMs, stale } = event
        of(event.kind).set(event.hostId, { items: known?.items ?? [], asOfMs, stale })
        break
      }
      case 'hostRemoved':
        for (const kind of resourceStreams[stream]) of(kind).delete(event.hostId)
        break
      case 'ready':
        next.ready = new Set([...next.ready, stream])
        break
      default:
        assertNever(event)
    }
  }
  return next
}

const open = ({ client }: Api, stream: ResourceStream, signal: AbortSignal) => {
  switch (stream) {
    case 'storage':
      return client.resources.watchStorage(undefined, { signal })
    case 'networks':
      return client.resources.watchNetworks(undefined, { signal })
    case 'devices':
      return client.resources.watchDevices(undefined, { signal })
    case 'snapshots':
      return client.resources.watchSnapshots(undefined, { signal })
  }
}

/** A page that is left for a moment finds its stream still there. */
const LINGER_MS = 30_000
const wanted = new Map<ResourceStream, { users: number; end: () => void; timer?: number }>()

function want(api: Api, stream: ResourceStream): () => void {
  const present = wanted.get(stream)
  window.clearTimeout(present?.timer)
  const entry = present ?? { users: 0, end: follow(api, stream) }
  entry.users++
  wanted.set(stream, entry)
  return () => {
    entry.users--
    if (entry.users > 0) return
    entry.timer = window.setTimeout(() => {
      entry.end()
      wanted.delete(stream)
    }, LINGER_MS)
  }
}

function follow(api: Api, stream: ResourceStream): () => void {
  return subscribe(api.core, {
    open: signal => open(api, stream, signal),
    apply: events => useResources.setState(state => applyResourcesEvents(state, stream, events)),
    status: feed => useResources.setState(({ feeds }) => ({ feeds: { ...feeds, [stream]: feed } })),
  })
}

/** Keeps a stream of resources open while the component is there; what it brings is in `useResources`. */
export function useResourceStream(stream: ResourceStream): void {
  const api = useApi()
  useEffect(() => want(api, stream), [api, stream])
}
