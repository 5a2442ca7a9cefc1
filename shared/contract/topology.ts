import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId } from '../ids.ts'
import { procedure } from './procedure.ts'
import { FleetScope } from './relations.ts'

export const nodeKinds = [
  'site',
  'host',
  'network',
  'bridge',
  'device',
  'nic',
  'machine',
  'disk',
  'volume',
  'pool',
] as const
export const NodeKind = z.enum(nodeKinds)
export type NodeKind = z.infer<typeof NodeKind>

/** One thing of the picture. */
export const GraphNode = z.object({
  id: z.string(),
  kind: NodeKind,
  label: z.string(),
  /** A few words more: a network's mode, a NIC's MAC address, a volume's format. */
  detail: z.string().nullable(),
  /** Host that it is on; null for sites. */
  hostId: HostId.nullable(),
  /** What its page is about: site, host, machine key, or the row's key of pool, volume, network or bridge. */
  ref: z.string().nullable(),
})
export type GraphNode = z.infer<typeof GraphNode>

/** One line of the picture, in the direction site → host → network → NIC → machine, or pool → volume → disk → machine. */
export const GraphEdge = z.object({ from: z.string(), to: z.string() })
export type GraphEdge = z.infer<typeof GraphEdge>

/** Most machines that one graph draws; of more it has the first by host and name, and says how many it left out. */
export const GRAPH_MACHINES_MAX = 2000

/** The fleet as nodes and edges: no cycle, every edge between two nodes of it. */
export const Graph = z.object({
  nodes: z.array(GraphNode),
  edges: z.array(GraphEdge),
  machines: z.number().int(),
  /** Machines left out beyond `GRAPH_MACHINES_MAX`. */
  leftOut: z.number().int(),
})
export type Graph = z.infer<typeof Graph>

/** A part of a graph on its way: nodes, and lines as the places of their ends among all nodes so far. */
export const GraphPart = z.object({
  /** A graph begins. */
  first: z.boolean(),
  nodes: z.array(GraphNode),
  edges: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** With the last part. */
  whole: Graph.pick({ machines: true, leftOut: true }).nullable(),
})
export type GraphPart = z.infer<typeof GraphPart>

/** Holds only what the caller may read. */
export const topology = {
  /** The whole graph in parts, at first and whenever anything of it is another; states come by the machines' and hosts' own streams. */
  watch: procedure('domain.read')
    .input(z.object({ scope: FleetScope }))
    .output(eventIterator(GraphPart)),
}
