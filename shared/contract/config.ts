import { z } from 'zod'
import { HostId, SiteId } from '../ids.ts'
import { procedure } from './procedure.ts'

/** Whose value it is: the installation's, a site's, or a host's. */
export const ConfigPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('installation') }),
  z.object({ kind: z.literal('site'), siteId: SiteId }),
  z.object({ kind: z.literal('host'), hostId: HostId }),
])
export type ConfigPlace = z.infer<typeof ConfigPlace>

/** One setting where it is asked for, with who decided its value. */
export const ConfigEntry = z.object({
  /** `section.name`, e.g. `connections.keepaliveSeconds`. */
  key: z.string(),
  section: z.string(),
  value: z.unknown(),
  /** Said here itself. */
  own: z.boolean(),
  /** What would hold if this place said nothing. */
  inherited: z.unknown(),
  /** Who says the inherited value, in words; null for the product's default. */
  from: z.string().nullable(),
  kind: z.enum(['flag', 'choice', 'number', 'text', 'list']),
  choices: z.array(z.string()).nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  unit: z.enum(['ms', 's', 'min', 'days', 'bytes']).nullable(),
  /** May also be said by a site or a host. */
  places: z.array(z.enum(['installation', 'site', 'host'])),
})
export type ConfigEntry = z.infer<typeof ConfigEntry>

const place = ConfigPlace.default({ kind: 'installation' })

export const config = {
  list: procedure('app.read').input(z.object({ place })).output(z.array(ConfigEntry)),
  /** `input.invalid` with `data.field` where the value does not fit; null takes the setting back. */
  set: procedure('settings.manage', { place: 'place' })
    .input(z.object({ place, key: z.string().max(200), value: z.unknown() }))
    .output(ConfigEntry),
  export: procedure('settings.manage', 'installation').output(
    z.object({ text: z.string(), fileName: z.string() }),
  ),
  /** What an exported document would change; nothing is changed unless `apply`. */
  import: procedure('settings.manage', 'installation')
    .input(z.object({ text: z.string().max(1_000_000), apply: z.boolean() }))
    .output(
      z.object({
        changes: z.array(
          z.object({ key: z.string(), place: z.string(), from: z.unknown(), to: z.unknown() }),
        ),
        problems: z.array(z.string()),
      }),
    ),
}
