import type { PageId } from '../../shared/pages.ts'
import { useEffect } from 'react'
import { isPageId, go, useAddress } from '../stores/address.ts'
import { openDialog, typeEarly, useDialog } from '../stores/dialogs.ts'
import type { CoreClient } from '../api/client.ts'
import { canLock, isHeld, isIn, leave, mayAnywhere, useSession } from '../stores/session.ts'
import { isSaveable } from '../stores/savedViews.ts'
import { meaningOf, strokeOf, useShortcuts } from '../stores/shortcuts.ts'
import { toggleRail } from '../stores/rail.ts'
import { setView, useView } from '../stores/view.ts'

/** After a stroke that begins a sequence the next one has this long. */
const NEXT_WITHIN_MS = 1_500

const parts = [
  '[role=tree] [tabindex="0"]',
  '[data-query-bar]',
  'table[aria-rowcount]',
  '[role=tablist] [tabindex="0"]',
]

/** Whether what is typed there is text. */
const isTyping = (target: Element | null): boolean =>
  target?.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') ?? false

/** Does what a shortcut of the window stands for; false where it makes no sense now. */
function act(id: string, page: PageId | null, client: Pick<CoreClient, 'session'>): boolean {
  const { state } = useSession.getState()
  // Whoever is not in, or has something else to do first, has nothing to go to.
  if (state !== null && (!isIn(state) || (isHeld(state) && id !== 'lock'))) return false
  if (page !== null) {
    go({ page })
    return true
  }
  const { dockOpen } = useView.getState()
  switch (id) {
    case 'palette':
      openDialog({ kind: 'palette' })
      return true
    case 'help':
      openDialog({ kind: 'shortcuts' })
      return true
    case 'addHost':
      if (!mayAnywhere({ state }, 'host.manage')) return false
      openDialog({ kind: 'addHost' })
      return true
    case 'saveView':
      if (!isSaveable(useAddress.getState().page)) return false
      openDialog({ kind: 'saveView' })
      return true
    case 'rail':
      toggleRail()
      return true
    case 'dock':
      setView({ dockOpen: !dockOpen })
      return true
    case 'lock':
      if (state === null || !canLock(state)) return false
      void leave(client, 'lock')
      return true
    case 'filter':
      return focusFirst('[data-query-bar]') || focusFirst('[data-global-search]')
    case 'search':
      return focusFirst('[data-global-search]')
    case 'part':
      return nextPart(1)
    case 'partBack':
      return nextPart(-1)
    default:
      return false
  }
}

function focusFirst(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector)
  found?.focus()
  return found !== null
}

/** With the keyboard nowhere on the page, an arrow up or down begins in its list. */
function intoList(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  if (!plain || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return false
  const at = document.activeElement
  if (at !== null && at !== document.body && !at.matches('main')) return false
  return useDialog.getState().dialog === null && focusFirst('main table[aria-rowcount]')
}

function nextPart(by: number): boolean {
  const there = parts.flatMap(part => document.querySelector<HTMLElement>(part) ?? [])
  const at = there.findIndex(
    element => element === document.activeElement || element.contains(document.activeElement),
  )
  there[(at + by + there.length) % there.length]?.focus()
  return there.length > 0
}

/**
 * A dialog was asked for and has not taken the keyboard yet: what is typed is meant for it, and never for the
 * list behind it.
 */
function isEarly(event: KeyboardEvent): boolean {
  if (useDialog.getState().dialog === null || event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key.length === 1) return !document.activeElement?.closest('[role=dialog], [data-portal]')
  return event.key === 'Enter' && document.querySelector('[role=dialog]') === null
}

/** Where the sequence under way stands; only the newest stroke's time counts. */
interface Pending {
  stroke: string
  untilMs: number
}

/**
 * The window's own keys, as the person has them. A dialog keeps them all but the palette's. The second stroke
 * of a sequence is taken before anything else can hear it: in a list the same letter may start a machine.
 */
export function listenForShortcuts(
  target: Window,
  client: Pick<CoreClient, 'session'>,
  now: () => number = Date.now,
): () => void {
  let pending: Pending | null = null
  const run = (event: KeyboardEvent, strokes: string, typing: boolean): 'done' | 'begins' | null => {
    const meaning = meaningOf(strokes, typing, useShortcuts.getState())
    if (meaning === null || meaning === 'begins') return meaning
    const { id, area } = meaning.entry
    if (useDialog.getState().dialog && id !== 'palette') return null
    const page = id.replace(/^page\./, '')
    if (!act(id, area === 'pages' && isPageId(page) ? page : null, client)) return null
    event.preventDefault()
    return 'done'
  }
  const onCapture = (event: KeyboardEvent) => {
    if (isEarly(event)) {
      if (event.key.length === 1 && useDialog.getState().dialog?.kind === 'palette') typeEarly(event.key)
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    const second = strokeOf(event)
    if (pending === null || second === null) return
    const { stroke, untilMs } = pending
    pending = null
    if (now() > untilMs) return
    if (run(event, `${stroke} ${second}`, false) === 'done' || second === 'Escape')
      event.stopImmediatePropagation()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const stroke = strokeOf(event)
    if (stroke === null || event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event.target instanceof Element ? event.target : null)
    if (intoList(event)) {
      event.preventDefault()
      return
    }
    if (run(event, stroke, typing) !== 'begins' || useDialog.getState().dialog) return
    pending = { stroke, untilMs: now() + NEXT_WITHIN_MS }
  }
  target.addEventListener('keydown', onCapture, true)
  target.addEventListener('keydown', onKeyDown)
  return () => {
    target.removeEventListener('keydown', onCapture, true)
    target.removeEventListener('keydown', onKeyDown)
  }
}

/** Listens for as long as the window is there. */
export function useShortcutKeys(client: Pick<CoreClient, 'session'>): void {
  useEffect(() => listenForShortcuts(window, client), [client])
}
