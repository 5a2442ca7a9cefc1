import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { Compared } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { Change } from '../../../shared/models/change.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { go } from '../../stores/address.ts'
import { changeSentence } from '../../words/deviceWords.ts'
import { formatMoment } from '../../words/format.ts'
import { faultWords } from '../../words/faultWords.ts'
import { t } from '../../words/index.ts'
import classes from './Changes.module.css'
import { changeText, fieldText, uncertainSince } from './changeWords.ts'
import { kindWord } from './columns.tsx'
import { openChange } from './openChange.ts'
import { versionsOf } from './useDefinitionWords.ts'
import { visible } from '../../components/visible.ts'

/** One change with all that is known of it; of a definition what is otherwise, in words. */
export function ChangeDetails({ change, onClose }: { change: Change; onClose(): void }) {
  const after = uncertainSince(change)
  return (
    <aside className={classes.details} aria-label={t('changes.details')}>
      <header className={classes.detailsHead}>
        <h2>
          <bdi>{visible(change.subject)}</bdi>
        </h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t('changes.hide')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      <p className={classes.dim}>
        {kindWord(change.kind)} · <bdi>{visible(change.host)}</bdi>
        {change.present || change.change === 'went' ? '' : ` · ${t('changes.gone')}`}
      </p>
      <p>{changeText(change)}</p>
      <p>
        {after === null
          ? t('changes.seen', { at: formatMoment(change.atMs) })
          : t('changes.between', { after: formatMoment(after), at: formatMoment(change.atMs) })}
      </p>
      {after !== null && <p className={classes.dim}>{t('changes.betweenWhy')}</p>}
      {change.kind === 'definition' ? (
        <DefinitionWords change={change} />
      ) : (
        change.kind !== 'state' &&
        change.fields.length > 0 && (
          <ul className={classes.words}>
            {change.fields.map(field => (
              <li key={field.field}>{fieldText(field)}</li>
            ))}
          </ul>
        )
      )}
      <div className={classes.actions}>
        {change.present && (
          <Button variant="default" onClick={() => openChange(change)}>
            {t('changes.open')}
          </Button>
        )}
        {change.machine !== null && change.present && (
          <Button
            variant="default"
            onClick={() => go({ page: 'machine', id: change.machine, tab: 'history' })}
          >
            {t('changes.history')}
          </Button>
        )}
      </div>
    </aside>
  )
}

function DefinitionWords({ change }: { change: Change }) {
  const { client } = useApi()
  const [compared, setCompared] = useState<Compared | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const versions = useMemo(() => versionsOf(change), [change])
  useEffect(() => {
    setCompared(null)
    setError(null)
    if (versions === null) return
    const gone = new AbortController()
    client.machines.compare(versions, { signal: gone.signal }).then(
      answer => {
        if (!gone.signal.aborted) setCompared(answer)
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) setError(toAppError(thrown))
      },
    )
    return () => gone.abort()
  }, [client, versions])
  if (versions === null) return <p className={classes.dim}>{t('changes.same')}</p>
  if (error) return <p className={classes.dim}>{t('changes.compareFailed', { message: error.message })}</p>
  if (compared === null)
    return (
      <p className={classes.dim} role="status" aria-busy="true">
        {t('changes.comparing')}
      </p>
    )
  if (compared.unreadable)
    return (
      <p className={classes.dim}>
        {t('changes.compareFailed', { message: `${faultWords(compared.unreadable)}.` })}
      </p>
    )
  return (
    <ul className={classes.words}>
      {compared.changes.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path may change more than once, and the list never moves
        <li key={`${each.path} ${index}`}>{changeSentence(each, 'versions')}</li>
      ))}
      {compared.more && <li className={classes.dim}>…</li>}
    </ul>
  )
}
