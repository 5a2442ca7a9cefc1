import { useEffect } from 'react'
import { openDialog, useDialog } from '../stores/dialogs.ts'
import { setView, useView } from '../stores/view.ts'

/** What a key pressed anywhere in the window asks for; null where it asks for nothing. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  typing: boolean,
): 'palette' | 'rail' | 'dock' | 'part' | 'filter' | 'help' | 'addHost' | null {
  if (event.altKey) return null
  const key = event.key.toLowerCase()
  if (event.ctrlKey || event.metaKey)
    return key === 'k' ? 'palette' : key === 'b' ? 'rail' : key === 'j' ? 'dock' : null
  if (key === 'f6') return 'part'
  if (typing) return null
  return key === '/' ? 'filter' : key === '?' ? 'help' : key === 'a' ? 'addHost' : null
}

const parts = [
  '[role=tree] [tabindex="0"]',
  '[data-query-bar]',
  '[role=grid]',
  '[role=tablist] [tabindex="0"]',
]

/** The window's own keys; a dialog keeps them all but the palette's. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      const typing =
        target?.matches('input:not([type=checkbox]), textarea, select, [contenteditable]') ?? false
      const command = shortcutOf(event, typing)
      if (!command || event.defaultPrevented) return
      if (useDialog.getState().dialog && command !== 'palette') return
      event.preventDefault()
      const { railOpen, dockOpen } = useView.getState()
      if (command === 'palette') openDialog({ kind: 'palette' })
      else if (command === 'help') openDialog({ kind: 'shortcuts' })
      else if (command === 'addHost') openDialog({ kind: 'addHost' })
      else if (command === 'rail') setView({ railOpen: !railOpen })
      else if (command === 'dock') setView({ dockOpen: !dockOpen })
      else if (command === 'filter') document.querySelector<HTMLElement>('[data-query-bar]')?.focus()
      else nextPart(event.shiftKey ? -1 : 1)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function nextPart(by: number): void {
  const there = parts.flatMap(part => document.querySelector<HTMLElement>(part) ?? [])
  const at = there.findIndex(
    element => element === document.activeElement || element.contains(document.activeElement),
  )
  there[(at + by + there.length) % there.length]?.focus()
}
