import { type RouteSaying, routeInEnglish, saying } from '../../../shared/route.ts'
import type { HostOptions, HostRecord, Site } from '../../../shared/models/host.ts'
import type { SiteId } from '../../../shared/ids.ts'

/** Where an effective value came from; a site is named by its name. */
export type OptionSource =
  | { kind: 'host' }
  | { kind: 'site'; siteId: SiteId; name: string }
  | { kind: 'fleet' }
  /** Not configured: it follows from who is there or from a policy. */
  | { kind: 'rule'; why: RouteSaying }
  | { kind: 'default' }

type Defaulted =
  | 'transport'
  | 'readOnly'
  | 'tickMs'
  | 'backgroundTickMs'
  | 'keepaliveSeconds'
  | 'keepaliveCount'
  | 'connectTimeoutMs'

type DefaultOptions = { [Key in Defaulted]: NonNullable<HostOptions[Key]> }

/** A host's options after inheritance; what is still absent is left to ssh config. */
export type EffectiveOptions = DefaultOptions & Omit<HostOptions, Defaulted>

/** The effective values and, for each option, who decided. */
export interface ResolvedOptions {
  options: EffectiveOptions
  sources: Partial<Record<keyof HostOptions, OptionSource>>
}

/** What holds where neither the host nor a site says anything. */
export const defaultOptions: DefaultOptions = {
  transport: 'builtin',
  readOnly: false,
  tickMs: 2_000,
  backgroundTickMs: 10_000,
  keepaliveSeconds: 5,
  keepaliveCount: 3,
  connectTimeoutMs: 10_000,
}

/** Sites from the nearest to the outermost; ends at a parent that is missing or was seen already. */
export function siteChain(siteId: SiteId | null, sites: ReadonlyMap<SiteId, Site>): Site[] {
  const chain: Site[] = []
  let site = siteId === null ? undefined : sites.get(siteId)
  while (site !== undefined && !chain.includes(site)) {
    chain.push(site)
    site = site.parentId === null ? undefined : sites.get(site.parentId)
  }
  return chain
}

/** The host's own value, else the nearest site's, else what the settings say of every host, else the default; lists are taken whole, never merged. */
export function resolveOptions(
  record: Pick<HostRecord, 'siteId' | 'options'>,
  sites: ReadonlyMap<SiteId, Site>,
  fleet: HostOptions = {},
): ResolvedOptions {
  const layers: { source: OptionSource; options: HostOptions }[] = [
    { source: { kind: 'host' }, options: record.options },
    ...siteChain(record.siteId, sites).map(site => ({
      source: { kind: 'site' as const, siteId: site.id, name: site.name },
      options: site.options,
    })),
    { source: { kind: 'fleet' }, options: fleet },
    { source: { kind: 'default' }, options: defaultOptions },
  ]
  const sources: ResolvedOptions['sources'] = {}
  let options: EffectiveOptions = defaultOptions
  for (const { source, options: layer } of layers) {
    for (const key of Object.keys(layer) as (keyof HostOptions)[]) {
      if (layer[key] === undefined || sources[key] !== undefined) continue
      sources[key] = source
      options = { ...options, [key]: layer[key] }
    }
  }
  return { options, sources }
}

/** Who decided, to be said: a site, this host, the settings; null for a default. */
export function sourceSaid(source: OptionSource | undefined): RouteSaying | null {
  if (source === undefined || source.kind === 'default') return null
  if (source.kind === 'fleet') return saying('settings')
  if (source.kind === 'rule') return source.why
  return source.kind === 'host' ? saying('thisHost') : saying('site', { name: source.name })
}

/** The same in English: "site Berlin", "this host". */
export function sourceWords(source: OptionSource | undefined): string | null {
  const said = sourceSaid(source)
  return said === null ? null : routeInEnglish(said)
}

/** True when `siteId` may not become a child of `parentId`, because it would contain itself. */
export function wouldCircle(
  siteId: SiteId,
  parentId: SiteId | null,
  sites: ReadonlyMap<SiteId, Site>,
): boolean {
  return siteChain(parentId, sites).some(site => site.id === siteId)
}
