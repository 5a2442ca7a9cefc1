import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The native menu: what each platform expects, editing and window verbs by their system roles. */
export function menuTemplate(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const application: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [
    ...application,
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
}

/** Builds the menu for this platform. */
export const applicationMenu = (platform: NodeJS.Platform): Menu =>
  Menu.buildFromTemplate(menuTemplate(platform))
