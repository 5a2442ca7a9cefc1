import { z } from 'zod'
import { HostId, SiteId } from '../ids.ts'
import type { Permission } from '../permissions.ts'
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
  /** The person's own, the same in every shell; the others hold for everybody. */
  owner: z.enum(['person', 'installation']),
})
export type ConfigEntry = z.infer<typeof ConfigEntry>

const place = ConfigPlace.default({ kind: 'installation' })

/** What a document would change, or changed. */
export const ConfigImport = z.object({
  changes: z.array(z.object({ key: z.string(), place: z.string(), from: z.unknown(), to: z.unknown() })),
  /** What is left out and why, in words. */
  problems: z.array(z.string()),
})
export type ConfigImport = z.infer<typeof ConfigImport>

const key = z.string().max(200)

const Saying = z.object({ place, key, value: z.unknown() })

/** The right that it takes to say a setting at a place. */
export const placeRights = {
  installation: 'settings.manage',
  site: 'site.manage',
  host: 'host.manage',
} as const satisfies Record<ConfigPlace['kind'], Permission>

const rightOfPlace = (input: unknown): Permission | null => {
  const { data } = Saying.safeParse(input)
  return data ? placeRights[data.place.kind] : null
}

export const config = {
  /** What may be read of a place: connections take `host.read`, the rest is everybody's. */
  list: procedure('app.read').input(z.object({ place })).output(z.array(ConfigEntry)),
  /**
   * `input.invalid` with `data.field` where the value does not fit; null takes the setting back. What a site or host
   * says takes the right over that place alone, as changing it by its own dialog does.
   */
  set: procedure('settings.manage', { place: 'place' }, { permissionOf: rightOfPlace })
    .input(Saying)
    .output(ConfigEntry),
  /** As `set`, of what is the person's own. */
  setOwn: procedure('settings.own')
    .input(z.object({ key, value: z.unknown() }))
    .output(ConfigEntry),
  /** Everything that the installation, its sites and hosts say themselves, and the policies; no secrets, nothing of people. */
  export: procedure('settings.manage', 'installation').output(
    z.object({ text: z.string(), fileName: z.string() }),
  ),
  /** What an exported document would change; nothing is changed unless `apply`. */
  import: procedure('settings.manage', 'installation')
    .input(z.object({ text: z.string().max(1_000_000), apply: z.boolean() }))
    .output(ConfigImport),
  /** Takes back everything that the installation says itself of one section, or of all. */
  reset: procedure('settings.manage', 'installation')
    .input(z.object({ section: z.string().max(100).nullable() }))
    .output(ConfigImport),
}
