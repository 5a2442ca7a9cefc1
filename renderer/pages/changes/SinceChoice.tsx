import { NativeSelect, TextInput } from '@mantine/core'
import { useAddress, go } from '../../stores/address.ts'
import { formatMoment, momentInput, readMomentInput } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Changes.module.css'
import { parseSince, type Since, sinceChoices } from './since.ts'

interface SinceChoiceProps {
  since: Since
  sinceMs: number | null
  visit: number | null | undefined
}

/** Chooses how far back the list looks; the choice is in the address. */
export function SinceChoice({ since, sinceMs, visit }: SinceChoiceProps) {
  const text = useAddress(address => address.params.since) ?? 'lastVisit'
  const chosen =
    since.kind === 'moment' ? 'chosen' : (sinceChoices.find(each => sameChoice(each, text)) ?? 'other')
  const choose = (value: string) => {
    const moment = value === 'chosen' ? String(sinceMs ?? Date.now()) : value
    go({ params: { since: moment } })
  }
  return (
    <div className={classes.since}>
      <NativeSelect
        size="xs"
        aria-label={t('changes.sinceLabel')}
        value={chosen}
        onChange={event => choose(event.currentTarget.value)}
        data={[
          {
            value: 'lastVisit',
            label:
              visit == null
                ? t('changes.lastVisit')
                : t('changes.lastVisitAt', { when: formatMoment(visit) }),
          },
          { value: '1h', label: t('changes.hour') },
          { value: '24h', label: t('changes.day') },
          { value: '3d', label: t('changes.days') },
          { value: '7d', label: t('changes.week') },
          { value: '30d', label: t('changes.month') },
          ...(chosen === 'other' ? [{ value: 'other', label: text }] : []),
          { value: 'chosen', label: t('changes.chosen') },
        ]}
        leftSection={<span className={classes.dim}>{t('changes.since')}</span>}
        leftSectionWidth={52}
      />
      {since.kind === 'moment' && (
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={t('changes.chooseLabel')}
          value={momentInput(since.atMs)}
          onChange={event => {
            const atMs = readMomentInput(event.currentTarget.value)
            if (!Number.isNaN(atMs)) go({ params: { since: String(atMs) } }, 'replace')
          }}
        />
      )}
    </div>
  )
}

function sameChoice(choice: string, text: string): boolean {
  const [a, b] = [parseSince(choice), parseSince(text)]
  if (a.kind === 'ago' && b.kind === 'ago') return a.ms === b.ms
  return a.kind === 'lastVisit' && b.kind === 'lastVisit'
}
