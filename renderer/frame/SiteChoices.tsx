import { Menu } from '@mantine/core'
import type { SiteId } from '../../shared/ids.ts'
import type { Site } from '../../shared/models/host.ts'
import { t } from '../words/index.ts'
import { visible } from '../components/visible.ts'

interface SiteChoicesProps {
  sites: readonly Site[]
  /** Where it is now; that choice does nothing. */
  now: SiteId | null
  onMove(to: SiteId | null): void
}

/** The sites that something can be moved to, as a menu in a menu. */
export function SiteChoices({ sites, now, onMove }: SiteChoicesProps) {
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item>{t('frame.menu.move')}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {[{ id: null, name: t('frame.menu.noSite') }, ...sites].map(site => (
          <Menu.Item key={site.id ?? 'none'} disabled={site.id === now} onClick={() => onMove(site.id)}>
            <bdi>{visible(site.name)}</bdi>
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  )
}
