import { z } from 'zod'
import { HostId, SiteId } from '../ids.ts'
import { HostOptions } from '../models/host.ts'
import { procedure } from './procedure.ts'

/** What one layer of the connection settings says itself, and what would hold if it said nothing. */
export const ConnectionLayer = z.object({
  own: HostOptions,
  inherited: HostOptions,
  /** Who says an inherited value, by option, in words; an option that is absent here is the product's own default. */
  sources: z.record(z.string(), z.string()),
})
export type ConnectionLayer = z.infer<typeof ConnectionLayer>

export const ConnectionSettings = z.object({
  /** Holds for every host. */
  fleet: ConnectionLayer,
  /** Every site, the outer ones first; `path` names it from the outermost. */
  sites: z.array(ConnectionLayer.extend({ siteId: SiteId, path: z.string() })),
})
export type ConnectionSettings = z.infer<typeof ConnectionSettings>

/** What the data folder holds and how large it is, bytes. */
export const StoredData = z.object({
  /** Where it lies, for display and copying. */
  folder: z.string(),
  /** The database with its side files. */
  databaseBytes: z.number(),
  counts: z.object({
    sites: z.number().int(),
    hosts: z.number().int(),
    machines: z.number().int(),
    /** Versions of definitions, of machines that are gone too. */
    versions: z.number().int(),
    resources: z.number().int(),
    events: z.number().int(),
  }),
  hosts: z.array(
    z.object({
      hostId: HostId,
      name: z.string(),
      machines: z.number().int(),
      versions: z.number().int(),
      resources: z.number().int(),
      /** When its inventory was last confirmed (Unix ms); null if never. */
      asOfMs: z.number().nullable(),
    }),
  ),
  /** What a person should know about the data, e.g. a damaged database that was set aside. */
  notices: z.array(z.string()),
})
export type StoredData = z.infer<typeof StoredData>

export const hostListFormats = ['json', 'csv', 'uris'] as const

export const settings = {
  connections: procedure('host.read').output(ConnectionSettings),
  /** Replaces what holds for every host; hosts whose way it changes are connected anew. */
  /** `was`: the options that the change began from; `input.outdated` where others hold now. */
  setConnectionDefaults: procedure('host.manage', 'installation')
    .input(z.object({ options: HostOptions, was: HostOptions.optional() }))
    .output(z.object({})),
  data: procedure('app.read').output(StoredData),
  /** Looks over every page of the database; answers what is wrong, nothing where all is well. */
  verify: procedure('app.diagnostics', 'installation').output(z.object({ problems: z.array(z.string()) })),
  /** Writes the database anew without what was deleted; its size before and after, bytes. */
  compact: procedure('settings.manage', 'installation').output(
    z.object({ before: z.number(), after: z.number() }),
  ),
  /** The list of hosts to keep or to import elsewhere: names, sites, addresses, options. No secrets: none are stored. */
  exportHosts: procedure('export.run')
    .input(z.object({ format: z.enum(hostListFormats) }))
    .output(
      z.object({ text: z.string(), mediaType: z.string(), fileName: z.string(), count: z.number().int() }),
    ),
  /** Versions, counts and states as text for a report: no names, no addresses, no paths, no secrets. */
  diagnostics: procedure('app.diagnostics').output(z.object({ text: z.string() })),
}
