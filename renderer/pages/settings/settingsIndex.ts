import { settingsSections } from '../../frame/settingsSections.ts'
import { t } from '../../words/index.ts'
import { monitored } from './connectionValues.ts'
import { connectionFields, type OptionKey } from './connectionValues.ts'

/** Sections of the settings page. */
export const sectionIds = settingsSections
export type SectionId = (typeof sectionIds)[number]

/** What a section is called. */
export function sectionLabel(id: SectionId): string {
  return t(`settings.sections.${id}`)
}

/** A setting as the search finds it. */
export interface FoundSetting {
  section: SectionId
  label: string
  what: string
}

const policyFields = [
  'minScore',
  'minLength',
  'maxAgeDays',
  'argonMemoryKib',
  'argonPasses',
  'secondFactor',
  'idleLockMinutes',
  'absoluteMinutes',
  'lockOnSleep',
  'keychainAllowed',
  'watchWhileLocked',
  'freeTries',
  'firstDelaySeconds',
  'maxDelaySeconds',
  'newHostKeys',
  'readOnlySites',
  'typedEverywhere',
  'typedProduction',
  'typedSites',
  'typedTags',
  'forbiddenHours',
  'elevationRoles',
  'elevationMaxMinutes',
  'exportMaxRows',
  'clipboardAllowed',
  'auditDays',
  'syslog',
  'productionColour',
] as const
const unitFields = ['sizes', 'networkRates', 'clock', 'timeZone'] as const
const keptFields = ['eventsKept', 'changesKept', 'changeDays', 'metrics'] as const

/** Every setting of the page with where it is, in the language of the window. */
export function everySetting(): FoundSetting[] {
  const of = (section: SectionId, label: string, what = ''): FoundSetting => ({ section, label, what })
  const option = (section: SectionId, key: OptionKey) =>
    of(section, t(`settings.connections.fields.${key}`), t(`settings.connections.fields.${key}What`))
  return [
    of('general', t('settings.general.language'), t('settings.general.languageWhat')),
    of('general', t('settings.general.theme')),
    of('general', t('settings.general.density'), t('settings.general.densityWhat')),
    ...unitFields.map(field =>
      of('general', t(`settings.general.${field}`), t(`settings.general.${field}What`)),
    ),
    of('general', t('settings.general.startPage'), t('settings.general.startPageWhat')),
    ...connectionFields.map(({ key }) => option('connections', key as OptionKey)),
    ...policyFields.map(field =>
      of('policies', t(`policies.fields.${field}`), t(`policies.fields.${field}What`)),
    ),
    ...monitored.map(key => option('monitoring', key)),
    ...keptFields.map(field =>
      of('monitoring', t(`upkeep.monitoring.${field}`), t(`upkeep.monitoring.${field}What`)),
    ),
    of('data', t('settings.data.folder'), t('settings.data.folderWhat')),
    of('data', t('settings.data.checkRow')),
    of('data', t('upkeep.compact.label'), t('upkeep.compact.what')),
    of('data', t('upkeep.backup.make'), t('upkeep.backup.makeWhat')),
    of('data', t('upkeep.backup.daily'), t('upkeep.backup.dailyWhat')),
    of('data', t('upkeep.file.export'), t('upkeep.file.exportWhat')),
    of('data', t('upkeep.file.import'), t('upkeep.file.importWhat')),
    of('about', t('settings.about.version')),
    of('about', t('settings.about.report'), t('settings.about.diagnosticsWhat')),
  ]
}

/** Settings whose words hold every word of the query, those by name first. */
export function findSettings(query: string, all: readonly FoundSetting[] = everySetting()): FoundSetting[] {
  const wanted = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return []
  const holds = (text: string) => wanted.every(word => text.toLocaleLowerCase().includes(word))
  const named = all.filter(setting => holds(setting.label))
  return [
    ...named,
    ...all.filter(setting => !named.includes(setting) && holds(`${setting.label} ${setting.what}`)),
  ]
}
