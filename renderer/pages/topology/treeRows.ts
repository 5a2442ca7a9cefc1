import type { Graph } from '../../../shared/contract/index.ts'
import { type GraphIndex, indexOf, keptNodes } from './picture.ts'

type GraphNode = Graph['nodes'][number]

/** One line of the tree. A node that several lead to stands below each of them, so lines are known by their way. */
export interface TreeRow {
  way: string
  node: GraphNode
  level: number
  /** Null for a leaf. */
  open: boolean | null
  parent: string | null
  /** Place among those below the same parent, from 1, and how many they are. */
  place: number
  of: number
}

/** Deeper than this no fleet goes; a hostile circle ends here. */
const LEVELS_MAX = 16
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const ranks = ['site', 'host', 'bridge', 'network', 'device', 'pool', 'volume', 'disk', 'nic', 'machine']

/** What the tree begins with, and what stands below each node, in reading order. */
export class TreeModel {
  readonly roots: readonly GraphNode[]
  readonly #index: GraphIndex
  readonly #kept: ReadonlySet<string> | null
  readonly #below = new Map<string, readonly GraphNode[]>()

  constructor(graph: Graph, machines: ReadonlySet<string> | null) {
    this.#index = indexOf(graph)
    this.#kept = keptNodes(this.#index, machines)
    this.roots = this.#sorted(
      graph.nodes.filter(
        ({ id, kind }) =>
          (kind === 'site' || kind === 'host') && (this.#index.before.get(id) ?? []).length === 0,
      ),
    )
  }

  below(id: string): readonly GraphNode[] {
    const known = this.#below.get(id)
    if (known) return known
    const nodes = (this.#index.next.get(id) ?? []).flatMap(next => this.#index.byId.get(next) ?? [])
    const sorted = this.#sorted(nodes)
    this.#below.set(id, sorted)
    return sorted
  }

  #sorted(nodes: readonly GraphNode[]): GraphNode[] {
    return nodes
      .filter(({ id }) => this.#kept === null || this.#kept.has(id))
      .toSorted((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind) || order.compare(a.label, b.label))
  }
}

/** The lines that are in view with these ways open; sites and hosts without an entry are as `openFirst` says. */
export function treeRows(
  model: TreeModel,
  folds: ReadonlyMap<string, boolean>,
  openFirst: (node: GraphNode) => boolean,
): TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (nodes: readonly GraphNode[], parent: string | null, level: number) => {
    for (const [at, node] of nodes.entries()) {
      const way = parent === null ? node.id : `${parent}\n${node.id}`
      const below = level < LEVELS_MAX ? model.below(node.id) : []
      const open = below.length === 0 ? null : (folds.get(way) ?? openFirst(node))
      rows.push({ way, node, level, open, parent, place: at + 1, of: nodes.length })
      if (open) walk(below, way, level + 1)
    }
  }
  walk(model.roots, null, 1)
  return rows
}

/** The line that a key goes to; null where the key is none of the tree's. */
export function treeStep(rows: readonly TreeRow[], way: string | null, key: string): string | null {
  const at = Math.max(
    0,
    rows.findIndex(row => row.way === way),
  )
  const row = rows[at]
  if (!row) return null
  switch (key) {
    case 'ArrowDown':
      return rows[at + 1]?.way ?? row.way
    case 'ArrowUp':
      return rows[at - 1]?.way ?? row.way
    case 'Home':
      return rows[0]?.way ?? null
    case 'End':
      return rows.at(-1)?.way ?? null
    case 'ArrowRight':
      return row.open ? (rows[at + 1]?.way ?? row.way) : null
    case 'ArrowLeft':
      return row.open ? null : row.parent
    default:
      return null
  }
}
