import { Button } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { Problem } from '../../session/Problem.tsx'
import classes from '../../session/Session.module.css'
import { useSubmit } from '../../session/useSubmit.ts'
import { t } from '../../words/index.ts'

interface FormDialogProps {
  title: string
  act: string
  ready: boolean
  danger?: boolean
  /** Does it; closing is the caller's affair. */
  run(): Promise<unknown>
  onClose(): void
  children: ReactNode
}

/** A small form in a dialog, with one act. */
export function FormDialog({ title, act, ready, danger = false, run, onClose, children }: FormDialogProps) {
  const id = useId()
  const { busy, error, onSubmit } = useSubmit(run)
  return (
    <DialogFrame
      title={title}
      onClose={onClose}
      size={500}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            type="submit"
            form={id}
            color={danger ? 'danger' : 'accent'}
            loading={busy}
            disabled={!ready}
          >
            {act}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit}>
        {children}
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}
