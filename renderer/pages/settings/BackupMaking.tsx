import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { BackupState } from '../../../shared/contract/index.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { NewPassphrase } from '../../session/NewPassphrase.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import classes from './Settings.module.css'

interface MakingProps {
  onDone(): void
  onClose(): void
}

/** Asks for the passphrase of a back-up and makes it. */
export function MakeBackup({ onDone, onClose }: MakingProps) {
  const { client } = useApi()
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const submit = useSubmit(async () => {
    if (passphrase === null) return
    const { name } = await client.backup.run({ passphrase })
    tell(t('upkeep.backup.made', { name }))
    onDone()
    onClose()
  })
  return (
    <DialogFrame
      title={t('upkeep.backup.make')}
      onClose={onClose}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button loading={submit.busy} disabled={passphrase === null} onClick={() => void submit.run()}>
            {t('upkeep.backup.run')}
          </Button>
        </>
      }
    >
      <form className={classes.form} onSubmit={submit.onSubmit}>
        <NewPassphrase label={t('upkeep.backup.passphraseNew')} name="" autoFocus onChosen={setPassphrase} />
        <p className={classes.dim}>{t('upkeep.backup.lost')}</p>
        <Problem error={submit.error} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </DialogFrame>
  )
}

/** Asks for the passphrase that daily back-ups open with, and how many stay. */
export function ScheduleBackups({
  schedule,
  onDone,
  onClose,
}: MakingProps & { schedule: BackupState['schedule'] }) {
  const { client } = useApi()
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const [keep, setKeep] = useState(schedule?.keep ?? 7)
  const submit = useSubmit(async () => {
    if (passphrase === null) return
    await client.backup.schedule({ passphrase, keep })
    onDone()
    onClose()
  })
  return (
    <DialogFrame
      title={t('upkeep.backup.turnOn')}
      onClose={onClose}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button loading={submit.busy} disabled={passphrase === null} onClick={() => void submit.run()}>
            {t('upkeep.backup.start')}
          </Button>
        </>
      }
    >
      <form className={classes.form} onSubmit={submit.onSubmit}>
        <p className={classes.dim}>{t('upkeep.backup.dailyWhat')}</p>
        <NewPassphrase label={t('upkeep.backup.passphraseNew')} name="" autoFocus onChosen={setPassphrase} />
        <NumberInput
          label={t('upkeep.backup.keep')}
          value={keep}
          min={1}
          max={365}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="blur"
          onChange={value => {
            if (typeof value === 'number') setKeep(value)
          }}
        />
        <p className={classes.dim}>{t('upkeep.backup.lost')}</p>
        <Problem error={submit.error} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </DialogFrame>
  )
}
