import { z } from 'zod'
import type { ConfigImport, ConfigPlace } from '../../../shared/contract/config.ts'
import { AppError } from '../../../shared/errors.ts'
import { Policies } from '../../../shared/models/policies.ts'
import { configSettings, type ConfigSection } from '../../../shared/settings/config.ts'
import type { HostRegistry } from '../hosts/index.ts'
import type { Policies as PolicyService } from '../policies/index.ts'
import { checkedValue, type Config, sitePath } from './config.ts'

const FORMAT = 'novacron.config'
const VERSION = 1
/** Problems told of one document. */
const PROBLEMS_MAX = 100
const TEXT_MAX = 1_000_000
/** What a hostile document may hold, before anything of it is looked at. */
const PLACES_MAX = 20_000

const Values = z.record(z.string().max(200), z.unknown())
const Document = z.object({
  format: z.literal(FORMAT),
  version: z.number().int().min(1),
  installation: Values.optional(),
  sites: z
    .array(z.object({ path: z.string().max(5_000), values: Values }))
    .max(PLACES_MAX)
    .optional(),
  hosts: z
    .array(z.object({ name: z.string().max(300), values: Values }))
    .max(PLACES_MAX)
    .optional(),
  policies: z.unknown().optional(),
})

/** What documents are read into and written from. */
export interface ConfigParts {
  config: Config
  registry: HostRegistry
  policies: PolicyService
}

type Change = ConfigImport['changes'][number]

/** Everything that is said of the installation, its sites and hosts, as JSON; nothing of people, and no secret. */
export function exportConfig({ config, registry, policies }: ConfigParts): string {
  const some = <Of extends { values: object }>(each: Of) => Object.keys(each.values).length > 0
  return `${JSON.stringify(
    {
      format: FORMAT,
      version: VERSION,
      installation: config.said({ kind: 'installation' }),
      sites: registry
        .sites()
        .map(({ id }) => ({
          path: sitePath(id, registry),
          values: config.said({ kind: 'site', siteId: id }),
        }))
        .filter(some)
        .sort((a, b) => a.path.localeCompare(b.path)),
      hosts: registry
        .list()
        .map(({ id, name }) => ({ name, values: config.said({ kind: 'host', hostId: id }) }))
        .filter(some)
        .sort((a, b) => a.name.localeCompare(b.name)),
      policies: policies.get(),
    },
    null,
    2,
  )}\n`
}

/** A document that was read, and what it would change; `apply` does it. */
export interface ConfigPlan extends ConfigImport {
  /** Something in it concerns connections: more rights are needed than for the rest. */
  places: ConfigPlace[]
  /** Other policies that it would make hold; null for none. */
  policies: Policies | null
  apply(): void
}

interface Step {
  place: ConfigPlace
  label: string
  values: Map<string, unknown>
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Reads a document against what holds now; `input.invalid` for what is none, or of a newer version. Nothing is changed. */
export function planImport(text: string, parts: ConfigParts): ConfigPlan {
  const document = read(text)
  const problems: string[] = []
  const tell = (words: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push(words.slice(0, 500))
    else if (problems.length === PROBLEMS_MAX) problems.push('… and more.')
  }
  const { config, registry, policies } = parts
  const steps: Step[] = [
    step({ kind: 'installation' }, 'everywhere', document.installation ?? {}, config, tell),
  ]
  const sites = new Map(registry.sites().map(({ id }) => [sitePath(id, registry), id]))
  for (const { path, values } of document.sites ?? []) {
    const siteId = sites.get(path)
    if (siteId) steps.push(step({ kind: 'site', siteId }, `site ${path}`, values, config, tell))
    else tell(`There is no site “${path}” here.`)
  }
  const hosts = new Map(registry.list().map(({ id, name }) => [name, id]))
  for (const { name, values } of document.hosts ?? []) {
    const hostId = hosts.get(name)
    if (hostId) steps.push(step({ kind: 'host', hostId }, `host ${name}`, values, config, tell))
    else tell(`There is no host “${name}” here.`)
  }
  const next = document.policies === undefined ? null : policiesOf(document.policies, tell)
  const changes = steps.flatMap(each => changesOf(each, config))
  const ruled = next === null ? [] : policyChanges(policies.get(), next)
  return {
    changes: [...changes, ...ruled],
    problems,
    places: steps.filter(each => changesOf(each, config).length > 0).map(({ place }) => place),
    policies: ruled.length > 0 ? next : null,
    apply() {
      for (const { place, values } of steps) if (values.size > 0) config.setMany(place, values)
      if (next !== null && ruled.length > 0) policies.set(next)
    },
  }
}

function read(text: string): z.infer<typeof Document> {
  const refused = (why: string): AppError =>
    new AppError('input.invalid', `These are no settings of NovaCron: ${why}.`, {
      next: 'Choose a file that “Export settings” or “novacron config export” wrote. Nothing was changed.',
      data: { field: 'text' },
    })
  if (text.length > TEXT_MAX) throw refused('the file is too large')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // What JSON.parse says quotes the text, which may be anything.
    throw refused('it is no JSON')
  }
  const version = z.object({ format: z.literal(FORMAT), version: z.number() }).safeParse(parsed)
  if (version.success && version.data.version > VERSION) throw refused('a newer version wrote them')
  const document = Document.safeParse(parsed)
  if (document.success) return document.data
  const [issue] = document.error.issues
  throw refused(`“${issue?.path.join('.') ?? ''}” does not fit`)
}

function step(
  place: ConfigPlace,
  label: string,
  values: Record<string, unknown>,
  config: Config,
  tell: (words: string) => void,
): Step {
  const fitting = new Map<string, unknown>()
  for (const [key, value] of Object.entries(values)) {
    try {
      const setting = config.setting(key)
      if (setting.store.kind === 'person') tell(`“${key}” is a person’s own and is left out.`)
      else if (place.kind !== 'installation' && setting.store.kind === 'installation')
        tell(`“${key}” holds for everything: ${label} can’t say it.`)
      else fitting.set(key, checkedValue(setting, value))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      tell(`${label}: ${error.message}`)
    }
  }
  return { place, label, values: fitting }
}

function changesOf({ place, label, values }: Step, config: Config): Change[] {
  const said = config.said(place)
  return [...values]
    .filter(([key, value]) => !same(said[key], value))
    .map(([key, value]) => ({ key, place: label, from: said[key] ?? null, to: value ?? null }))
}

function policiesOf(value: unknown, tell: (words: string) => void): Policies | null {
  // An import is a person's act: half of somebody's policies must not come to hold unseen.
  const next = Policies.safeParse(value)
  if (next.success) return next.data
  const [issue] = next.error.issues
  tell(`The policies don’t fit (“${issue?.path.join('.') ?? ''}”: ${issue?.message ?? ''}) and are left out.`)
  return null
}

function policyChanges(now: Policies, next: Policies): Change[] {
  const flat = (policies: Policies): Map<string, unknown> =>
    new Map(
      Object.entries(policies).flatMap(([section, value]): [string, unknown][] =>
        typeof value === 'object'
          ? Object.entries(value).map(([name, each]): [string, unknown] => [`${section}.${name}`, each])
          : [[section, value]],
      ),
    )
  const before = flat(now)
  return [...flat(next)]
    .filter(([key, value]) => !same(before.get(key), value))
    .map(([key, value]) => ({
      key: `policies.${key}`,
      place: 'everywhere',
      from: before.get(key),
      to: value,
    }))
}

/** What taking back a section (null: all) of the installation's own values would change. */
export function planReset(section: ConfigSection | null, { config }: ConfigParts): ConfigPlan {
  const place: ConfigPlace = { kind: 'installation' }
  const said = config.said(place)
  const values = new Map(
    configSettings
      .filter(({ key }) => Object.hasOwn(said, key))
      .filter(setting => section === null || setting.section === section)
      .map(({ key }): [string, unknown] => [key, undefined]),
  )
  const changes = changesOf({ place, label: 'everywhere', values }, config)
  return {
    changes,
    problems: [],
    places: changes.length > 0 ? [place] : [],
    policies: null,
    apply: () => config.setMany(place, values),
  }
}
