import type { MenuItemConstructorOptions } from 'electron'
import type { UpdateState } from './updates.ts'
import { type DesktopWords, fill } from './words.ts'

/** What the menu's own entries do; the rest are the system's roles. */
export interface MenuVerbs {
  show(address: string): void
  savePdf(): void
  lock(): void
  back(): void
  forward(): void
  openDataFolder(): void
  update(): void
}

/** What decides which entries there are. */
export interface MenuParts {
  platform: NodeJS.Platform
  words: DesktopWords
  update: UpdateState
  /** A checkout shows the developer's tools; an installed program does not. */
  isPackaged: boolean
  /** Somebody is there who could come back after a lock. */
  canLock: boolean
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function updateEntry({ update, words }: MenuParts, verbs: MenuVerbs): MenuItemConstructorOptions[] {
  if (update.kind === 'none') return []
  const texts = {
    available: words.update,
    failed: words.update,
    fetching: words.updating,
    ready: words.restartToUpdate,
  }
  return [
    {
      label: fill(texts[update.kind], { version: update.version }),
      enabled: update.kind !== 'fetching',
      click: () => verbs.update(),
    },
  ]
}

function settingsEntry({ words }: MenuParts, verbs: MenuVerbs): MenuItemConstructorOptions {
  return { label: words.settings, accelerator: 'CmdOrCtrl+,', click: () => verbs.show('#/settings') }
}

/** macOS keeps what concerns the program itself under its name. */
function programMenu(parts: MenuParts, verbs: MenuVerbs): MenuItemConstructorOptions[] {
  const { words, platform } = parts
  if (platform !== 'darwin') return []
  return [
    {
      label: 'NovaCron',
      submenu: [
        { role: 'about', label: words.about },
        ...updateEntry(parts, verbs),
        separator,
        settingsEntry(parts, verbs),
        separator,
        { role: 'services', label: words.services },
        separator,
        { role: 'hide', label: words.hide },
        { role: 'hideOthers', label: words.hideOthers },
        { role: 'unhide', label: words.showAll },
        separator,
        { role: 'quit', label: words.quit },
      ],
    },
  ]
}

function goMenu({ words, platform }: MenuParts, verbs: MenuVerbs): MenuItemConstructorOptions {
  const [back, forward] = platform === 'darwin' ? ['Cmd+[', 'Cmd+]'] : ['Alt+Left', 'Alt+Right']
  return {
    label: words.go,
    submenu: [
      { label: words.back, accelerator: back ?? '', click: () => verbs.back() },
      { label: words.forward, accelerator: forward ?? '', click: () => verbs.forward() },
      separator,
      ...Object.entries(words.pages).map(([page, label]) => ({
        label,
        click: () => verbs.show(`#/${page}`),
      })),
    ],
  }
}

/** The native menu: what each platform expects, in the person's language. */
export function menuTemplate(parts: MenuParts, verbs: MenuVerbs): MenuItemConstructorOptions[] {
  const { words, platform } = parts
  const mac = platform === 'darwin'
  return [
    ...programMenu(parts, verbs),
    {
      label: words.file,
      submenu: [
        { label: words.addHosts, click: () => verbs.show('#/welcome') },
        { label: words.savePdf, accelerator: 'CmdOrCtrl+P', click: () => verbs.savePdf() },
        separator,
        ...(parts.canLock
          ? [{ label: words.lock, accelerator: 'CmdOrCtrl+Shift+L', click: () => verbs.lock() }, separator]
          : []),
        ...(mac ? [] : [settingsEntry(parts, verbs), separator]),
        { role: 'close', label: words.close },
        ...(mac ? [] : [{ role: 'quit' as const, label: words.quit }]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'reload', label: words.reload },
        ...(parts.isPackaged ? [] : [{ role: 'toggleDevTools' as const, label: words.developerTools }]),
        separator,
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        separator,
        { role: 'togglefullscreen', label: words.fullScreen },
      ],
    },
    goMenu(parts, verbs),
    {
      label: words.window,
      role: 'window',
      submenu: [
        { role: 'minimize', label: words.minimise },
        ...(mac
          ? [
              { role: 'zoom' as const, label: words.zoom },
              separator,
              { role: 'front' as const, label: words.toFront },
            ]
          : []),
      ],
    },
    {
      label: words.help,
      role: 'help',
      submenu: [
        { label: words.dataFolder, click: () => verbs.openDataFolder() },
        ...(mac
          ? []
          : [...updateEntry(parts, verbs), separator, { role: 'about' as const, label: words.about }]),
      ],
    },
  ]
}
