import { Button } from '@mantine/core'
import { useState } from 'react'
import { DialogFrame } from '../dialogs/DialogFrame.tsx'
import { t } from '../words/index.ts'
import { RecoveryKeyView } from './RecoveryKeyView.tsx'
import classes from './Session.module.css'

/** A new recovery key, shown once; closing without proof is asked about. */
export function RecoveryKeyDialog({
  recoveryKey,
  name,
  onClose,
}: {
  recoveryKey: string
  name: string
  onClose(): void
}) {
  const [proved, setProved] = useState(false)
  const [asking, setAsking] = useState(false)
  return (
    <DialogFrame
      title={t('session.key.title')}
      onClose={() => (proved ? onClose() : setAsking(true))}
      footer={
        asking && !proved ? (
          <div className={classes.sure}>
            <span>{t('session.key.skipSure')}</span>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('dialogs.cancel')}
            </Button>
            <Button color="danger" onClick={onClose}>
              {t('session.key.skip')}
            </Button>
          </div>
        ) : (
          <Button disabled={!proved} onClick={onClose}>
            {t('session.key.done')}
          </Button>
        )
      }
    >
      <RecoveryKeyView recoveryKey={recoveryKey} name={name} onProved={setProved} />
    </DialogFrame>
  )
}
