import { ActionIcon } from '@mantine/core'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { t } from '../words/index.ts'
import classes from './TopBar.module.css'
import { Tip } from '../components/Tip.tsx'

/** Back and forward, for windows that have no buttons of a browser around them. */
export function HistoryButtons() {
  return (
    <span className={classes.history}>
      <Tip label={t('frame.bar.back')}>
        <ActionIcon size={24} aria-label={t('frame.bar.back')} onClick={() => window.history.back()}>
          <IconArrowLeft size={15} aria-hidden="true" />
        </ActionIcon>
      </Tip>
      <Tip label={t('frame.bar.forward')}>
        <ActionIcon size={24} aria-label={t('frame.bar.forward')} onClick={() => window.history.forward()}>
          <IconArrowRight size={15} aria-hidden="true" />
        </ActionIcon>
      </Tip>
    </span>
  )
}
