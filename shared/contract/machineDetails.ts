import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { MachineKey } from '../ids.ts'
import { DefinitionChange, HardwareGroup } from '../models/machineDetails.ts'
import { MachineDetailSample } from '../models/machineMetrics.ts'
import { SamplerState } from '../models/metrics.ts'
import { xmlFaults } from '../models/xmlFault.ts'
import { procedure } from './procedure.ts'

/**
 * Which text of a machine: a stored version by its hash, the configuration (`stored`), or without either
 * what is true now: the running definition of a machine that runs on a live host, else the configuration.
 */
export const DefinitionChoice = z.object({
  key: MachineKey,
  hash: z.string().max(64).optional(),
  stored: z.boolean().optional(),
})
export type DefinitionChoice = z.infer<typeof DefinitionChoice>

/** Where a definition came from. */
export const DefinitionSource = z.object({
  key: MachineKey,
  name: z.string(),
  host: z.string(),
  hash: z.string(),
  asOfMs: z.number(),
  /** The running definition, not the configuration. */
  running: z.boolean(),
})
export type DefinitionSource = z.infer<typeof DefinitionSource>

/** A text that could not be read as a domain: what is wrong, and where. */
export const UnreadableXml = z.object({
  code: z.enum(xmlFaults),
  /** What belongs into the words. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  line: z.number().int(),
  column: z.number().int(),
})

export type UnreadableXml = z.infer<typeof UnreadableXml>

export const Hardware = z.object({
  source: DefinitionSource,
  groups: z.array(HardwareGroup),
  /** Set instead of groups. */
  unreadable: UnreadableXml.nullable(),
})
export type Hardware = z.infer<typeof Hardware>

/** What is otherwise at the next boot; null where the machine does not run, or one of the two texts is not known. */
export const PendingChanges = z.object({
  changes: z.array(DefinitionChange).nullable(),
  more: z.boolean(),
})
export type PendingChanges = z.infer<typeof PendingChanges>

export const Compared = z.object({
  a: DefinitionSource,
  b: DefinitionSource,
  changes: z.array(DefinitionChange),
  /** There are more changes than are told here. */
  more: z.boolean(),
  /** Set where one of the two cannot be read: then only their texts can be compared. */
  unreadable: UnreadableXml.nullable(),
})
export type Compared = z.infer<typeof Compared>

/** The snapshot holds what was measured while somebody looked; then every tick. */
export const MachineDetailEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    samples: z.array(MachineDetailSample),
    sampler: SamplerState.nullable(),
  }),
  z.object({ type: z.literal('sample'), sample: MachineDetailSample }),
])
export type MachineDetailEvent = z.infer<typeof MachineDetailEvent>

/** Procedures of the machines area that read definitions. */
export const definitionProcedures = {
  hardware: procedure('domain.read', { machine: 'key' }).input(DefinitionChoice).output(Hardware),
  pending: procedure('domain.read', { machine: 'key' })
    .input(z.object({ key: MachineKey }))
    .output(PendingChanges),
  /** From `a` to `b`: versions, machines, or the same machine on another host. */
  compare: procedure('domain.read', { machine: 'a.key' }, { also: { machine: 'b.key' } })
    .input(z.object({ a: DefinitionChoice, b: DefinitionChoice }))
    .output(Compared),
}

/** Procedures of the metrics area about one machine's parts; they are sampled only while somebody watches. */
export const machineMetricsProcedures = {
  watchMachine: procedure('metrics.read', { machine: 'key' })
    .input(z.object({ key: MachineKey }))
    .output(eventIterator(MachineDetailEvent)),
}
