import type { z } from 'zod'
import { HostOptions } from '../../../shared/models/host.ts'
import { type SettingField, settingFields } from '../../../shared/settings/fields.ts'
import { formatTyped } from '../../words/format.ts'
import { t } from '../../words/index.ts'

/** Options that are about watching, not about reaching. */
export const monitored = ['tickMs', 'backgroundTickMs'] as const

/** How hosts are reached; how often they are asked is the monitoring's. */
export const connectionFields = settingFields(HostOptions).filter(
  ({ key }) => !monitored.some(each => each === key),
)

export type OptionKey = keyof z.infer<typeof HostOptions>

/** What a person typed of each field; absent means inherited. Numbers in the unit shown. */
export type TypedOptions = Partial<Record<OptionKey, string | boolean>>

const MS = 1_000

/** Milliseconds are shown as seconds. */
const shownNumber = (field: Extract<SettingField, { kind: 'number' }>, value: number): number =>
  field.unit === 'ms' ? value / MS : value

/** A number as people of either language write it; NaN for what is none. */
const readNumber = (text: string): number =>
  /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN

/** A stored value as it is typed. */
export function typedValue(field: SettingField, value: unknown): string | boolean {
  if (field.kind === 'flag') return value === true
  if (field.kind === 'number') return typeof value === 'number' ? formatTyped(shownNumber(field, value)) : ''
  if (field.kind === 'list') return Array.isArray(value) ? value.join('\n') : ''
  return typeof value === 'string' ? value : ''
}

/** What a layer says that the form does not show; saving the form keeps it. */
export const saidElsewhere = (own: z.infer<typeof HostOptions>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(own).filter(([key]) => !connectionFields.some(field => field.key === key)),
  )

/** The options that a layer says itself as a form. */
export const typedOptions = (own: z.infer<typeof HostOptions>): TypedOptions =>
  Object.fromEntries(
    connectionFields
      .filter(({ key }) => own[key as OptionKey] !== undefined)
      .map(field => [field.key, typedValue(field, own[field.key as OptionKey])]),
  )

/** The form as the core takes it; what is no number stays what it is, so that the schema refuses it. */
export function optionsOfTyped(typed: TypedOptions): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const field of connectionFields) {
    const value = typed[field.key as OptionKey]
    if (value === undefined) continue
    if (field.kind === 'number') {
      const read = readNumber(String(value))
      options[field.key] = Number.isNaN(read) ? value : field.unit === 'ms' ? Math.round(read * MS) : read
    } else if (field.kind === 'list')
      options[field.key] = String(value)
        .split('\n')
        .map(line => line.trim())
        .filter(Boolean)
    else if (field.kind !== 'text' || String(value).trim() !== '') options[field.key] = value
  }
  return options
}

/** What is wrong with a field in the units shown, or null. */
export function problemOf(field: SettingField, value: string | boolean | undefined): string | null {
  if (field.kind !== 'number' || value === undefined) return null
  const read = readNumber(String(value))
  if (Number.isNaN(read)) return t('settings.connections.notNumber')
  const { min, max } = field
  if (min === null || max === null) return null
  const [low, high] = [shownNumber(field, min), shownNumber(field, max)]
  return read < low || read > high
    ? t('settings.connections.between', { min: formatTyped(low), max: formatTyped(high) })
    : null
}

/** A value in words, for what is inherited. */
export function valueWords(field: SettingField, value: unknown): string {
  if (value === undefined)
    return t(field.kind === 'text' ? 'settings.connections.none' : 'settings.connections.sshConfig')
  switch (field.kind) {
    case 'flag':
      return t(value === true ? 'settings.connections.yes' : 'settings.connections.no')
    case 'number':
      return typeof value === 'number'
        ? `${formatTyped(shownNumber(field, value))}${field.unit ? ` ${t(`settings.connections.units.${field.unit}`)}` : ''}`
        : '–'
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value.join(', ') : t('settings.connections.none')
    case 'text':
      return typeof value === 'string' && value !== '' ? value : t('settings.connections.none')
    case 'choice':
      return value === 'builtin' || value === 'openssh' ? t(`settings.connections.choices.${value}`) : '–'
  }
}

const SITE = 'site '

/** Who says an inherited value (`ConnectionLayer.sources`) in the window's language; the reason of a rule stays as it comes. */
export function sourceText(source: string): string {
  if (source === 'the settings') return t('addHost.from.settings')
  return source.startsWith(SITE) ? t('addHost.from.site', { place: source.slice(SITE.length) }) : source
}
