import { Button } from '@mantine/core'
import { useCallback, useEffect } from 'react'
import { useApi } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { ErrorState } from '../../components/Messages.tsx'
import { useMay } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { formatMinute } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { Skeleton } from '../host/Skeleton.tsx'
import { SettingGroup, SettingRow } from '../settings/SettingRow.tsx'
import { useAnswer } from '../settings/useAnswer.ts'
import { browserWords } from './browserWords.ts'

const AGAIN_MS = 10_000

/** Where one is signed in, and everybody else for whoever may see it; each can be ended. */
export function Sessions() {
  const { client } = useApi()
  const all = useMay('session.manage')
  const sessions = useAnswer(useCallback(signal => client.session.list(undefined, { signal }), [client]))
  const { again } = sessions
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  const end = async (sessionId: NonNullable<typeof sessions.value>[number]['id']) => {
    try {
      await client.session.end({ sessionId })
      tell(t('session.account.sessionEnded'))
      again()
    } catch (error) {
      tellError(error)
    }
  }
  return (
    <SettingGroup title={t(all ? 'session.account.sessionsAll' : 'session.account.sessions')}>
      {sessions.error && <ErrorState error={sessions.error} onRetry={again} />}
      {!sessions.error && sessions.value === null && (
        <Skeleton what={t('session.account.loading')} rows={3} />
      )}
      {sessions.value?.length === 0 && <p>{t('session.account.sessionNone')}</p>}
      {sessions.value?.map(session => {
        const shell = t(`session.account.sessionShell.${session.shell}`)
        return (
          <SettingRow
            key={session.id}
            label={`${all ? `${session.person} · ` : ''}${shell}${session.isOwn ? ` · ${t('session.account.sessionOwn')}` : ''}`}
            what={session.where === null ? undefined : browserWords(session.where)}
            note={
              <>
                <span>{t('session.account.sessionSince', { since: formatMinute(session.openedAtMs) })}</span>
                <span>
                  {session.connected ? (
                    <>
                      {t('session.account.sessionSeen')} <DataAge asOfMs={session.lastSeenMs} phrase="ago" />
                    </>
                  ) : (
                    t('session.account.sessionGone')
                  )}
                </span>
                <span>{t('session.account.sessionUntil', { until: formatMinute(session.untilMs) })}</span>
              </>
            }
          >
            {!session.isOwn && (
              <Button
                variant="default"
                aria-label={t('session.account.sessionEndOf', { person: session.person, shell })}
                onClick={() => void end(session.id)}
              >
                {t('session.account.sessionEnd')}
              </Button>
            )}
          </SettingRow>
        )
      })}
    </SettingGroup>
  )
}
