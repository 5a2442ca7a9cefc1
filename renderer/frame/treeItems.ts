import type { HostId, SiteId } from '../../shared/ids.ts'
import type { HostView, Site } from '../../shared/models/host.ts'
import { isLive } from '../components/hostState.ts'
import type { Scope } from '../stores/address.ts'
import { type FleetState, fleetTree, type SiteNode } from '../stores/fleet.ts'
import { t } from '../words/index.ts'

/** One line of the rail's tree, in the order shown. */
export type TreeItem =
  | (Placed & { kind: 'fleet'; id: 'fleet'; hosts: number; live: number })
  | (Placed & { kind: 'site'; id: SiteId; site: Site; open: boolean; hosts: number; trouble: number })
  | (Placed & { kind: 'host'; id: HostId; host: HostView })

/** Where a line stands in the tree: its depth, and which one it is of how many beside it, from 1. */
interface Placed {
  level: number
  position: number
  siblings: number
}

/** The tree as the lines that are visible, folded sites left closed. */
export function treeItems(fleet: Pick<FleetState, 'sites' | 'hosts'>, closed: readonly string[]): TreeItem[] {
  const tree = fleetTree(fleet)
  const all = [...fleet.hosts.values()]
  const items: TreeItem[] = [
    {
      kind: 'fleet',
      id: 'fleet',
      level: 1,
      position: 1,
      siblings: 1,
      hosts: all.length,
      live: all.filter(host => isLive(host.state)).length,
    },
  ]
  const level = (depth: number, { sites, hosts }: { sites: SiteNode[]; hosts: HostView[] }) => {
    const siblings = sites.length + hosts.length
    sites.forEach((node, index) => {
      visit(node, { level: depth, position: index + 1, siblings })
    })
    hosts.forEach((each, index) => {
      const placed = { level: depth, position: sites.length + index + 1, siblings }
      items.push({ kind: 'host', id: each.record.id, ...placed, host: each })
    })
  }
  const visit = (node: SiteNode, placed: Placed) => {
    const below = hostsBelow(node)
    const open = !closed.includes(node.site.id)
    const trouble = below.filter(each => each.record.autoConnect && !isLive(each.state)).length
    items.push({
      kind: 'site',
      id: node.site.id,
      ...placed,
      site: node.site,
      open,
      hosts: below.length,
      trouble,
    })
    if (open) level(placed.level + 1, node)
  }
  level(2, tree)
  return items
}

const hostsBelow = (node: SiteNode): HostView[] => [...node.hosts, ...node.sites.flatMap(hostsBelow)]

/** The part of the fleet that a line stands for. */
export function scopeOf(item: TreeItem): Scope {
  switch (item.kind) {
    case 'fleet':
      return { kind: 'fleet' }
    case 'site':
      return { kind: 'site', id: item.id }
    case 'host':
      return { kind: 'host', id: item.id }
  }
}

/**
 * Where a key leads in the tree (WAI-ARIA tree pattern): another line by its index, or folding a site.
 * Null where the key means nothing here.
 */
export function treeKey(
  items: readonly TreeItem[],
  at: number,
  key: string,
): { to: number } | { fold: SiteId; open: boolean } | { unfold: SiteId[] } | null {
  const item = items[at]
  if (!item) return null
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(items.length - 1, at + 1) }
    case 'ArrowUp':
      return { to: Math.max(0, at - 1) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: items.length - 1 }
    case 'ArrowRight':
      if (item.kind === 'site' && !item.open) return { fold: item.id, open: true }
      return (items[at + 1]?.level ?? 0) > item.level ? { to: at + 1 } : null
    case 'ArrowLeft': {
      if (item.kind === 'site' && item.open) return { fold: item.id, open: false }
      const parent = items.slice(0, at).findLastIndex(each => each.level < item.level)
      return parent < 0 ? null : { to: parent }
    }
    case '*': {
      const beside = items.filter(each => each.level === item.level)
      const ids = beside.flatMap(each => (each.kind === 'site' && !each.open ? [each.id] : []))
      return ids.length > 0 ? { unfold: ids } : null
    }
    default: {
      if (key.length !== 1 || key === ' ') return null
      const rest = [...items.keys()].map(step => (at + 1 + step) % items.length)
      const found = rest.find(index => nameOf(items[index]).toLowerCase().startsWith(key.toLowerCase()))
      return found === undefined ? null : { to: found }
    }
  }
}

/** What a line is called. */
export const nameOf = (item: TreeItem | undefined): string =>
  item?.kind === 'site' ? item.site.name : item?.kind === 'host' ? item.host.record.name : t('frame.rail.all')
