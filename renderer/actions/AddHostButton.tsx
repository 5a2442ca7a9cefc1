import { Button } from '@mantine/core'
import { openDialog } from '../stores/dialogs.ts'
import { useMay } from '../stores/session.ts'
import { t } from '../words/index.ts'

interface AddHostButtonProps {
  leftSection?: React.ReactNode
  children: React.ReactNode
}

/** Leads to adding a host; whoever may add none is told why. */
export function AddHostButton({ leftSection, children }: AddHostButtonProps) {
  const may = useMay('host.manage')
  return (
    <Button
      leftSection={leftSection}
      disabled={!may}
      title={may ? undefined : t('session.can.nowhere', { right: 'host.manage' })}
      onClick={() => openDialog({ kind: 'addHost' })}
    >
      {children}
    </Button>
  )
}
