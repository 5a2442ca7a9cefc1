import { Button, Select, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { RoleId } from '../../shared/ids.ts'
import { useApi } from '../api/client.ts'
import { EmptyState, ErrorState } from '../components/Messages.tsx'
import { DialogFrame } from '../dialogs/DialogFrame.tsx'
import { useAnswer } from '../pages/settings/useAnswer.ts'
import { tookSession, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { PassphraseField } from './PassphraseField.tsx'
import { Problem } from './Problem.tsx'
import classes from './Session.module.css'
import { useSubmit } from './useSubmit.ts'

const SPANS = [15, 30, 60, 120]
const REASON_MIN = 8

/** Break-glass: a role for a while, with a reason and the second factor. */
export function ElevateDialog({ onClose }: { onClose(): void }) {
  const { client } = useApi()
  const person = useSession(({ state }) => state?.person ?? null)
  const offered = useAnswer(useCallback(signal => client.session.elevations(undefined, { signal }), [client]))
  const [picked, setPicked] = useState<RoleId | null>(null)
  const [wanted, setWanted] = useState<number>(15)
  const [reason, setReason] = useState('')
  const [code, setCode] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const roleId = picked ?? offered.value?.[0]?.roleId ?? null
  const most = offered.value?.find(each => each.roleId === roleId)?.maxMinutes ?? 0
  const spans = [...SPANS.filter(count => count < most), most]
  const minutes = Math.min(wanted, most)
  const factor = person?.secondFactor ?? false
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (roleId === null) return
    const proof = factor ? { code } : { passphrase }
    tookSession(await client.session.elevate({ roleId, reason: reason.trim(), minutes, ...proof }))
    onClose()
  })
  const ready =
    roleId !== null && reason.trim().length >= REASON_MIN && (factor ? code.trim() !== '' : passphrase !== '')
  const none = offered.value?.length === 0
  const id = 'elevate'
  return (
    <DialogFrame
      title={t('session.elevation.title')}
      onClose={onClose}
      footer={
        offered.value !== null &&
        !none && (
          <>
            <Button variant="default" onClick={onClose}>
              {t('dialogs.cancel')}
            </Button>
            <Button type="submit" form={id} color="danger" disabled={!ready} loading={busy}>
              {t('session.elevation.start')}
            </Button>
          </>
        )
      }
    >
      {offered.error && <ErrorState error={offered.error} onRetry={offered.again} />}
      {none && (
        <EmptyState icon={IconLock} title={t('session.elevation.none')}>
          <p>{t('session.elevation.noneNext')}</p>
        </EmptyState>
      )}
      {offered.value !== null && !none && (
        <form id={id} className={classes.form} onSubmit={onSubmit}>
          <p>{t('session.elevation.lead')}</p>
          <Select
            label={t('session.elevation.role')}
            allowDeselect={false}
            data={offered.value.map(role => ({ value: role.roleId, label: role.name }))}
            value={roleId}
            onChange={value => setPicked(offered.value?.find(role => role.roleId === value)?.roleId ?? null)}
          />
          <div>
            <p className={classes.dim}>{t('session.elevation.minutes')}</p>
            <SegmentedControl
              aria-label={t('session.elevation.minutes')}
              data={spans.map(count => ({
                value: String(count),
                label: t('session.elevation.forMinutes', { count }),
              }))}
              value={String(minutes)}
              onChange={value => setWanted(Number(value))}
            />
          </div>
          <Textarea
            label={t('session.elevation.reason')}
            description={t('session.elevation.reasonWhat')}
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            required
            data-autofocus
            onChange={event => setReason(event.currentTarget.value)}
          />
          {factor ? (
            <TextInput
              label={t('session.elevation.code')}
              value={code}
              maxLength={64}
              autoComplete="one-time-code"
              spellCheck={false}
              required
              onChange={event => setCode(event.currentTarget.value)}
            />
          ) : (
            <PassphraseField
              label={t('session.elevation.passphrase')}
              description={t('session.elevation.passphraseWhat')}
              value={passphrase}
              onChange={setPassphrase}
              required
            />
          )}
          <Problem error={error} />
        </form>
      )}
    </DialogFrame>
  )
}
