import type { MenuItemConstructorOptions } from 'electron'
import { expect, test, vi } from 'vitest'
import { type MenuParts, menuTemplate } from './menu.ts'
import { desktopWords } from './words.ts'

const verbs = {
  show: vi.fn(),
  savePdf: vi.fn(),
  lock: vi.fn(),
  back: vi.fn(),
  forward: vi.fn(),
  openDataFolder: vi.fn(),
  update: vi.fn(),
}
const menu = (part: Partial<MenuParts> = {}) =>
  menuTemplate(
    {
      platform: 'linux',
      words: desktopWords('en', []),
      update: { kind: 'none' },
      isPackaged: true,
      canLock: false,
      ...part,
    },
    verbs,
  )
const entries = (template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap(item => [item, ...(Array.isArray(item.submenu) ? entries(item.submenu) : [])])
const click = (template: MenuItemConstructorOptions[], label: string) => {
  const found = entries(template).find(item => item.label === label)
  if (!found?.click) throw new Error(`no entry ${label}`)
  Reflect.apply(found.click, null, [])
}

test('each platform has its settings and quit where its people look for them', () => {
  const [mac] = menu({ platform: 'darwin' })
  expect(entries([mac ?? {}]).map(item => item.role ?? item.label)).toEqual(
    expect.arrayContaining(['about', 'Settings…', 'services', 'hide', 'quit']),
  )
  for (const platform of ['linux', 'win32'] as const) {
    const [file] = menu({ platform })
    expect(entries([file ?? {}]).map(item => item.role ?? item.label)).toEqual(
      expect.arrayContaining(['Settings…', 'close', 'quit']),
    )
  }
})

test('speaks the person’s language in every entry, the system’s roles included', () => {
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    const german = entries(menu({ platform, words: desktopWords('de', []) }))
    const named = german.filter(item => item.type !== 'separator')
    expect(named.every(item => item.label !== undefined)).toBe(true)
    expect(german.map(item => item.label)).toEqual(
      expect.arrayContaining(['Rückgängig', 'Was sich geändert hat']),
    )
  }
})

test('an installed program shows no developer’s tools', () => {
  expect(entries(menu()).map(item => item.role)).not.toContain('toggleDevTools')
  expect(entries(menu({ isPackaged: false })).map(item => item.role)).toContain('toggleDevTools')
})

test('pages are addresses of the window, and no accelerator is taken twice', () => {
  click(menu(), 'What Changed')
  expect(verbs.show).toHaveBeenCalledWith('#/changes')
  click(menu(), 'Save Page as PDF…')
  expect(verbs.savePdf).toHaveBeenCalledOnce()
  const keys = entries(menu()).flatMap(item => item.accelerator ?? [])
  expect(new Set(keys).size).toBe(keys.length)
})

test('an update shows its next step, and none while it is fetched', () => {
  const labels = (part: Partial<MenuParts>) => entries(menu(part)).map(item => item.label)
  expect(labels({})).not.toContain('Update to 2.0.0…')
  click(menu({ update: { kind: 'available', version: '2.0.0' } }), 'Update to 2.0.0…')
  expect(verbs.update).toHaveBeenCalledOnce()
  const fetching = entries(menu({ update: { kind: 'fetching', version: '2.0.0' } }))
  expect(fetching.find(item => item.label === 'Fetching Version 2.0.0…')?.enabled).toBe(false)
  expect(labels({ update: { kind: 'ready', version: '2.0.0' } })).toContain('Restart to Update to 2.0.0')
})
