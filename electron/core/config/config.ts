import type { ConfigEntry, ConfigPlace } from '../../../shared/contract/config.ts'
import { AppError } from '../../../shared/errors.ts'
import type { SiteId } from '../../../shared/ids.ts'
import { HostOptions } from '../../../shared/models/host.ts'
import { configSettings, RetentionSettings, type Setting } from '../../../shared/settings/config.ts'
import type { HostRegistry } from '../hosts/index.ts'
import { type ResolvedOptions, siteChain, sourceWords } from '../hosts/options.ts'
import type { Logger } from '../log.ts'
import type { OwnSettings } from '../personSettings.ts'
import type { Store } from '../store/index.ts'

const KEY = 'config'

type Values = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every setting by its key: what is said where, what holds, and the way to say it; each kept where it always was. */
export class Config {
  readonly #registry: HostRegistry
  readonly #store: Store['settings']
  readonly #log: Logger
  readonly #listeners = new Set<() => void>()

  constructor(parts: { registry: HostRegistry; store: Pick<Store, 'settings'>; log: Logger }) {
    this.#registry = parts.registry
    this.#store = parts.store.settings
    this.#log = parts.log
  }

  /** The setting of this key; `name.unknown` where there is none. */
  setting(key: string): Setting {
    const found = configSettings.find(setting => setting.key === key)
    if (found) return found
    throw new AppError('name.unknown', `There is no setting “${key.slice(0, 100)}”.`, {
      next: 'novacron config list names them all.',
    })
  }

  /** Every setting that the place can say, as it holds there; `person` is whose own ones are told. */
  list(place: ConfigPlace, person: OwnSettings): ConfigEntry[] {
    const layer = this.#layer(place)
    return configSettings
      .filter(setting => placesOf(setting).includes(place.kind))
      .map(setting => this.#entry(setting, layer, person))
  }

  /** As it holds at the place. */
  get(key: string, place: ConfigPlace, person: OwnSettings): ConfigEntry {
    const setting = this.setting(key)
    mustSay(setting, place)
    return this.#entry(setting, this.#layer(place), person)
  }

  /**
   * Says a value at the place, or takes it back where it is null; hosts whose way it changes are connected anew.
   * `input.invalid` with `data.field` where it does not fit, `name.unknown`, `host.unknown`.
   */
  set(key: string, place: ConfigPlace, value: unknown, person: OwnSettings): ConfigEntry {
    const setting = this.setting(key)
    mustSay(setting, place)
    const checked = value === null ? undefined : checkedValue(setting, value)
    const { store } = setting
    if (store.kind === 'person') setPerson(store, checked, person)
    else if (store.kind === 'installation') {
      this.#store.set(KEY, withValue(this.#installation(), key, checked))
      this.#tell()
    } else this.#setOptions(place, { [store.option]: checked })
    return this.get(key, place, person)
  }

  /** What the installation, each site and each host say themselves; by key. */
  said(place: ConfigPlace): Values {
    const layer = this.#layer(place)
    const options = configSettings.flatMap(({ key, store }): [string, unknown][] =>
      store.kind === 'option' && layer.own[store.option] !== undefined
        ? [[key, layer.own[store.option]]]
        : [],
    )
    return Object.fromEntries(
      place.kind === 'installation' ? [...options, ...Object.entries(this.#installation())] : options,
    )
  }

  /** Says several values of one place in one step; a value of undefined is taken back. The values fit already. */
  setMany(place: ConfigPlace, values: ReadonlyMap<string, unknown>): void {
    let installation = this.#installation()
    const options: Record<string, unknown> = {}
    for (const [key, value] of values) {
      const { store } = this.setting(key)
      if (store.kind === 'option') options[store.option] = value
      if (store.kind === 'installation') installation = withValue(installation, key, value)
    }
    if (Object.keys(options).length > 0) this.#setOptions(place, options)
    if (installation !== this.#installation()) {
      this.#store.set(KEY, installation)
      this.#tell()
    }
  }

  /** How much of what was seen is kept. */
  retention(): RetentionSettings {
    const values = this.#installation()
    const said = Object.keys(RetentionSettings.shape).map(name => [name, values[`monitoring.${name}`]])
    return RetentionSettings.parse(Object.fromEntries(said))
  }

  /** Called after a setting of the installation changed; the returned function ends that. */
  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener()
      } catch (error) {
        // It is stored: one listener's fault must not fail whoever stored it.
        this.#log.error({ err: error }, 'a listener of the settings failed')
      }
    }
  }

  /** What was stored and still fits; a value of another version that does not is as if it were not there. */
  #installation(): Values {
    const stored = this.#store.get(KEY)
    if (!isRecord(stored)) return {}
    const fits = configSettings.flatMap(({ key, schema, store }): [string, unknown][] => {
      if (store.kind !== 'installation' || !Object.hasOwn(stored, key)) return []
      const read = schema.safeParse(stored[key])
      return read.success ? [[key, read.data]] : []
    })
    return Object.fromEntries(fits)
  }

  #layer(place: ConfigPlace): { own: HostOptions; above: ResolvedOptions } {
    const registry = this.#registry
    if (place.kind === 'installation')
      return { own: registry.connectionDefaults, above: registry.productOptions() }
    if (place.kind === 'host') {
      const record = registry.get(place.hostId)
      if (!record) throw new AppError('host.unknown', 'This host is not in the list any more.')
      return { own: record.options, above: registry.siteOptions(record.siteId) }
    }
    const site = registry.sites().find(each => each.id === place.siteId)
    if (!site) throw new AppError('name.unknown', 'This site is not there any more.')
    return { own: site.options, above: registry.siteOptions(site.parentId) }
  }

  #setOptions(place: ConfigPlace, change: Record<string, unknown>): void {
    const { own } = this.#layer(place)
    const said = Object.entries({ ...own, ...change }).filter(([, value]) => value !== undefined)
    const options = HostOptions.parse(Object.fromEntries(said))
    if (place.kind === 'installation') this.#registry.setConnectionDefaults(options)
    else if (place.kind === 'site') this.#registry.updateSite(place.siteId, { options })
    else this.#registry.update(place.hostId, { options })
  }

  #entry(
    setting: Setting,
    layer: { own: HostOptions; above: ResolvedOptions },
    person: OwnSettings,
  ): ConfigEntry {
    const { key, section, field, store, byDefault } = setting
    const shape = {
      key,
      section,
      kind: field.kind,
      choices: field.kind === 'choice' ? [...field.choices] : null,
      min: field.kind === 'number' ? field.min : null,
      max: field.kind === 'number' ? field.max : null,
      unit: field.kind === 'number' ? unitOf(key, field.unit) : null,
      places: placesOf(setting),
      owner: store.kind === 'person' ? ('person' as const) : ('installation' as const),
    }
    if (store.kind === 'option') {
      const own = layer.own[store.option]
      const inherited = layer.above.options[store.option]
      const from = sourceWords(layer.above.sources[store.option])
      return {
        ...shape,
        value: own ?? inherited ?? null,
        own: own !== undefined,
        inherited: inherited ?? null,
        from,
      }
    }
    const said = store.kind === 'person' ? personValue(setting, person) : this.#installation()[key]
    return {
      ...shape,
      value: said ?? byDefault,
      own: said !== undefined,
      inherited: byDefault,
      from: null,
    }
  }
}

const placesOf = ({ store }: Setting): ConfigEntry['places'] =>
  store.kind === 'option' ? ['installation', 'site', 'host'] : ['installation']

const unitOf = (key: string, unit: 'ms' | 's' | null): ConfigEntry['unit'] =>
  key.endsWith('Days') ? 'days' : unit

function mustSay(setting: Setting, place: ConfigPlace): void {
  if (placesOf(setting).includes(place.kind)) return
  throw new AppError(
    'input.invalid',
    `“${setting.key}” holds for everything: a ${place.kind} can’t say it.`,
    {
      data: { field: setting.key },
    },
  )
}

/** The value as the schema takes it; `input.invalid` with the field. */
export function checkedValue({ key, schema }: Setting, value: unknown): unknown {
  const read = schema.safeParse(value)
  if (read.success && read.data !== undefined) return read.data
  const why = read.error?.issues[0]?.message ?? 'it is missing'
  throw new AppError('input.invalid', `“${key}” can’t be that: ${why}.`, { data: { field: key } })
}

function withValue(values: Values, key: string, value: unknown): Values {
  const { [key]: before, ...others } = values
  if (value === undefined) return before === undefined ? values : others
  return { ...others, [key]: value }
}

type PersonStore = Extract<Setting['store'], { kind: 'person' }>

function personValue({ schema, store }: Setting, person: OwnSettings): unknown {
  if (store.kind !== 'person') return undefined
  const stored = person.get(store.setting)
  if (store.field === null) return stored === null ? undefined : fitting(schema, stored)
  return isRecord(stored) && Object.hasOwn(stored, store.field)
    ? fitting(schema, stored[store.field])
    : undefined
}

function fitting(schema: Setting['schema'], value: unknown): unknown {
  const read = schema.safeParse(value)
  return read.success ? read.data : undefined
}

function setPerson({ setting, field }: PersonStore, value: unknown, person: OwnSettings): void {
  if (field === null) {
    person.set(setting, value === 'auto' ? null : value)
    return
  }
  const stored = person.get(setting)
  const { [field]: _before, ...others } = isRecord(stored) ? stored : {}
  person.set(setting, value === undefined ? others : { ...others, [field]: value })
}

/** A site's names from the outermost, as documents name it. */
export const sitePath = (siteId: SiteId, registry: HostRegistry): string =>
  siteChain(siteId, new Map(registry.sites().map(site => [site.id, site])))
    .map(site => site.name)
    .reverse()
    .join(' / ')
