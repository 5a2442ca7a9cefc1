import { Modal } from '@mantine/core'
import { createContext, useContext, useEffect, useState } from 'react'
import { useReturnFocus } from '../components/returnFocus.ts'
import { visible } from '../components/visible.ts'
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

/** The second click of a double one on what opens a dialog falls beside it. */
const DOUBLE_CLICK_MS = 500

/** Told by a dialog that is opened out of another one: the keyboard is its own until it closes. */
const Above = createContext<(change: 1 | -1) => void>(() => {})

/** The frame of every dialog: title, scrolling body, footer that stays in view. */
export function DialogFrame({ title, onClose, size = 560, production, children, footer }: DialogFrameProps) {
  useReturnFocus()
  const [above, setAbove] = useState(0)
  const [tell] = useState(() => (change: 1 | -1) => setAbove(count => count + change))
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), DOUBLE_CLICK_MS)
    return () => clearTimeout(timer)
  }, [])
  const below = useContext(Above)
  useEffect(() => {
    below(1)
    return () => below(-1)
  }, [below])
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={size}
      yOffset="8vh"
      closeOnEscape={above === 0}
      closeOnClickOutside={settled}
      trapFocus={above === 0}
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay color="var(--scrim)" backgroundOpacity={1} />
      <Modal.Content>
        {production && <div className={classes.stripe} title={t('dialogs.production')} />}
        <div className={classes.header}>
          <Modal.Title className={classes.title}>
            {typeof title === 'string' ? visible(title) : title}
          </Modal.Title>
          <Modal.CloseButton aria-label={t('dialogs.close')} />
        </div>
        <Above.Provider value={tell}>
          <Modal.Body className={classes.body}>{children}</Modal.Body>
          {footer && <div className={classes.footer}>{footer}</div>}
        </Above.Provider>
      </Modal.Content>
    </Modal.Root>
  )
}
