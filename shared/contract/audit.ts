import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey, PersonId, SiteId } from '../ids.ts'
import { procedure } from './procedure.ts'

export const auditResults = ['done', 'refused', 'failed', 'seen'] as const

/** Where it came from; `core`: by itself, or from outside. */
export const auditShells = ['desktop', 'headless', 'cli', 'test', 'core'] as const

/** One act, one refusal, or something that libvirt reported and nobody here had asked for (`seen`). */
export const AuditEntry = z.object({
  /** 1, 2, 3, … without a gap. */
  seq: z.number().int(),
  atMs: z.number(),
  personId: PersonId.nullable(),
  /** Name at the time; null for what happened outside NovaCron or by itself. */
  person: z.string().nullable(),
  /** Role of the grant that allowed it; null where none did. */
  role: z.string().nullable(),
  /** Under break-glass. */
  elevated: z.boolean(),
  shell: z.enum(auditShells),
  sessionId: z.string().nullable(),
  /** The procedure, `machines.operate`, or an event's word. */
  act: z.string(),
  permission: z.string().nullable(),
  siteId: SiteId.nullable(),
  hostId: HostId.nullable(),
  machine: MachineKey.nullable(),
  /** Site, host and machine by their names at the time. */
  object: z.string(),
  /** Parameters with every secret replaced; bounded. */
  parameters: z.record(z.string(), z.unknown()),
  result: z.enum(auditResults),
  /** Error code and words of what was refused or failed. */
  error: z.string().nullable(),
  durationMs: z.number().nullable(),
  /** Tasks that it began, or the act that an event followed from (`seq:17`). */
  correlation: z.array(z.string()),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditFilter = z.object({
  text: z.string().max(500).optional(),
  person: z.string().max(200).optional(),
  act: z.string().max(100).optional(),
  /** A part of the object's name. */
  object: z.string().max(500).optional(),
  shell: z.enum(auditShells).optional(),
  result: z.enum(auditResults).optional(),
  hostId: HostId.optional(),
  machine: MachineKey.optional(),
  sinceMs: z.number().optional(),
  untilMs: z.number().optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

/** What a verification found. */
export const AuditVerdict = z.object({
  entries: z.number().int(),
  /** Oldest and newest that are kept. */
  firstSeq: z.number().int().nullable(),
  lastSeq: z.number().int().nullable(),
  /** Everything up to and with this entry was pruned under signature; 0 for nothing. */
  prunedSeq: z.number().int(),
  /** The last entry's hash: noted down elsewhere it proves later that nothing before it was changed. */
  last: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
  /** Null where every entry, the order, and the signed heads agree. */
  problem: z
    .object({
      kind: z.enum(['edited', 'deleted', 'reordered', 'truncated', 'signature', 'checkpoint']),
      seq: z.number().int(),
      words: z.string(),
    })
    .nullable(),
  signedHeads: z.number().int(),
  /** Public key that signs the heads, `SHA256:…`; the same on every look, or somebody swapped it. */
  signer: z.string(),
  /** What became of the hash that was noted down elsewhere; null where none was given. */
  anchor: z.enum(['fits', 'differs', 'pruned', 'missing']).nullable(),
  durationMs: z.number(),
})
export type AuditVerdict = z.infer<typeof AuditVerdict>

/** How the log stands now. */
export const AuditStatus = z.object({
  lastSeq: z.number().int(),
  /** Why entries can't be written at the moment, in words; null where they can. */
  problem: z.string().nullable(),
  /** Null where entries are sent nowhere. */
  forward: z
    .object({
      target: z.string(),
      /** Handed to the network up to and with this entry. */
      sentSeq: z.number().int(),
      waiting: z.number().int(),
      /** Why it does not get through, in words; null while it does. */
      problem: z.string().nullable(),
    })
    .nullable(),
})
export type AuditStatus = z.infer<typeof AuditStatus>

/**
 * An export as it is written: what the file is called first, then its text piece by piece, and how many entries
 * it holds at the end. Without the end it is not whole.
 */
export const AuditExportEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begin'),
    mediaType: z.string(),
    fileName: z.string(),
    /** The reader may read a part of the log only, and this holds no more; the document says so itself. */
    part: z.boolean(),
  }),
  /** `count`: entries up to and with this piece. */
  z.object({ type: z.literal('text'), text: z.string(), count: z.number().int() }),
  z.object({ type: z.literal('end'), count: z.number().int() }),
])
export type AuditExportEvent = z.infer<typeof AuditExportEvent>

export const audit = {
  /** The newest first; `before` is the last `seq` of the page before. Only what one may read. */
  list: procedure('audit.read')
    .input(
      AuditFilter.extend({
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ entries: z.array(AuditEntry), more: z.boolean() })),
  /** New entries as they come. */
  watch: procedure('audit.read')
    .input(AuditFilter)
    .output(eventIterator(z.array(AuditEntry))),
  /**
   * Of the whole log, whoever asks: it tells numbers of entries and hashes, nothing of what they say.
   * `anchor`: an entry's hash as it was noted down elsewhere, held against the log too.
   */
  verify: procedure('audit.read')
    .input(
      z.object({
        anchor: z
          .object({ seq: z.number().int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })
          .optional(),
      }),
    )
    .output(AuditVerdict),
  /** How the log stands now: what keeps it from the disk, and whether the forwarding keeps up. */
  status: procedure('audit.read', 'installation').output(AuditStatus),
  /** Everything that fits and that one may read, oldest first, as it is at the beginning. */
  export: procedure('audit.read')
    .input(AuditFilter.extend({ format: z.enum(['jsonl', 'csv']) }))
    .output(eventIterator(AuditExportEvent)),
}
