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
import type { CoreClient } from '../api/client.ts'
import type { PageId } from '../stores/address.ts'
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
}

/** What can be done with the window and the fleet as a whole. */
export function windowActions({ client, view, page, shortcuts }: WindowState): PaletteEntry[] {
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
  const { theme, density, dockOpen, railOpen } = view
  return [
    does('addHost', t('palette.addHost'), IconPlus, () => openDialog({ kind: 'addHost' }), 'addHost'),
    does('newSite', t('palette.newSite'), IconFolderPlus, () => openDialog({ kind: 'site', siteId: null })),
    does('retryAll', t('palette.retryAll'), IconRefresh, () => {
      client.app.retryAll().catch((error: unknown) => tellError(error))
    }),
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
