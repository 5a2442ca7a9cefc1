import { Popover } from '@mantine/core'
import { Anchor } from '../components/AnchoredMenu.tsx'
import type { Anchored } from '../components/MenuButton.tsx'
import { t } from '../words/index.ts'
import { ConnectionList } from './ConnectionList.tsx'

/** The list of connections under the top bar. */
export function ConnectionsPanel({ at, onClose }: Anchored) {
  return (
    <Popover
      opened
      onChange={onClose}
      onDismiss={onClose}
      position="bottom-end"
      width={460}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Anchor at={at} />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('frame.bar.connections')}>
        <ConnectionList onDone={onClose} />
      </Popover.Dropdown>
    </Popover>
  )
}
