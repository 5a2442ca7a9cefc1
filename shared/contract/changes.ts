import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId } from '../ids.ts'
import { Change } from '../models/change.ts'
import { procedure } from './procedure.ts'

/** How far a host's part of the story reaches. */
export const ChangesHost = z.object({
  hostId: HostId,
  host: z.string(),
  live: z.boolean(),
  /** When it was last seen; null if never. */
  asOfMs: z.number().nullable(),
})
export type ChangesHost = z.infer<typeof ChangesHost>

/** The snapshot comes first; `changed` adds changes and replaces those of the same id. */
export const ChangesEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    /** Newest first. */
    changes: z.array(Change),
    /** There are more than are told. */
    more: z.boolean(),
    /** When the oldest change that is kept was seen; what was before is not known. Null where none is kept. */
    beganMs: z.number().nullable(),
    hosts: z.array(ChangesHost),
  }),
  z.object({ type: z.literal('changed'), changes: z.array(Change), hosts: z.array(ChangesHost) }),
])
export type ChangesEvent = z.infer<typeof ChangesEvent>

const sinceMs = z.number().min(0)

export const changes = {
  /** What changed since then, and what changes from now on. */
  watch: procedure('domain.read').input(z.object({ sinceMs })).output(eventIterator(ChangesEvent)),
  /** The same once. */
  list: procedure('domain.read')
    .input(z.object({ sinceMs, hostId: HostId.optional() }))
    .output(z.object({ changes: z.array(Change), more: z.boolean(), beganMs: z.number().nullable() })),
  /**
   * The person looks now: tells when the visit before this one ended, null at the first. Looks that follow
   * each other within half an hour are one visit.
   */
  visit: procedure('settings.own').output(z.object({ lastVisitMs: z.number().nullable() })),
}
