import type { Graph, GraphPart } from './contract/topology.ts'

/** Nodes, and lines, of one part: what the window takes in at once without being held. */
const PART = 400

/** A picture in parts, in order. A line comes once both its ends have come, as their places in that order. */
export function* graphParts({ nodes, edges, machines, leftOut }: Graph, size = PART): Generator<GraphPart> {
  const places = new Map(nodes.map(({ id }, at) => [id, at]))
  const lines = edges
    .flatMap(({ from, to }): [number, number][] => {
      const [a, b] = [places.get(from), places.get(to)]
      return a === undefined || b === undefined ? [] : [[a, b]]
    })
    .toSorted((a, b) => Math.max(...a) - Math.max(...b))
  let sent = 0
  let drawn = 0
  do {
    const part: GraphPart = {
      first: sent === 0 && drawn === 0,
      nodes: nodes.slice(sent, sent + size),
      edges: [],
      whole: null,
    }
    sent += part.nodes.length
    for (let line = lines[drawn]; line !== undefined && Math.max(...line) < sent; line = lines[++drawn]) {
      if (part.edges.length === size) break
      part.edges.push(line)
    }
    if (sent === nodes.length && drawn === lines.length) part.whole = { machines, leftOut }
    yield part
  } while (sent < nodes.length || drawn < lines.length)
}

/** What came of a picture so far; a new one begins with its first part. */
export class GraphJoin {
  #nodes: Graph['nodes'] = []
  #edges: Graph['edges'] = []
  /** What the last part brought. */
  latest: Pick<Graph, 'nodes' | 'edges'> = { nodes: [], edges: [] }

  /** The whole picture with the last part, else null. */
  add({ first, nodes, edges, whole }: GraphPart): Graph | null {
    if (first) {
      this.#nodes = []
      this.#edges = []
    }
    for (const node of nodes) this.#nodes.push(node)
    const lines = edges.flatMap(([a, b]) => {
      const [from, to] = [this.#nodes[a]?.id, this.#nodes[b]?.id]
      return from === undefined || to === undefined ? [] : [{ from, to }]
    })
    for (const line of lines) this.#edges.push(line)
    this.latest = { nodes, edges: lines }
    return whole && { nodes: this.#nodes, edges: this.#edges, ...whole }
  }
}
