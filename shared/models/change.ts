import { z } from 'zod'
import { HostId, MachineKey, SiteId } from '../ids.ts'
import { type ResourceKind, resourceKinds } from './resources.ts'

/** What a change is about; `definition` and `state` are a machine's, `machine` is its coming, going and naming. */
export const changeKinds = [
  'machine',
  'state',
  'definition',
  'pool',
  'volume',
  'network',
  'lease',
  'nodeDevice',
  'host',
] as const
export const ChangeKind = z.enum(changeKinds)
export type ChangeKind = z.infer<typeof ChangeKind>

/** Whether a change is about something that is stored of a host beside its machines. */
export const isResource = (kind: ChangeKind): kind is Extract<ChangeKind, ResourceKind> =>
  resourceKinds.some(each => each === kind)

const plain = z.union([z.string(), z.number(), z.boolean()]).nullable()

/** One fact that is another than before; null where it was or is not known. */
export const FieldChange = z.object({ field: z.string(), from: plain, to: plain })
export type FieldChange = z.infer<typeof FieldChange>

/** What is stored of a change. */
export const StoredChange = z.object({
  /** Grows with every row; a change that happened again keeps it. */
  id: z.number().int(),
  /** When it was seen (Unix ms). */
  atMs: z.number(),
  /** Until when the host last confirmed how it was before: it changed after this. Null where that is not known. */
  afterMs: z.number().nullable(),
  hostId: HostId,
  kind: ChangeKind,
  /** The subject within host and kind: a machine's UUID, a resource's key; empty for the host itself, and for many of a kind at once. */
  key: z.string(),
  /** The subject's name when it changed. */
  subject: z.string(),
  change: z.enum(['appeared', 'went', 'changed']),
  fields: z.array(FieldChange),
  /** More than 1 where the same changed again and again: `fields` then says how it began and how it ended. */
  times: z.number().int(),
})
export type StoredChange = z.infer<typeof StoredChange>

/** A change with what a list shows of its host. */
export const Change = StoredChange.extend({
  host: z.string(),
  siteId: SiteId.nullable(),
  /** The machine that it is about; null for everything else. */
  machine: MachineKey.nullable(),
  /** False where the subject is not in the inventory any more. */
  present: z.boolean(),
})
export type Change = z.infer<typeof Change>
