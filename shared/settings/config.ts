import { z } from 'zod'
import { DesktopSettings } from '../models/desktop.ts'
import { HostOptions } from '../models/host.ts'
import { builtInUnits, unitChoiceValues } from '../unitChoices.ts'
import { type SettingField, settingFields } from './fields.ts'

export const configSections = ['general', 'connections', 'monitoring', 'notifications'] as const
export type ConfigSection = (typeof configSections)[number]

/** How the window looks and opens; the person's own, a part of what they keep as `view`. */
export const LookSettings = z.object({
  theme: z.enum(['auto', 'dark', 'light']).default('auto'),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  /** The page that a window opens with that was told no place. */
  startPage: z
    .enum(['last', 'overview', 'machines', 'hosts', 'storage', 'networks', 'topology', 'activity'])
    .default('last'),
})

/** How quantities and times are written for the person, in windows and in the tables of the command line. */
export const UnitSettings = z.object({
  sizes: z.enum(unitChoiceValues.sizes).default(builtInUnits.sizes),
  networkRates: z.enum(unitChoiceValues.networkRates).default(builtInUnits.networkRates),
  clock: z.enum(unitChoiceValues.clock).default(builtInUnits.clock),
  timeZone: z.enum(unitChoiceValues.timeZone).default(builtInUnits.timeZone),
})

/** The person's language; null follows the system's. */
export const LanguageSetting = z.object({ language: z.enum(['auto', 'en', 'de']).default('auto') })

/** How much of what was seen is kept; the oldest beyond it goes. */
export const RetentionSettings = z.object({
  /** Events of the fleet. */
  eventsKept: z.number().int().min(100).max(4_000).default(4_000),
  /** Changes of machines, hosts and resources … */
  changesKept: z.number().int().min(500).max(500_000).default(20_000),
  /** … and for how long. */
  changeDays: z.number().int().min(1).max(3_650).default(90),
})
export type RetentionSettings = z.infer<typeof RetentionSettings>

/** Where a setting is kept, and with that who acts on it. */
export type ConfigStore =
  | { kind: 'option'; option: keyof HostOptions }
  | { kind: 'installation' }
  /** The person's own: a field of what they keep under `setting`; the whole of it where `field` is null. */
  | { kind: 'person'; setting: 'view' | 'language' | 'desktop'; field: string | null }

/** One setting of the product. */
export interface Setting {
  /** `section.name`. */
  key: string
  section: ConfigSection
  field: SettingField
  schema: z.ZodType
  /** What holds where nobody says anything; undefined is left to ssh config. */
  byDefault: unknown
  store: ConfigStore
}

type Names = Readonly<Record<string, string>>

function settingsOf(
  section: ConfigSection,
  shape: z.ZodObject,
  store: (field: string) => ConfigStore,
  more: { names?: Names; only?: (field: string) => boolean } = {},
): Setting[] {
  return settingFields(shape)
    .filter(({ key }) => more.only?.(key) ?? true)
    .map(field => {
      const stored = shape.shape[field.key]
      if (!(stored instanceof z.ZodType)) throw new TypeError(`${field.key} has no schema`)
      const byDefault = stored.safeParse(undefined)
      // What is stored may be anything and is caught; what somebody says must fit.
      const inside = stored instanceof z.ZodCatch ? stored.unwrap() : stored
      const schema = inside instanceof z.ZodType ? inside : stored
      return {
        key: `${section}.${more.names?.[field.key] ?? field.key}`,
        section,
        field,
        schema,
        byDefault: byDefault.success ? byDefault.data : undefined,
        store: store(field.key),
      }
    })
}

const intervals = ['tickMs', 'backgroundTickMs']
const option = (field: string): ConfigStore => ({ kind: 'option', option: HostOptions.keyof().parse(field) })
const desktop = (field: string): ConfigStore => ({ kind: 'person', setting: 'desktop', field })
const notices: Names = { notifyHosts: 'hosts', notifyTasks: 'tasks' }

/** Every setting that is said by itself; people, credentials and policies have pages of their own. */
export const configSettings: readonly Setting[] = [
  ...settingsOf('general', LookSettings, field => ({ kind: 'person', setting: 'view', field })),
  ...settingsOf('general', UnitSettings, field => ({ kind: 'person', setting: 'view', field })),
  ...settingsOf('general', LanguageSetting, () => ({ kind: 'person', setting: 'language', field: null })),
  ...settingsOf('general', DesktopSettings, desktop, { only: field => !Object.hasOwn(notices, field) }),
  ...settingsOf('connections', HostOptions, option, { only: field => !intervals.includes(field) }),
  ...settingsOf('monitoring', HostOptions, option, { only: field => intervals.includes(field) }),
  ...settingsOf('monitoring', RetentionSettings, () => ({ kind: 'installation' })),
  ...settingsOf('notifications', DesktopSettings, desktop, {
    names: notices,
    only: field => Object.hasOwn(notices, field),
  }),
]
