import type { HostId } from '../../../shared/ids.ts'
import type { Pool } from '../../../shared/models/resources.ts'
import { DomainXmlError, type PoolSource, parsePoolSource } from '../domainXml/index.ts'
import { type KnownHost, rowKeys } from './facts.ts'

/** The place that one pool, or several, stand on: what is free there is free for all of them. */
export interface PoolSpace {
  id: string
  /** True for storage over the network: its volumes are the same on every host that has it. */
  shared: boolean
  by: 'source' | 'filesystem' | null
  source: PoolSource | null
  /** The host that stands first. */
  first: HostId
  /** Rows of the pools on it. */
  pools: string[]
  hostIds: HostId[]
}

/** Two readings of one filesystem's free space lie at most this far apart, as a part of its size. */
const READINGS_APART = 0.02

/** What a definition says of where the pool's data is; null where it is the host's own or can't be read. */
export function sourceOf(xml: string | null): PoolSource | null {
  if (xml === null || xml === '') return null
  try {
    return parsePoolSource(xml)
  } catch (error) {
    if (error instanceof DomainXmlError) return null
    throw error
  }
}

/**
 * Directories of one host that lie on one filesystem: the same size to the byte and about as much free. Two
 * disks of one make can look alike when both are as good as empty; counting less is the smaller lie.
 */
function sameFilesystem(a: Pool, b: Pool): boolean {
  if (a.type !== 'dir' || b.type !== 'dir') return false
  if (a.capacityBytes === null || a.capacityBytes === 0 || a.capacityBytes !== b.capacityBytes) return false
  if (a.availableBytes === null || b.availableBytes === null) return false
  return Math.abs(a.availableBytes - b.availableBytes) <= a.capacityBytes * READINGS_APART
}

/** The space of every pool, by its row's key. */
export function poolSpaces(hosts: readonly KnownHost[]): Map<string, PoolSpace> {
  const spaces = new Map<string, PoolSpace>()
  const shared = new Map<string, PoolSpace>()
  for (const { hostId, pools } of hosts) {
    const directories: { pool: Pool; space: PoolSpace }[] = []
    for (const { value: pool, xml } of pools) {
      const key = rowKeys.pool(hostId, pool.name)
      const source = sourceOf(xml)
      const join = (space: PoolSpace, by: PoolSpace['by']) => {
        space.pools.push(key)
        space.by = by
        if (!space.hostIds.includes(hostId)) space.hostIds.push(hostId)
        spaces.set(key, space)
      }
      const beside = directories.find(other => sameFilesystem(other.pool, pool))
      const same = source ? shared.get(source.identity) : undefined
      if (same) join(same, 'source')
      else if (beside) join(beside.space, 'filesystem')
      else {
        const own: PoolSpace = {
          id: source ? source.identity : `${hostId} ${pool.name}`,
          shared: source !== null,
          by: null,
          source,
          first: hostId,
          pools: [key],
          hostIds: [hostId],
        }
        spaces.set(key, own)
        if (source) shared.set(source.identity, own)
        else directories.push({ pool, space: own })
      }
    }
  }
  return spaces
}
