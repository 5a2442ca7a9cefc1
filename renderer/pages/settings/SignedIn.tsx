import { Button } from '@mantine/core'
import { useCallback } from 'react'
import { useApi } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { useMayEverywhere } from '../../stores/session.ts'
import { tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import { useAnswer } from './useAnswer.ts'

/** The browsers that are signed in at this core, and the way to sign one out; nothing where it serves none. */
export function SignedIn() {
  // Asking is an entry of the audit where it is refused.
  return useMayEverywhere('session.manage') ? <Browsers /> : null
}

function Browsers() {
  const { client } = useApi()
  const sessions = useAnswer(useCallback(signal => client.app.sessions(undefined, { signal }), [client]))
  if (sessions.value === null || sessions.value.length === 0) return null
  const end = (id: string) => {
    client.app.endSession({ id }).then(sessions.again, (error: unknown) => tellError(error))
  }
  return (
    <SettingGroup title={t('settings.browsers.title')}>
      {sessions.value.map(({ id, browser, windows, openedAtMs, isOwn }) => (
        <SettingRow
          key={id}
          label={isOwn ? t('settings.browsers.own') : t('settings.browsers.other', { count: windows })}
          what={browser ?? t('settings.browsers.unnamed')}
          note={
            <span>
              {t('settings.browsers.since')} <DataAge asOfMs={openedAtMs} phrase="ago" />
            </span>
          }
        >
          {!isOwn && (
            <Button variant="default" size="xs" onClick={() => end(id)}>
              {t('settings.browsers.end')}
            </Button>
          )}
        </SettingRow>
      ))}
    </SettingGroup>
  )
}
