import { Modal } from '@mantine/core'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

interface DialogFrameProps {
  /** Names the object and, where there is one, the host. */
  title: React.ReactNode
  onClose(): void
  size?: number | string
  /** Concerns a production site: the dialog carries its stripe. */
  production?: boolean
  children: React.ReactNode
  /** Buttons, the one that does it last. */
  footer?: React.ReactNode
}

/** The frame of every dialog: title, scrolling body, footer that stays in view. */
export function DialogFrame({ title, onClose, size = 560, production, children, footer }: DialogFrameProps) {
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size}
      yOffset="8vh"
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay color="var(--scrim)" backgroundOpacity={1} />
      <Modal.Content>
        {production && <div className={classes.stripe} title={t('dialogs.production')} />}
        <div className={classes.header}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('dialogs.close')} />
        </div>
        <Modal.Body className={classes.body}>{children}</Modal.Body>
        {footer && <div className={classes.footer}>{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  )
}
