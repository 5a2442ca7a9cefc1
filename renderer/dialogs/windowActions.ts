import type { PageId } from '../../shared/pages.ts'
import {
  IconBookmarkPlus,
  IconFolderPlus,
  IconKeyboard,
  IconLayoutBottombar,
  IconLayoutSidebar,
  IconMoon,
  IconPlus,
  IconRefresh,
  IconReload,
  IconRowInsertBottom,
  IconSun,
  IconSunMoon,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Permission } from '../../shared/permissions.ts'
import type { CoreClient } from '../api/client.ts'
import { openDialog } from '../stores/dialogs.ts'
import { isSaveable } from '../stores/savedViews.ts'
import { shortcutKeys } from '../stores/shortcuts.ts'
import { tellError } from '../stores/toasts.ts'
import { toggleRail } from '../stores/rail.ts'
import { setView, type View } from '../stores/view.ts'
import { t } from '../words/index.ts'
import { folded, type PaletteEntry } from './palette.ts'
import type { ShortcutId } from './shortcutList.ts'

interface WindowState {
  client: CoreClient
  view: View
  page: PageId
  shortcuts: { keys: Readonly<Record<string, string>> }
  /** Why a right is held nowhere; null where it is held. */
  nowhere(permission: Permission): string | null
}

/** What can be done with the window and the fleet as a whole. */
export function windowActions({ client, view, page, shortcuts, nowhere }: WindowState): PaletteEntry[] {
  const does = (
    key: string,
    label: string,
    icon: TablerIcon,
    run: () => void,
    shortcut?: ShortcutId,
  ): PaletteEntry => ({
    key: `do:${key}`,
    kind: 'action',
    label,
    folded: folded(label),
    icon,
    shortcut: shortcut ? shortcutKeys(shortcut, shortcuts) : null,
    run,
  })
  const needing = (permission: Permission, entry: PaletteEntry): PaletteEntry => {
    const refused = nowhere(permission)
    return refused === null ? entry : { ...entry, refused }
  }
  const { theme, density, dockOpen, railOpen } = view
  return [
    needing(
      'host.manage',
      does('addHost', t('palette.addHost'), IconPlus, () => openDialog({ kind: 'addHost' }), 'addHost'),
    ),
    needing(
      'site.manage',
      does('newSite', t('palette.newSite'), IconFolderPlus, () => openDialog({ kind: 'site', siteId: null })),
    ),
    needing(
      'host.connect',
      does('retryAll', t('palette.retryAll'), IconRefresh, () => {
        client.app.retryAll().catch((error: unknown) => tellError(error))
      }),
    ),
    ...(isSaveable(page)
      ? [
          does(
            'saveView',
            t('palette.saveView'),
            IconBookmarkPlus,
            () => openDialog({ kind: 'saveView' }),
            'saveView',
          ),
        ]
      : []),
    does(
      'dock',
      t(dockOpen ? 'palette.hideDock' : 'palette.showDock'),
      IconLayoutBottombar,
      () => setView({ dockOpen: !dockOpen }),
      'dock',
    ),
    does(
      'rail',
      t(railOpen ? 'palette.hideRail' : 'palette.showRail'),
      IconLayoutSidebar,
      toggleRail,
      'rail',
    ),
    ...(theme === 'dark'
      ? []
      : [does('dark', t('palette.themeDark'), IconMoon, () => setView({ theme: 'dark' }))]),
    ...(theme === 'light'
      ? []
      : [does('light', t('palette.themeLight'), IconSun, () => setView({ theme: 'light' }))]),
    ...(theme === 'auto'
      ? []
      : [does('auto', t('palette.themeAuto'), IconSunMoon, () => setView({ theme: 'auto' }))]),
    does(
      'density',
      t(density === 'compact' ? 'palette.comfortable' : 'palette.compact'),
      IconRowInsertBottom,
      () => setView({ density: density === 'compact' ? 'comfortable' : 'compact' }),
    ),
    does('help', t('palette.shortcuts'), IconKeyboard, () => openDialog({ kind: 'shortcuts' }), 'help'),
    does('reload', t('palette.reload'), IconReload, () => window.location.reload()),
  ]
}
