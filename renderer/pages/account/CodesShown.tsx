import { Button } from '@mantine/core'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { RecoveryCodes } from '../../session/RecoveryCodes.tsx'
import { t } from '../../words/index.ts'

/** New recovery codes, shown once. */
export function CodesShown({
  codes,
  name,
  onClose,
}: {
  codes: readonly string[]
  name: string
  onClose(): void
}) {
  return (
    <DialogFrame
      title={t('session.account.codesTitle')}
      onClose={onClose}
      size={500}
      footer={<Button onClick={onClose}>{t('session.account.codesDone')}</Button>}
    >
      <RecoveryCodes codes={codes} name={name} />
    </DialogFrame>
  )
}
