import type { NodeKind } from '../../../shared/contract/topology.ts'
import type { Graph } from '../../../shared/contract/index.ts'

type GraphNode = Graph['nodes'][number]

/** One node as it is drawn: a thing of the fleet, or a group of machines that stand as one. */
export interface DrawnNode extends Omit<GraphNode, 'kind'> {
  kind: NodeKind | 'group'
  /** Machines inside a group or a closed host; 0 for everything else. */
  inside: number
  /** A group or a closed host can be opened, an opened one closed; null for what has nothing inside. */
  fold: 'closed' | 'open' | null
  /** What is opened or closed by it: itself, or the group of machines on an opened network. */
  folds: string
}

/** One line as it is drawn; `weight` lines of the graph run along it. */
export interface DrawnEdge {
  from: string
  to: string
  weight: number
}

/** What is drawn. */
export interface Picture {
  nodes: DrawnNode[]
  edges: DrawnEdge[]
  /** The id of the drawn node that stands for a node of the graph; a node that is not inside another stands for itself. */
  standsFor(id: string): string
}

/** Which machines and kinds are wanted, and what the person opened or closed. */
export interface Wanted {
  /** Machine keys that a query let through; null for all. */
  machines: ReadonlySet<string> | null
  hidden: ReadonlySet<NodeKind>
  folds: ReadonlyMap<string, boolean>
  /** The name of a group's box. */
  groupLabel(machines: number): string
}

/** Machines of one host on one network stand as one box from this many machines in the picture. */
export const GROUP_FROM = 40
/** Fewer machines than this are never a group. */
const GROUP_SIZE = 4
/** Hosts are closed at first from this many. */
export const CLOSE_HOSTS_FROM = 12

/** Nodes by id and their neighbours in both directions. */
export class GraphIndex {
  readonly byId = new Map<string, GraphNode>()
  readonly next = new Map<string, string[]>()
  readonly before = new Map<string, string[]>()

  constructor(graph?: GraphPiece) {
    if (graph) this.add(graph)
  }

  /** Takes in more of a graph; a line whose ends are not both there by then is none. */
  add({ nodes, edges }: GraphPiece): void {
    for (const node of nodes) this.byId.set(node.id, node)
    for (const { from, to } of edges) {
      if (!this.byId.has(from) || !this.byId.has(to)) continue
      add(this.next, from, to)
      add(this.before, to, from)
    }
  }
}

type GraphPiece = Pick<Graph, 'nodes' | 'edges'>

const indexes = new WeakMap<Graph, GraphIndex>()

/** Keeps what was made while the graph came. */
export function keepIndex(graph: Graph, index: GraphIndex): void {
  indexes.set(graph, index)
}

/** The index of a graph: made once, whatever is filtered, opened and closed in it, and however it is shown. */
export function indexOf(graph: Graph): GraphIndex {
  const known = indexes.get(graph)
  if (known !== undefined) return known
  const index = new GraphIndex(graph)
  indexes.set(graph, index)
  return index
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Everything that leads to some nodes or follows from them, themselves included; ends in circles too. */
export function reach(
  from: Iterable<string>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const seen = new Set<string>(from)
  // A set hands out what is added while it is walked.
  for (const id of seen) for (const next of neighbours.get(id) ?? []) seen.add(next)
  return seen
}

/** What is left of a graph where only some machines are wanted: they, and what they hang on. */
export function keptNodes(
  index: GraphIndex,
  machines: ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  if (machines === null) return null
  const roots = [...index.byId.values()].filter(
    ({ kind, ref }) => kind === 'machine' && ref !== null && machines.has(ref),
  )
  return reach(
    roots.map(({ id }) => id),
    index.before,
  )
}

/** The network, bridge or device of a machine's first NIC; what its group is named after. */
function segmentOf(index: GraphIndex, machine: string): string | null {
  for (const nic of index.before.get(machine) ?? []) {
    if (index.byId.get(nic)?.kind !== 'nic') continue
    const segment = index.before.get(nic)?.find(id => index.byId.get(id)?.kind !== 'host')
    if (segment !== undefined) return segment
  }
  return null
}

interface Box {
  id: string
  segment: string | null
  machines: string[]
}

/** Ids of the nodes of closed hosts by their hosts. */
type ClosedHosts = ReadonlyMap<string | null, string>

/** Machines of the hosts that are open by host and network; few are no box. */
function boxesOf(index: GraphIndex, machines: readonly GraphNode[], closed: ClosedHosts): Map<string, Box> {
  const boxes = new Map<string, Box>()
  if (machines.length < GROUP_FROM) return boxes
  for (const { id, hostId } of machines) {
    if (closed.has(hostId)) continue
    const segment = segmentOf(index, id)
    const box = `group/${hostId}/${segment ?? ''}`
    const known = boxes.get(box) ?? { id: box, segment, machines: [] }
    known.machines.push(id)
    boxes.set(box, known)
  }
  for (const [id, box] of boxes) if (box.machines.length < GROUP_SIZE) boxes.delete(id)
  return boxes
}

/** What a host has for itself goes with it when it is closed. Of a volume that is not said here: see `insideOf`. */
function closeHosts(
  index: GraphIndex,
  nodes: readonly GraphNode[],
  closed: ClosedHosts,
  owners: Map<string, string>,
): void {
  for (const { id, kind, hostId } of nodes) {
    if (kind === 'host' || kind === 'volume') continue
    const host = closed.get(hostId)
    if (host !== undefined && (kind !== 'pool' || hostsOf(index, id) < 2)) owners.set(id, host)
  }
}

const hostsOf = (index: GraphIndex, id: string): number =>
  (index.before.get(id) ?? []).filter(before => index.byId.get(before)?.kind === 'host').length

const isInsider = (kind: NodeKind | undefined): boolean =>
  kind === 'nic' || kind === 'disk' || kind === 'volume'

/**
 * What leads to machines of one box or closed host only, and to nothing else, is inside it, whosever it is; so a
 * volume that several hosts use is drawn also where all of them are closed.
 */
function insideOf(index: GraphIndex, nodes: readonly GraphNode[], owners: Map<string, string>): void {
  // How many of what a node leads to are known to be inside the same; it is looked at again when the next one is.
  const known = new Map<string, number>()
  const queue: string[] = []
  for (const { id, kind } of nodes) if (isInsider(kind)) queue.push(id)
  for (const id of queue) {
    if (owners.has(id)) continue
    const followers = index.next.get(id) ?? []
    const first = owners.get(followers[0] ?? '')
    if (first === undefined) continue
    let at = known.get(id) ?? 1
    while (at < followers.length && owners.get(followers[at] ?? '') === first) at++
    if (at < followers.length) {
      known.set(id, at)
      continue
    }
    owners.set(id, first)
    for (const before of index.before.get(id) ?? [])
      if (isInsider(index.byId.get(before)?.kind)) queue.push(before)
  }
}

/** What is drawn of a graph: filtered, hosts and groups of machines closed, hidden kinds passed over. */
export function pictureOf(whole: Graph, wanted: Wanted): Picture {
  const all = indexOf(whole)
  const kept = keptNodes(all, wanted.machines)
  const nodes = kept === null ? whole.nodes : whole.nodes.filter(({ id }) => kept.has(id))
  const index = kept === null ? all : new GraphIndex({ nodes, edges: whole.edges })
  const machines = nodes.filter(({ kind }) => kind === 'machine')
  const hosts = nodes.filter(({ kind }) => kind === 'host')
  const isClosed = (id: string, first: boolean) => wanted.folds.get(id) ?? first
  const manyHosts = hosts.length >= CLOSE_HOSTS_FROM && machines.length >= GROUP_FROM
  const closed: ClosedHosts = new Map(
    hosts.flatMap(({ id, hostId }) => (isClosed(id, manyHosts) ? [[hostId, id]] : [])),
  )
  const boxes = boxesOf(index, machines, closed)
  const owners = new Map<string, string>()
  for (const box of boxes.values())
    if (isClosed(box.id, true)) for (const machine of box.machines) owners.set(machine, box.id)
  if (closed.size > 0) closeHosts(index, nodes, closed, owners)
  // Without a box or a closed host nothing is inside anything.
  if (owners.size > 0) insideOf(index, nodes, owners)

  const inside = new Map<string | null, number>()
  for (const { hostId } of machines) inside.set(hostId, (inside.get(hostId) ?? 0) + 1)
  const opened = new Map<string, string>()
  for (const box of boxes.values())
    if (box.segment !== null && !isClosed(box.id, true)) opened.set(box.segment, box.id)
  const drawn: DrawnNode[] = []
  for (const node of nodes) {
    if (owners.has(node.id) || wanted.hidden.has(node.kind)) continue
    const isHost = node.kind === 'host' && inside.has(node.hostId)
    const isClosed = isHost && closed.has(node.hostId)
    const group = opened.get(node.id)
    drawn.push({
      ...node,
      inside: isClosed ? (inside.get(node.hostId) ?? 0) : 0,
      fold: isClosed ? 'closed' : isHost || group !== undefined ? 'open' : null,
      folds: group ?? node.id,
    })
  }
  if (!wanted.hidden.has('machine')) {
    for (const box of boxes.values()) {
      if (!isClosed(box.id, true)) continue
      const first = index.byId.get(box.machines[0] ?? '')
      const place = box.segment === null ? null : (index.byId.get(box.segment)?.label ?? null)
      drawn.push({
        id: box.id,
        kind: 'group',
        label: wanted.groupLabel(box.machines.length),
        detail: place,
        hostId: first?.hostId ?? null,
        ref: null,
        inside: box.machines.length,
        fold: 'closed',
        folds: box.id,
      })
    }
  }
  const there = new Set(drawn.map(({ id }) => id))
  return {
    nodes: drawn,
    edges: linesOf(whole.edges, index, owners, there),
    standsFor: id => owners.get(id) ?? id,
  }
}

/** Lines between what is drawn: many that run alike are one, and lines through hidden kinds run on to the next node. */
function linesOf(
  edges: Graph['edges'],
  index: GraphIndex,
  owners: ReadonlyMap<string, string>,
  there: ReadonlySet<string>,
): DrawnEdge[] {
  const lines = new Map<string, DrawnEdge>()
  const next = new Map<string, Map<string, number>>()
  for (const { from, to } of edges) {
    const a = owners.get(from) ?? from
    const b = owners.get(to) ?? to
    // Most lines of a large fleet run inside what is closed.
    if (a === b || !index.byId.has(from) || !index.byId.has(to)) continue
    const out = next.get(a) ?? new Map<string, number>()
    next.set(a, out)
    out.set(b, (out.get(b) ?? 0) + 1)
  }
  const line = (from: string, to: string, weight: number) => {
    const id = `${from}\n${to}`
    const known = lines.get(id)
    if (known) known.weight += weight
    else lines.set(id, { from, to, weight })
  }
  for (const from of next.keys()) {
    if (!there.has(from)) continue
    const passed = new Set<string>()
    const walk = (through: string) => {
      for (const [to, weight] of next.get(through) ?? []) {
        if (to === from) continue
        if (there.has(to)) line(from, to, weight)
        else if (!passed.has(to)) {
          passed.add(to)
          walk(to)
        }
      }
    }
    walk(from)
  }
  return [...lines.values()]
}
