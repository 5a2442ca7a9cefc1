import { Button } from '@mantine/core'
import { useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useMay } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { rightName } from '../words/rightName.ts'
import { useRefusals } from './useRefusals.ts'

interface AddHostButtonProps {
  leftSection?: React.ReactNode
  children: React.ReactNode
}

/** Leads to adding a host, in the site that is looked at where it is one; whoever may add none there is told why. */
export function AddHostButton({ leftSection, children }: AddHostButtonProps) {
  const scope = useAddress(address => address.scope)
  const may = useMay('host.manage')
  const here = scope.kind === 'site'
  const refusals = useRefusals(
    here && may ? ['host.manage'] : [],
    here ? { kind: 'site', siteId: scope.id } : { kind: 'installation' },
  )
  const refused = may
    ? refusals.get('host.manage')
    : t('session.can.nowhere', { right: rightName('host.manage') })
  return (
    <Button
      leftSection={leftSection}
      disabled={refused !== undefined}
      title={refused}
      onClick={() => openDialog({ kind: 'addHost' })}
    >
      {children}
    </Button>
  )
}
