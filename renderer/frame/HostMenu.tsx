import { Menu } from '@mantine/core'
import {
  IconHelpCircle,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react'
import type { HostView, Site } from '../../shared/models/host.ts'
import { useApi } from '../api/client.ts'
import { hostActions } from '../actions/hostActions.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'

interface At {
  x: number
  y: number
}

/** A menu that opens where the pointer is. */
function PointMenu({
  at,
  label,
  onClose,
  children,
}: {
  at: At
  label: string
  onClose(): void
  children: React.ReactNode
}) {
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  )
}

/** What can be done with a host, from the rail. */
export function HostMenu({ host, at, onClose }: { host: HostView; at: At; onClose(): void }) {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const { id, name, siteId } = host.record
  const actions = hostActions(client, host)
  return (
    <PointMenu at={at} label={name} onClose={onClose}>
      <Menu.Label>
        <bdi>{name}</bdi>
      </Menu.Label>
      {host.state.question && (
        <Menu.Item
          leftSection={<IconHelpCircle size={14} />}
          onClick={() => openDialog({ kind: 'question', hostId: id })}
        >
          Answer its question…
        </Menu.Item>
      )}
      {actions.canConnect && (
        <Menu.Item
          leftSection={
            host.state.phase === 'waiting' ? <IconRefresh size={14} /> : <IconPlugConnected size={14} />
          }
          onClick={actions.connect}
        >
          {host.state.phase === 'waiting' ? 'Retry now' : 'Connect'}
        </Menu.Item>
      )}
      {actions.canDisconnect && (
        <Menu.Item leftSection={<IconPlugConnectedX size={14} />} onClick={actions.disconnect}>
          {host.state.phase === 'connecting' ? 'Cancel connecting' : 'Disconnect'}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconStethoscope size={14} />}
        onClick={() => openDialog({ kind: 'diagnose', hostId: id })}
      >
        Diagnose…
      </Menu.Item>
      <Menu.Item
        leftSection={<IconPencil size={14} />}
        onClick={() => openDialog({ kind: 'editHost', hostId: id })}
      >
        Edit…
      </Menu.Item>
      {sites.length > 0 && (
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item>Move to site</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {[{ id: null, name: 'No site' }, ...sites].map(site => (
              <Menu.Item
                key={site.id ?? 'none'}
                disabled={site.id === siteId}
                onClick={() =>
                  client.hosts
                    .update({ hostId: id, siteId: site.id })
                    .catch((error: unknown) => tellError(error))
                }
              >
                <bdi>{site.name}</bdi>
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      )}
      <Menu.Divider />
      <Menu.Item
        color="var(--state-bad)"
        leftSection={<IconTrash size={14} />}
        onClick={() => openDialog({ kind: 'removeHost', hostId: id })}
      >
        Remove…
      </Menu.Item>
    </PointMenu>
  )
}

/** What can be done with a site, from the rail. */
export function SiteMenu({ site, at, onClose }: { site: Site; at: At; onClose(): void }) {
  const { client } = useApi()
  return (
    <PointMenu at={at} label={site.name} onClose={onClose}>
      <Menu.Label>
        <bdi>{site.name}</bdi>
      </Menu.Label>
      <Menu.Item
        leftSection={<IconPencil size={14} />}
        onClick={() => openDialog({ kind: 'site', siteId: site.id })}
      >
        Edit…
      </Menu.Item>
      <Menu.Item
        color="var(--state-bad)"
        leftSection={<IconTrash size={14} />}
        onClick={() => client.sites.remove({ siteId: site.id }).catch((error: unknown) => tellError(error))}
      >
        Remove site (hosts move up)
      </Menu.Item>
    </PointMenu>
  )
}
