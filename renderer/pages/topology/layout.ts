import type { DrawnEdge, DrawnNode, Picture } from './picture.ts'

/** A drawn node with its place; the box's upper left corner, in the picture's own units. */
export interface Placed {
  node: DrawnNode
  x: number
  y: number
  width: number
  height: number
}

/** A line from one box's side to another's. */
export interface Line {
  edge: DrawnEdge
  x1: number
  y1: number
  x2: number
  y2: number
}

export interface Layout {
  placed: readonly Placed[]
  byId: ReadonlyMap<string, Placed>
  lines: readonly Line[]
  width: number
  height: number
}

/** From one row's top to the next one's. */
export const ROW = 30
export const BOX = 24
const GAP_X = 48
const GAP_HOSTS = ROW
const widths: Record<DrawnNode['kind'], number> = {
  site: 130,
  host: 150,
  bridge: 150,
  network: 150,
  device: 150,
  nic: 140,
  machine: 170,
  group: 170,
  disk: 100,
  volume: 160,
  pool: 150,
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
type Neighbours = ReadonlyMap<string, readonly string[]>

function neighbours(edges: readonly DrawnEdge[], direction: 'next' | 'before'): Map<string, string[]> {
  const map = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const [key, value] = direction === 'next' ? [from, to] : [to, from]
    const list = map.get(key)
    if (list) list.push(value)
    else map.set(key, [value])
  }
  return map
}

/** How many nodes of one kind stand in a row before each: nested sites, networks on bridges, volumes on volumes. */
function depths(
  nodes: readonly DrawnNode[],
  kinds: ReadonlySet<DrawnNode['kind']>,
  before: Neighbours,
): Map<string, number> {
  const own = new Map(nodes.filter(({ kind }) => kinds.has(kind)).map(node => [node.id, node]))
  const found = new Map<string, number>()
  const depth = (id: string, path: ReadonlySet<string>): number => {
    const known = found.get(id)
    if (known !== undefined) return known
    let deepest = 0
    for (const above of before.get(id) ?? [])
      if (own.has(above) && !path.has(above))
        deepest = Math.max(deepest, depth(above, new Set([...path, above])) + 1)
    found.set(id, deepest)
    return deepest
  }
  for (const id of own.keys()) depth(id, new Set([id]))
  return found
}

const segments: ReadonlySet<DrawnNode['kind']> = new Set(['bridge', 'network', 'device'])

/** The column of each node: site, host, network, NIC, machine, disk, volume, pool from the start to the end. */
export function columnsOf({ nodes, edges }: Pick<Picture, 'nodes' | 'edges'>): Map<string, number> {
  const before = neighbours(edges, 'before')
  const next = neighbours(edges, 'next')
  const sites = depths(nodes, new Set(['site']), before)
  const networks = depths(nodes, segments, before)
  // A base stands farther from the machine than what is built upon it.
  const volumes = depths(nodes, new Set(['volume']), next)
  const most = (map: ReadonlyMap<string, number>) => Math.max(0, ...map.values())
  const host = most(sites) + 1
  const network = host + 1
  const nic = network + most(networks) + 1
  const volume = nic + 3
  const column = (node: DrawnNode): number => {
    switch (node.kind) {
      case 'site':
        return sites.get(node.id) ?? 0
      case 'host':
        return host
      case 'network':
      case 'bridge':
      case 'device':
        return network + (networks.get(node.id) ?? 0)
      case 'nic':
        return nic
      case 'machine':
      case 'group':
        return nic + 1
      case 'disk':
        return nic + 2
      case 'volume':
        return volume + (volumes.get(node.id) ?? 0)
      case 'pool':
        return volume + most(volumes) + 1
    }
  }
  return new Map(nodes.map(node => [node.id, column(node)]))
}

/**
 * Places as near as can be to where each wants to be, in that order, at least `pitch` apart: the pools of
 * neighbours that got in each other's way are moved together (isotonic regression), so nothing drifts.
 */
export function spread(wanted: readonly number[], pitch: number): number[] {
  const blocks: { sum: number; count: number }[] = []
  wanted.forEach((want, at) => {
    blocks.push({ sum: want - at * pitch, count: 1 })
    for (;;) {
      const last = blocks.at(-1)
      const previous = blocks.at(-2)
      if (!last || !previous || previous.sum / previous.count <= last.sum / last.count) break
      blocks.pop()
      previous.sum += last.sum
      previous.count += last.count
    }
  })
  return blocks
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((place, at) => place + at * pitch)
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** What leads to very many stands near the first of them, where a person begins to read. */
const NEAR_FIRST = 6 * ROW
const among = (values: readonly number[]): number => Math.min(mean(values), Math.min(...values) + NEAR_FIRST)

/** Hosts in the order of the tree of sites: each site's hosts together, by name. */
function hostOrder(picture: Picture, before: Neighbours): string[] {
  const labels = new Map(picture.nodes.map(node => [node.id, node.label]))
  const path = (id: string): string => {
    const names: string[] = []
    const seen = new Set<string>()
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = before.get(at)?.[0]) {
      seen.add(at)
      names.unshift(labels.get(at) ?? '')
    }
    return names.join('\n')
  }
  return picture.nodes
    .filter(({ kind }) => kind === 'host')
    .map(({ id }) => ({ id, path: path(id) }))
    .toSorted((a, b) => order.compare(a.path, b.path))
    .map(({ id }) => id)
}

/** The first network, bridge or device that a machine hangs on, also where NICs are not drawn; last of all where it has none. */
function segmentName(id: string, nodes: ReadonlyMap<string, DrawnNode>, before: Neighbours): string {
  for (const above of before.get(id) ?? []) {
    for (const at of [above, ...(before.get(above) ?? [])]) {
      const node = nodes.get(at)
      if (node && segments.has(node.kind)) return node.label
    }
  }
  return '\uffff'
}

/** Rows of the machines of one host, groups after single machines, in the order of their networks and names. */
function machinesOf(picture: Picture, before: Neighbours): Map<string, DrawnNode[]> {
  const nodes = new Map(picture.nodes.map(node => [node.id, node]))
  const byHost = new Map<string, DrawnNode[]>()
  for (const node of picture.nodes) {
    if (node.kind !== 'machine' && node.kind !== 'group') continue
    const host = `host/${node.hostId}`
    const list = byHost.get(host)
    if (list) list.push(node)
    else byHost.set(host, [node])
  }
  const names = new Map([...byHost.values()].flat().map(({ id }) => [id, segmentName(id, nodes, before)]))
  const rank = (node: DrawnNode) => (node.kind === 'group' ? 1 : 0)
  const segment = (node: DrawnNode) => names.get(node.id) ?? ''
  for (const list of byHost.values())
    list.sort(
      (a, b) =>
        rank(a) - rank(b) ||
        order.compare(segment(a), segment(b)) ||
        order.compare(a.label, b.label) ||
        order.compare(a.id, b.id),
    )
  return byHost
}

/** How many nodes of each host stand in each column, the host itself aside. */
function countsOf(picture: Picture, columns: ReadonlyMap<string, number>): Map<string, Map<number, number>> {
  const counts = new Map<string, Map<number, number>>()
  for (const { id, hostId, kind } of picture.nodes) {
    if (hostId === null || kind === 'host') continue
    const host = `host/${hostId}`
    const own = counts.get(host) ?? new Map<number, number>()
    const column = columns.get(id) ?? 0
    counts.set(host, own.set(column, (own.get(column) ?? 0) + 1))
  }
  return counts
}

/** The middle of every node's row. Machines come first, each as high as its NICs and disks; the rest follows them. */
function heights(picture: Picture, columns: ReadonlyMap<string, number>): Map<string, number> {
  const before = neighbours(picture.edges, 'before')
  const next = neighbours(picture.edges, 'next')
  const y = new Map<string, number>()
  const kinds = new Map(picture.nodes.map(node => [node.id, node.kind]))
  const machines = machinesOf(picture, before)
  const counts = countsOf(picture, columns)
  let top = 0
  for (const host of hostOrder(picture, before)) {
    const start = top
    for (const { id } of machines.get(host) ?? []) {
      const parts = (before.get(id) ?? []).filter(
        part => kinds.get(part) === 'nic' || kinds.get(part) === 'disk',
      )
      const nics = parts.filter(part => kinds.get(part) === 'nic')
      const disks = parts.filter(part => kinds.get(part) === 'disk')
      const rows = Math.max(1, nics.length, disks.length)
      for (const list of [nics, disks])
        for (const [at, part] of list.entries()) y.set(part, top + (at + (rows - list.length) / 2) * ROW)
      y.set(id, top + ((rows - 1) / 2) * ROW)
      top += rows * ROW
    }
    // A host is as high as its longest column, also where machines are few.
    top = Math.max(top, start + Math.max(1, ...(counts.get(host)?.values() ?? [])) * ROW)
    y.set(`band ${host}`, Math.min((start + top - ROW) / 2, start + NEAR_FIRST))
    y.set(`end ${host}`, top - ROW)
    top += GAP_HOSTS
  }
  place(picture, columns, y, { next, before })
  return y
}

/** Everything that is not placed yet stands in the middle of what it leads to, column by column towards both ends. */
function place(
  picture: Picture,
  columns: ReadonlyMap<string, number>,
  y: Map<string, number>,
  { next, before }: { next: Neighbours; before: Neighbours },
): void {
  const byColumn = new Map<number, DrawnNode[]>()
  for (const node of picture.nodes) {
    const column = columns.get(node.id) ?? 0
    const list = byColumn.get(column)
    if (list) list.push(node)
    else byColumn.set(column, [node])
  }
  const machineColumn = picture.nodes.find(({ kind }) => kind === 'machine' || kind === 'group')
  const middle = machineColumn ? (columns.get(machineColumn.id) ?? 0) : 0
  const distance = (column: number) => Math.abs(column - middle)
  const sorted = [...byColumn.keys()].toSorted((a, b) => distance(a) - distance(b))
  for (const column of sorted) {
    const nodes = byColumn.get(column) ?? []
    const wants = nodes.map(node => {
      const known = y.get(node.id)
      if (known !== undefined) return { node, want: known }
      const band = y.get(`band host/${node.hostId}`)
      if (node.kind === 'host' && band !== undefined) return { node, want: band }
      const led = (next.get(node.id) ?? []).flatMap(id => y.get(id) ?? [])
      if (led.length > 0) return { node, want: among(led) }
      // What leads to nothing stands at the end of its host.
      const end = y.get(`end host/${node.hostId}`)
      const above = (before.get(node.id) ?? []).flatMap(id => y.get(id) ?? [])
      return { node, want: end ?? (above.length > 0 ? mean(above) : 0) }
    })
    wants.sort((a, b) => a.want - b.want || order.compare(a.node.label, b.node.label))
    const places = spread(
      wants.map(({ want }) => want),
      ROW,
    )
    for (const [at, { node }] of wants.entries()) y.set(node.id, places[at] ?? 0)
  }
}

/** Where everything stands: columns from site to pool, hosts one below the other, machines in the middle. */
export function layoutOf(picture: Picture): Layout {
  const columns = columnsOf(picture)
  const y = heights(picture, columns)
  const used = [...new Set(columns.values())].toSorted((a, b) => a - b)
  const columnWidth = new Map<number, number>()
  for (const node of picture.nodes) {
    const column = columns.get(node.id) ?? 0
    columnWidth.set(column, Math.max(columnWidth.get(column) ?? 0, widths[node.kind]))
  }
  const x = new Map<number, number>()
  let right = 0
  for (const column of used) {
    x.set(column, right)
    right += (columnWidth.get(column) ?? 0) + GAP_X
  }
  const lowest = Math.min(0, ...picture.nodes.map(({ id }) => y.get(id) ?? 0))
  const placed = picture.nodes.map((node): Placed => {
    const left = x.get(columns.get(node.id) ?? 0) ?? 0
    return { node, x: left, y: (y.get(node.id) ?? 0) - lowest, width: widths[node.kind], height: BOX }
  })
  const byId = new Map(placed.map(box => [box.node.id, box]))
  const lines = picture.edges.flatMap((edge): Line[] => {
    const [a, b] = [byId.get(edge.from), byId.get(edge.to)]
    if (!a || !b) return []
    const forward = a.x <= b.x
    return [
      {
        edge,
        x1: forward ? a.x + a.width : a.x,
        y1: a.y + a.height / 2,
        x2: forward ? b.x : b.x + b.width,
        y2: b.y + b.height / 2,
      },
    ]
  })
  return {
    placed,
    byId,
    lines,
    width: Math.max(0, right - GAP_X),
    height: Math.max(0, ...placed.map(box => box.y + box.height)),
  }
}

/** A line as an SVG path: level at both ends, so that lines into one box run together. */
export function linePath({ x1, y1, x2, y2 }: Line): string {
  const bend = Math.max(24, Math.abs(x2 - x1) / 2) * Math.sign(x2 - x1 || 1)
  return `M${r(x1)} ${r(y1)}C${r(x1 + bend)} ${r(y1)} ${r(x2 - bend)} ${r(y2)} ${r(x2)} ${r(y2)}`
}

const r = (value: number): number => Math.round(value * 10) / 10

/** Everything on the ways through a node, from where they begin to where they end. */
export function waysThrough({ edges }: Pick<Picture, 'edges'>, id: string): Set<string> {
  const walk = (direction: 'next' | 'before') => {
    const map = neighbours(edges, direction)
    const seen = new Set([id])
    for (const at of seen) for (const other of map.get(at) ?? []) seen.add(other)
    return seen
  }
  return new Set([...walk('before'), ...walk('next')])
}
