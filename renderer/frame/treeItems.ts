import type { HostId, SiteId } from '../../shared/ids.ts'
import type { HostView, Site } from '../../shared/models/host.ts'
import { isLive } from '../components/hostState.ts'
import type { Scope } from '../stores/address.ts'
import { type FleetState, fleetTree, type SiteNode } from '../stores/fleet.ts'

/** One line of the rail's tree, in the order shown. */
export type TreeItem =
  | { kind: 'fleet'; id: 'fleet'; level: 1; hosts: number; live: number }
  | { kind: 'site'; id: SiteId; level: number; site: Site; open: boolean; hosts: number; trouble: number }
  | { kind: 'host'; id: HostId; level: number; host: HostView }

/** The tree as the lines that are visible, folded sites left closed. */
export function treeItems(fleet: Pick<FleetState, 'sites' | 'hosts'>, closed: readonly string[]): TreeItem[] {
  const tree = fleetTree(fleet)
  const all = [...fleet.hosts.values()]
  const items: TreeItem[] = [
    {
      kind: 'fleet',
      id: 'fleet',
      level: 1,
      hosts: all.length,
      live: all.filter(host => isLive(host.state)).length,
    },
  ]
  const host = (level: number) => (each: HostView) => {
    items.push({ kind: 'host', id: each.record.id, level, host: each })
  }
  const visit = (level: number) => (node: SiteNode) => {
    const below = hostsBelow(node)
    const open = !closed.includes(node.site.id)
    const trouble = below.filter(each => each.record.autoConnect && !isLive(each.state)).length
    items.push({ kind: 'site', id: node.site.id, level, site: node.site, open, hosts: below.length, trouble })
    if (!open) return
    node.sites.forEach(visit(level + 1))
    node.hosts.forEach(host(level + 1))
  }
  tree.sites.forEach(visit(2))
  tree.hosts.forEach(host(2))
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
): { to: number } | { fold: SiteId; open: boolean } | null {
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
    default: {
      if (key.length !== 1 || key === ' ') return null
      const rest = [...items.keys()].map(step => (at + 1 + step) % items.length)
      const found = rest.find(index => nameOf(items[index]).toLowerCase().startsWith(key.toLowerCase()))
      return found === undefined ? null : { to: found }
    }
  }
}

const nameOf = (item: TreeItem | undefined): string =>
  item?.kind === 'site' ? item.site.name : item?.kind === 'host' ? item.host.record.name : 'All machines'
