import { expect, test } from 'vitest'
import { type Graph, GraphPart } from './contract/topology.ts'
import { GraphJoin, graphParts } from './graphParts.ts'

const node = (at: number): Graph['nodes'][number] => ({
  ...{ id: `node/${at}`, kind: 'machine', label: `m${at}`, detail: null, hostId: null, ref: null },
})

/** Nodes in a ring: the first line leads to the last node. */
function ring(count: number): Graph {
  const nodes = Array.from({ length: count }, (_, at) => node(at))
  const edges = nodes.map(({ id }, at) => ({ from: nodes.at(at - 1)?.id ?? id, to: id }))
  return { nodes, edges, machines: count, leftOut: 3 }
}

function joined(parts: readonly GraphPart[], join = new GraphJoin()): (Graph | null)[] {
  return parts.map(part => join.add(part))
}

test.each([0, 1, 4, 5, 23])('%i nodes come whole out of small parts, at the last of them', count => {
  const graph = ring(count)
  const parts = [...graphParts(graph, 5)]
  for (const part of parts) {
    expect(GraphPart.parse(part)).toEqual(part)
    expect(part.nodes.length).toBeLessThanOrEqual(5)
  }
  const graphs = joined(parts)
  expect(graphs.slice(0, -1)).toEqual(graphs.slice(0, -1).map(() => null))
  const last = graphs.at(-1)
  expect(last?.nodes).toEqual(graph.nodes)
  const lines = (of: Graph['edges'] = []) => of.map(({ from, to }) => `${from} ${to}`).toSorted()
  expect(lines(last?.edges)).toEqual(lines(graph.edges))
  expect([last?.machines, last?.leftOut]).toEqual([count, 3])
})

test('many lines between few nodes are divided too', () => {
  const nodes = Array.from({ length: 4 }, (_, at) => node(at))
  const edges = nodes.flatMap(({ id: from }) => nodes.map(({ id: to }) => ({ from, to })))
  const parts = [...graphParts({ nodes, edges, machines: 4, leftOut: 0 }, 5)]
  expect(Math.max(...parts.map(part => part.edges.length))).toBe(5)
  expect(joined(parts).at(-1)?.edges).toHaveLength(16)
})

test('a picture that begins anew forgets what came before; ends that are not there join nothing', () => {
  const [head] = graphParts(ring(12), 5)
  const join = new GraphJoin()
  expect(head && join.add(head)).toBeNull()
  expect(joined([...graphParts(ring(2), 5)], join).at(-1)?.nodes).toHaveLength(2)
  const odd: GraphPart = {
    first: true,
    nodes: [node(0)],
    edges: [[0, 7]],
    whole: { machines: 1, leftOut: 0 },
  }
  expect(join.add(odd)?.edges).toEqual([])
})
