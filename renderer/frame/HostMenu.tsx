import { Menu } from '@mantine/core'
import {
  IconArrowRight,
  IconHelpCircle,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
  IconStethoscope,
  IconTextCaption,
  IconTrash,
} from '@tabler/icons-react'
import type { Permission } from '../../shared/permissions.ts'
import type { HostView } from '../../shared/models/host.ts'
import { hostActions } from '../actions/hostActions.ts'
import { Refused } from '../actions/Refused.tsx'
import { useRefusals } from '../actions/useRefusals.ts'
import { WhoItem } from '../actions/WhoItem.tsx'
import { useApi } from '../api/client.ts'
import { go } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { type At, PointMenu } from './PointMenu.tsx'
import { SiteChoices } from './SiteChoices.tsx'
import { visible } from '../components/visible.ts'

interface HostMenuProps {
  host: HostView
  at: At
  onRename(): void
  onClose(): void
}

const rights = ['host.connect', 'host.answer', 'host.manage'] as const

/** What can be done with a host, from the rail. */
export function HostMenu({ host, at, onRename, onClose }: HostMenuProps) {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const { id, name, siteId } = host.record
  const actions = hostActions(client, host)
  const refusals = useRefusals(rights, { kind: 'host', hostId: id })
  const refused = (right: Permission) => refusals.has(right)
  const why = (right: Permission) => {
    const reason = refusals.get(right)
    return reason === undefined ? null : <Refused reason={reason} />
  }
  const waiting = host.state.phase === 'waiting'
  return (
    <PointMenu at={at} label={name} onClose={onClose}>
      <Menu.Label>
        <bdi>{visible(name)}</bdi>
      </Menu.Label>
      <Menu.Item leftSection={<IconArrowRight size={14} />} onClick={() => go({ page: 'host', id })}>
        {t('frame.menu.open')}
      </Menu.Item>
      {host.state.question && (
        <Menu.Item
          leftSection={<IconHelpCircle size={14} />}
          disabled={refused('host.answer')}
          onClick={() => openDialog({ kind: 'question', hostId: id })}
        >
          {t('frame.menu.answer')}
          {why('host.answer')}
        </Menu.Item>
      )}
      {actions.canConnect && (
        <Menu.Item
          leftSection={waiting ? <IconRefresh size={14} /> : <IconPlugConnected size={14} />}
          disabled={refused('host.connect')}
          onClick={actions.connect}
        >
          {t(waiting ? 'frame.menu.retry' : 'frame.menu.connect')}
          {why('host.connect')}
        </Menu.Item>
      )}
      {actions.canDisconnect && (
        <Menu.Item
          leftSection={<IconPlugConnectedX size={14} />}
          disabled={refused('host.connect')}
          onClick={actions.disconnect}
        >
          {t(host.state.phase === 'connecting' ? 'frame.menu.cancelConnecting' : 'frame.menu.disconnect')}
          {why('host.connect')}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconStethoscope size={14} />}
        disabled={refused('host.manage')}
        onClick={() => openDialog({ kind: 'diagnose', hostId: id })}
      >
        {t('frame.menu.diagnose')}
        {why('host.manage')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconPencil size={14} />}
        disabled={refused('host.manage')}
        onClick={() => openDialog({ kind: 'editHost', hostId: id })}
      >
        {t('frame.menu.edit')}
        {why('host.manage')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconTextCaption size={14} />}
        rightSection={<kbd>F2</kbd>}
        disabled={refused('host.manage')}
        onClick={onRename}
      >
        {t('frame.menu.rename')}
        {why('host.manage')}
      </Menu.Item>
      {sites.length > 0 && !refused('host.manage') && (
        <SiteChoices
          sites={sites}
          now={siteId}
          onMove={to =>
            client.hosts
              .update({ hostId: id, siteId: to })
              .catch((error: unknown) => tellError(error, t('frame.toast.notMoved', { name })))
          }
        />
      )}
      <WhoItem subject={{ kind: 'host', hostId: id }} name={name} />
      <Menu.Divider />
      <Menu.Item
        color="var(--state-bad)"
        leftSection={<IconTrash size={14} />}
        disabled={refused('host.manage')}
        onClick={() => openDialog({ kind: 'removeHost', hostId: id })}
      >
        {t('frame.menu.remove')}
        {why('host.manage')}
      </Menu.Item>
    </PointMenu>
  )
}
