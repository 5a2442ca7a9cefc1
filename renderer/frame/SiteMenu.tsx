import { Menu } from '@mantine/core'
import { IconPencil, IconTextCaption, IconTrash } from '@tabler/icons-react'
import type { SiteId } from '../../shared/ids.ts'
import type { Site } from '../../shared/models/host.ts'
import { Refused } from '../actions/Refused.tsx'
import { useRefusals } from '../actions/useRefusals.ts'
import { WhoItem } from '../actions/WhoItem.tsx'
import { useApi } from '../api/client.ts'
import { go, useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { type At, PointMenu } from './PointMenu.tsx'
import { SiteChoices } from './SiteChoices.tsx'
import { visible } from '../components/visible.ts'

interface SiteMenuProps {
  site: Site
  at: At
  onRename(): void
  onClose(): void
}

/** What can be done with a site, from the rail. */
export function SiteMenu({ site, at, onRename, onClose }: SiteMenuProps) {
  const { client } = useApi()
  const sites = useFleet(fleet => fleet.sites)
  const reason = useRefusals(['site.manage'], { kind: 'site', siteId: site.id }).get('site.manage')
  const refused = reason !== undefined
  const why = reason === undefined ? null : <Refused reason={reason} />
  const others = sites.filter(each => each.id !== site.id)
  return (
    <PointMenu at={at} label={site.name} onClose={onClose}>
      <Menu.Label>
        <bdi>{visible(site.name)}</bdi>
      </Menu.Label>
      <Menu.Item
        leftSection={<IconPencil size={14} />}
        disabled={refused}
        onClick={() => openDialog({ kind: 'site', siteId: site.id })}
      >
        {t('frame.menu.edit')}
        {why}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconTextCaption size={14} />}
        rightSection={<kbd>F2</kbd>}
        disabled={refused}
        onClick={onRename}
      >
        {t('frame.menu.rename')}
        {why}
      </Menu.Item>
      {others.length > 0 && !refused && (
        <SiteChoices
          sites={others}
          now={site.parentId}
          onMove={to =>
            client.sites
              .update({ siteId: site.id, parentId: to })
              .catch((error: unknown) => tellError(error, t('frame.toast.notMoved', { name: site.name })))
          }
        />
      )}
      <WhoItem subject={{ kind: 'site', siteId: site.id }} name={site.name} />
      <Menu.Divider />
      <Menu.Item
        color="var(--state-bad)"
        leftSection={<IconTrash size={14} />}
        disabled={refused}
        onClick={() =>
          client.sites.remove({ siteId: site.id }).then(
            () => leave(site.id),
            (error: unknown) => tellError(error),
          )
        }
      >
        {t('frame.menu.removeSite')}
        {why}
      </Menu.Item>
    </PointMenu>
  )
}

/** Nobody stays on a page about a site that they removed. */
function leave(siteId: SiteId): void {
  const { scope } = useAddress.getState()
  if (scope.kind === 'site' && scope.id === siteId) go({ scope: { kind: 'fleet' } }, 'replace')
}
