import { Select, TextInput } from '@mantine/core'
import { t } from '../../words/index.ts'
import classes from './People.module.css'
import type { GrantForm } from './peopleRows.ts'

const choices = ['never', 'day', 'week', 'month', 'at'] as const

interface EndsFieldProps extends Pick<GrantForm, 'ends' | 'at'> {
  /** The time chosen is over. */
  past: boolean
  onChange(part: Partial<GrantForm>): void
}

/** When a grant ends by itself. */
export function EndsField({ ends, at, past, onChange }: EndsFieldProps) {
  return (
    <div className={classes.pair}>
      <Select
        label={t('people.grant.ends.label')}
        allowDeselect={false}
        data={choices.map(choice => ({ value: choice, label: t(`people.grant.ends.${choice}`) }))}
        value={ends}
        onChange={value => onChange({ ends: choices.find(choice => choice === value) ?? 'never' })}
      />
      {ends === 'at' && (
        <TextInput
          type="datetime-local"
          label={t('people.grant.ends.when')}
          value={at}
          error={past && t('people.grant.ends.past')}
          onChange={event => onChange({ at: event.currentTarget.value })}
        />
      )}
    </div>
  )
}
