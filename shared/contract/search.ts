import { z } from 'zod'
import { HostId, MachineKey } from '../ids.ts'
import { procedure } from './procedure.ts'

/** Groups of results, in the order in which they are shown. */
export const searchKinds = ['machine', 'host', 'volume', 'network', 'pool', 'snapshot', 'xml'] as const
export const SearchKind = z.enum(searchKinds)
export type SearchKind = z.infer<typeof SearchKind>

/** Where in an object the text was found. */
export const searchFields = [
  'name',
  'uuid',
  'title',
  'description',
  'tag',
  'mac',
  'address',
  'source',
  'disk',
  'serial',
  'target',
  'uri',
  'hostname',
  'path',
  'key',
  'bridge',
  'xml',
] as const
export const SearchField = z.enum(searchFields)
export type SearchField = z.infer<typeof SearchField>

/** One object that holds the text, with the line that does. */
export const SearchHit = z.object({
  kind: SearchKind,
  /** What the object is called. */
  name: z.string(),
  hostId: HostId,
  host: z.string(),
  /** The machine that it is or belongs to. */
  key: MachineKey.nullable(),
  /** The pool of a volume. */
  pool: z.string().nullable(),
  field: SearchField,
  /** The line, cut around the match where it is long. */
  text: z.string(),
  /** Where in `text` the match stands, UTF-16 offsets; both 0 where it can't be marked. */
  from: z.number().int(),
  to: z.number().int(),
  /** Number of the line in the definition, from 1; null outside XML. */
  line: z.number().int().nullable(),
  stale: z.boolean(),
})
export type SearchHit = z.infer<typeof SearchHit>

export const SearchGroup = z.object({
  kind: SearchKind,
  hits: z.array(SearchHit),
  /** There are more than were asked for. */
  more: z.boolean(),
})
export type SearchGroup = z.infer<typeof SearchGroup>

/** XML is searched for texts of this length and longer: what is shorter is on nearly every line. */
export const XML_SEARCH_MIN = 3

export const search = {
  /** Everything that holds the text, in any case, by kind; a text is plain, nothing in it is syntax. Kinds that the caller may not read are absent. */
  run: procedure('domain.read')
    .input(z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ groups: z.array(SearchGroup) })),
}
