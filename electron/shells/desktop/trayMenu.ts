import type { MenuItemConstructorOptions } from 'electron'
import type { FleetSummary } from './fleetPicture.ts'
import { type DesktopWords, fill, fillCount } from './words.ts'

/** Hosts in trouble that the tray's menu names. */
const NAMED_MAX = 8

/** What the tray's icon says. */
export type TrayState = 'live' | 'trouble' | 'off'

/** What its entries do. */
export interface TrayVerbs {
  show(address: string | null): void
  retryAll(): void
  lock(): void
  notifyHosts(wanted: boolean): void
  quit(): void
}

/** One word for the whole fleet. */
export function trayState({ troubled, live }: FleetSummary): TrayState {
  if (troubled.length > 0) return 'trouble'
  return live > 0 ? 'live' : 'off'
}

/** The fleet in one line, for the icon's tip and the first entry. */
export function trayLine(summary: FleetSummary, words: DesktopWords): string {
  const { live, wanted, troubled } = summary
  if (wanted === 0) return words.noHosts
  const line = fillCount(words.liveOf, wanted, { live })
  return troubled.length === 0 ? line : `${line}, ${fillCount(words.trouble, troubled.length)}`
}

/** A label as native menus read it: `&` marks the letter after it, so one that is meant is doubled. */
const label = (text: string): string => text.replaceAll('&', '&&')

/** The tray's menu: how the fleet is, the hosts that need a person, and what can be done from here; nothing while nobody is there. */
export function trayMenu(
  summary: FleetSummary,
  settings: { notifyHosts: boolean; isOpen: boolean; canLock: boolean },
  words: DesktopWords,
  verbs: TrayVerbs,
): MenuItemConstructorOptions[] {
  if (!settings.isOpen)
    return [
      { label: words.locked, enabled: false },
      { type: 'separator' },
      { label: words.openWindow, click: () => verbs.show(null) },
      { type: 'separator' },
      { label: words.quit, click: () => verbs.quit() },
    ]
  const named = summary.troubled.slice(0, NAMED_MAX)
  const more = summary.troubled.length - named.length
  return [
    { label: trayLine(summary, words), enabled: false },
    ...(summary.wanted === 0
      ? []
      : [{ label: fillCount(words.running, summary.runningMachines), enabled: false }]),
    ...named.map(({ hostId, name, trouble }) => ({
      label: label(fill(words.hostState[trouble], { host: name })),
      click: () => verbs.show(`#/host/${hostId}/connection`),
    })),
    ...(more > 0
      ? [{ label: fill(words.moreHosts, { count: more }), click: () => verbs.show('#/hosts') }]
      : []),
    { type: 'separator' },
    { label: words.openWindow, click: () => verbs.show(null) },
    ...(settings.canLock ? [{ label: words.lock, click: () => verbs.lock() }] : []),
    { label: words.retryAll, enabled: summary.wanted > summary.live, click: () => verbs.retryAll() },
    {
      label: words.notifications,
      type: 'checkbox',
      checked: settings.notifyHosts,
      click: item => verbs.notifyHosts(item.checked),
    },
    { type: 'separator' },
    { label: words.quit, click: () => verbs.quit() },
  ]
}
