import { Button } from '@mantine/core'
import { IconLock, IconPlugConnected, IconServer2 } from '@tabler/icons-react'
import { AddHostButton } from '../../actions/AddHostButton.tsx'
import { EmptyState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../words/index.ts'

/** What the list says when there are no machines at all here, and what to do about it. */
export function ListEmpty() {
  const hosts = useFleet(fleet => fleet.hosts.size)
  const mayAdd = useMay('host.manage')
  const whole = useAddress(address => address.scope.kind === 'fleet')
  if (hosts === 0 && !mayAdd)
    return (
      <EmptyState icon={IconLock} title={t('session.can.emptyTitle')}>
        <p>{t('session.can.emptyWhat')}</p>
      </EmptyState>
    )
  if (hosts === 0)
    return (
      <EmptyState
        icon={IconServer2}
        title={t('machines.addFirstHost')}
        action={<AddHostButton>{t('machines.addHost')}</AddHostButton>}
      >
        <p>
          {t('machines.firstHostWords')} {t('machines.firstHostAddress')}{' '}
          <code>qemu+ssh://you@kvm1/system</code> {t('machines.firstHostGroup')} <code>libvirt</code>.
        </p>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconPlugConnected}
      title={whole ? t('machines.noneYet') : t('machines.noneHere')}
      action={
        whole ? undefined : (
          <Button variant="default" onClick={() => go({ scope: { kind: 'fleet' } })}>
            {t('machines.wholeFleet')}
          </Button>
        )
      }
    >
      <p>{t('machines.noneWords')}</p>
    </EmptyState>
  )
}
