import { Button } from '@mantine/core'
import { DialogFrame } from '../dialogs/DialogFrame.tsx'
import { Problem } from '../session/Problem.tsx'
import { useSubmit } from '../session/useSubmit.ts'
import { t } from '../words/index.ts'

interface ConfirmDialogProps {
  title: string
  /** What will happen, in words. */
  children: React.ReactNode
  /** What the button says that does it. */
  act: string
  danger?: boolean
  /** Does it; the dialog closes when it is done and says why when it is refused. */
  run(): Promise<unknown>
  onClose(): void
}

/** Asks before something is done that is not easily undone. The way out comes first. */
export function ConfirmDialog({ title, children, act, danger = true, run, onClose }: ConfirmDialogProps) {
  const submit = useSubmit(run)
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      size={480}
      footer={
        <>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            color={danger ? 'danger' : 'accent'}
            loading={submit.busy}
            onClick={() => {
              void submit.run().then(done => done && onClose())
            }}
          >
            {act}
          </Button>
        </>
      }
    >
      {children}
      <Problem error={submit.error} />
    </DialogFrame>
  )
}
