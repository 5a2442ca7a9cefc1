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

interface AskingProps extends MakingProps {
  title: string
  /** What the button says. */
  verb: string
  /** Above the passphrase: what it is for. */
  before?: React.ReactNode
  /** Between the passphrase and the warning. */
  children?: React.ReactNode
  act(passphrase: string): Promise<void>
}

/** Asks for a new passphrase that a back-up opens with, says what is lost without it, and acts. */
function PassphraseDialog({ title, verb, before, children, act, onDone, onClose }: AskingProps) {
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const submit = useSubmit(async () => {
    if (passphrase === null) return
    await act(passphrase)
    onDone()
    onClose()
  })
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button loading={submit.busy} disabled={passphrase === null} onClick={() => void submit.run()}>
            {verb}
          </Button>
        </>
      }
    >
      <form className={classes.form} onSubmit={submit.onSubmit}>
        {before}
        <NewPassphrase label={t('upkeep.backup.passphraseNew')} name="" autoFocus onChosen={setPassphrase} />
        {children}
        <p className={classes.dim}>{t('upkeep.backup.lost')}</p>
        <Problem error={submit.error} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </DialogFrame>
  )
}

/** Asks for the passphrase of a back-up and makes it. */
export function MakeBackup(asked: MakingProps) {
  const { client } = useApi()
  return (
    <PassphraseDialog
      {...asked}
      title={t('upkeep.backup.make')}
      verb={t('upkeep.backup.run')}
      act={async passphrase => {
        const { name } = await client.backup.run({ passphrase })
        tell(t('upkeep.backup.made', { name }))
      }}
    />
  )
}

/** Asks for the passphrase that daily back-ups open with, and how many stay. */
export function ScheduleBackups({ schedule, ...asked }: MakingProps & { schedule: BackupState['schedule'] }) {
  const { client } = useApi()
  const [keep, setKeep] = useState(schedule?.keep ?? 7)
  return (
    <PassphraseDialog
      {...asked}
      title={t('upkeep.backup.turnOn')}
      verb={t('upkeep.backup.start')}
      before={<p className={classes.dim}>{t('upkeep.backup.dailyWhat')}</p>}
      act={async passphrase => {
        await client.backup.schedule({ passphrase, keep })
      }}
    >
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
    </PassphraseDialog>
  )
}
