import { useEffect, useState } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), [tabindex]:not([tabindex="-1"]):not(:disabled)'

/** An element and what it stands in, innermost first. */
type Trail = readonly HTMLElement[]

/** What had the keyboard before the first of a row of dialogs that follow each other. */
let origin: Trail = []

/**
 * Gives the keyboard back, when a dialog goes, to what had it before; where that is gone, to what is left beside
 * it, or to the page.
 */
export function useReturnFocus(): void {
  // Read while the dialog is first drawn: from then on the keyboard is the dialog's.
  const [mine] = useState(() => remember(document.activeElement))
  useEffect(() => () => giveBack(mine), [mine])
}

/** An item of a menu goes with its menu: the menu's button stands for it. */
function remember(active: Element | null): Trail {
  if (!(active instanceof HTMLElement) || active === document.body) {
    // Nothing had it: what an earlier dialog came from has no part in this one.
    if (document.querySelector('[role=dialog]') === null) origin = []
    return []
  }
  const button = active.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const trail = withParents((button && document.getElementById(button)) || active)
  if (!active.closest('[role=dialog]')) origin = trail
  return trail
}

function withParents(element: HTMLElement): Trail {
  const all: HTMLElement[] = []
  for (let at: HTMLElement | null = element; at && at !== document.body; at = at.parentElement) all.push(at)
  return all
}

/** What has taken the keyboard meanwhile keeps it, and so does a dialog that is still there. */
function giveBack(mine: Trail): void {
  if (!isFree()) return
  const trail = mine[0]?.isConnected ? mine : origin
  const dialog = document.querySelector('[role=dialog]')
  if (dialog && !trail.includes(dialog as HTMLElement)) return
  if (trail[0]?.isConnected) trail[0].focus({ preventScroll: true })
  if (!isFree()) return
  const page = document.querySelector<HTMLElement>('main')
  const place = trail.find(element => element.isConnected && element !== trail[0])
  const next =
    place && place !== page && page?.contains(place) ? place.querySelector<HTMLElement>(FOCUSABLE) : page
  next?.focus({ preventScroll: true })
}

const isFree = (): boolean => document.activeElement === null || document.activeElement === document.body
