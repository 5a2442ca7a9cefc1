import { Button, Select, Textarea, TextInput } from '@mantine/core'
import type { SiteId } from '../../../shared/ids.ts'
import type { SettingField } from '../../../shared/settings/fields.ts'
import { t } from '../../words/index.ts'
import { type OptionKey, sourceText, typedValue, valueWords } from './connectionValues.ts'
import { CredentialChoice } from './CredentialChoice.tsx'
import { SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

interface ConnectionFieldProps {
  field: SettingField
  /** Where it is said: the site around, null for the whole fleet. */
  siteId: SiteId | null
  /** What this layer says; undefined where it takes the value over. */
  value: string | boolean | undefined
  inherited: unknown
  /** Who says the inherited value; null is the product. */
  source: string | null
  problem: string | null
  onInherit(): void
  onChange(value: string | boolean): void
}

/** One option: its own value with the way back to the inherited one, or the inherited one with its source. */
export function ConnectionField(props: ConnectionFieldProps) {
  const { field, value, inherited, source, problem, onInherit } = props
  const key = field.key as OptionKey
  const label = t(`settings.connections.fields.${key}`)
  const from =
    source !== null
      ? t('settings.connections.from', { source: sourceText(source) })
      : inherited !== undefined
        ? t('settings.connections.product')
        : t(field.kind === 'text' ? 'settings.connections.none' : 'settings.connections.sshConfig')
  return (
    <SettingRow
      label={label}
      what={t(`settings.connections.fields.${key}What`)}
      note={
        problem ? (
          <span className={classes.bad} role="alert" id={`problem-${key}`}>
            {problem}
          </span>
        ) : value === undefined ? (
          from
        ) : (
          <>
            <span>{t('settings.connections.inherits', { value: valueWords(field, inherited) })}</span>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={t('settings.connections.clearOf', { field: label })}
              onClick={onInherit}
            >
              {t('settings.connections.clear')}
            </Button>
          </>
        )
      }
    >
      <Control {...props} label={label} />
    </SettingRow>
  )
}

/** The control of a field; whoever touches an inherited value makes it this layer's own. */
function Control({
  field,
  siteId,
  value,
  inherited,
  problem,
  onChange,
  label,
}: ConnectionFieldProps & { label: string }) {
  const shown = value ?? typedValue(field, inherited)
  const described = problem ? { 'aria-describedby': `problem-${field.key}` } : {}
  const common = {
    'aria-label': label,
    'data-inherited': value === undefined || undefined,
    className: classes.control ?? '',
    ...described,
  }
  switch (field.kind) {
    case 'flag':
      // What nobody says is neither on nor off: it is left to ssh config.
      return (
        <Select
          {...common}
          allowDeselect={false}
          placeholder={t('settings.connections.sshConfig')}
          data={[
            { value: 'true', label: t('settings.connections.yes') },
            { value: 'false', label: t('settings.connections.no') },
          ]}
          value={value === undefined && inherited === undefined ? null : String(shown)}
          onChange={next => {
            if (next !== null) onChange(next === 'true')
          }}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          allowDeselect={false}
          data={field.choices.map(choice => ({ value: choice, label: valueWords(field, choice) }))}
          value={String(shown)}
          onChange={next => {
            if (next !== null && next !== shown) onChange(next)
          }}
        />
      )
    case 'number':
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          autoComplete="off"
          value={String(shown)}
          error={problem !== null}
          rightSectionWidth={28}
          rightSection={
            field.unit && (
              <span className={classes.unit}>{t(`settings.connections.units.${field.unit}`)}</span>
            )
          }
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    case 'text':
      if (field.key === 'credential')
        return <CredentialChoice {...common} siteId={siteId} value={String(shown)} onChange={onChange} />
      return (
        <TextInput
          {...common}
          autoComplete="off"
          spellCheck={false}
          value={String(shown)}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    case 'list':
      return (
        <Textarea
          {...common}
          autosize
          minRows={1}
          placeholder={inherited === undefined ? t('settings.connections.sshConfig') : ''}
          maxRows={5}
          spellCheck={false}
          value={String(shown)}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
  }
}
