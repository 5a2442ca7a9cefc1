import { Button, MultiSelect, NumberInput, Select, Switch, TagsInput } from '@mantine/core'
import { useId } from 'react'
import { t } from '../../words/index.ts'
import { SettingRow } from './SettingRow.tsx'
import classes from './Settings.module.css'

/** What every row of the policies' editor has. */
export interface PolicyRow<Value> {
  label: string
  what: string
  value: Value
  byDefault: Value
  disabled: boolean
  onChange(value: Value): void
}

/** Where the value is not the default: what that is, and the way back to it. */
function DefaultNote<Value>({
  row: { label, value, byDefault, disabled, onChange },
  words,
}: {
  row: PolicyRow<Value>
  words(value: Value): string
}) {
  if (JSON.stringify(value) === JSON.stringify(byDefault)) return null
  return (
    <>
      <span>{t('policies.default', { value: words(byDefault) })}</span>
      {!disabled && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={t('policies.resetOf', { what: label })}
          onClick={() => onChange(byDefault)}
        >
          {t('policies.reset')}
        </Button>
      )}
    </>
  )
}

/** A switch. */
export function FlagRow(row: PolicyRow<boolean>) {
  return (
    <SettingRow
      label={row.label}
      what={row.what}
      note={<DefaultNote row={row} words={value => t(value ? 'policies.yes' : 'policies.no')} />}
    >
      <Switch
        aria-label={row.label}
        checked={row.value}
        disabled={row.disabled}
        onChange={event => row.onChange(event.currentTarget.checked)}
      />
    </SettingRow>
  )
}

interface NumberRowProps extends PolicyRow<number | null> {
  min: number
  max: number
  unit: string
  step?: number
  /** What no number means, beside the switch that is off; absent where there must be one. */
  empty?: string
  /** What is first taken when a number is wanted after all. */
  first?: number
}

/** A number within its bounds, or, where that means something, none: then its switch is off. */
export function NumberRow({ min, max, unit, step, empty, first, ...row }: NumberRowProps) {
  const without = useId()
  const words = (value: number | null) => (value === null ? (empty ?? '–') : `${value} ${unit}`)
  return (
    <SettingRow label={row.label} what={row.what} note={<DefaultNote row={row} words={words} />}>
      {empty !== undefined && (
        <Switch
          aria-label={row.label}
          aria-describedby={row.value === null ? without : undefined}
          checked={row.value !== null}
          disabled={row.disabled}
          onChange={event => row.onChange(event.currentTarget.checked ? (first ?? min) : null)}
        />
      )}
      {row.value === null && (
        <span className={classes.unit} id={without}>
          {empty}
        </span>
      )}
      {row.value !== null && (
        <>
          <NumberInput
            className={classes.number ?? ''}
            aria-label={row.label}
            value={row.value}
            min={min}
            max={max}
            step={step ?? 1}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="blur"
            disabled={row.disabled}
            onChange={value => {
              if (typeof value === 'number') row.onChange(value)
            }}
          />
          <span className={classes.unit}>{unit}</span>
        </>
      )}
    </SettingRow>
  )
}

/** One of some words. */
export function ChoiceRow<Choice extends string>({
  choices,
  ...row
}: PolicyRow<Choice> & { choices: readonly { value: Choice; label: string }[] }) {
  const words = (value: Choice) => choices.find(choice => choice.value === value)?.label ?? value
  return (
    <SettingRow label={row.label} what={row.what} note={<DefaultNote row={row} words={words} />}>
      <Select
        className={classes.control ?? ''}
        aria-label={row.label}
        allowDeselect={false}
        data={[...choices]}
        value={row.value}
        disabled={row.disabled}
        onChange={value => {
          const chosen = choices.find(choice => choice.value === value)
          if (chosen) row.onChange(chosen.value)
        }}
      />
    </SettingRow>
  )
}

/** Several of what there is: sites, roles. */
export function SeveralRow<Item extends string>({
  items,
  ...row
}: PolicyRow<Item[]> & { items: readonly { value: Item; label: string }[] }) {
  const known = new Set<string>(items.map(item => item.value))
  // What is gone stays to be seen and taken out.
  const gone = row.value.filter(value => !known.has(value)).map(value => ({ value, label: value }))
  const data = [...items, ...gone]
  const words = (value: Item[]) =>
    value.length === 0
      ? t('policies.none')
      : value.map(each => data.find(item => item.value === each)?.label ?? each).join(', ')
  return (
    <SettingRow label={row.label} what={row.what} note={<DefaultNote row={row} words={words} />}>
      <MultiSelect
        className={classes.wide ?? ''}
        aria-label={row.label}
        data={data}
        value={row.value}
        disabled={row.disabled}
        placeholder={row.value.length === 0 ? t('policies.none') : ''}
        onChange={values =>
          row.onChange(data.filter(item => values.includes(item.value)).map(item => item.value))
        }
      />
    </SettingRow>
  )
}

/** Words that anybody may type. */
export function TagsRow(row: PolicyRow<string[]>) {
  const words = (value: string[]) => (value.length === 0 ? t('policies.none') : value.join(', '))
  return (
    <SettingRow label={row.label} what={row.what} note={<DefaultNote row={row} words={words} />}>
      <TagsInput
        className={classes.wide ?? ''}
        aria-label={row.label}
        value={row.value}
        maxTags={100}
        disabled={row.disabled}
        onChange={row.onChange}
      />
    </SettingRow>
  )
}
