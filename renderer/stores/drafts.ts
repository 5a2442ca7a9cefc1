import { useCallback, useEffect, useRef, useState } from 'react'
import type { PersonId } from '../../shared/ids.ts'
import { type Dialog, openDialog, useDialog } from './dialogs.ts'
import { useFleet } from './fleet.ts'

/** One form's unsaved input: of which object, and what was typed. */
interface Typed<Value> {
  of: string
  value: Value
}

/** A form whose unsaved input outlives a lock of the window, in memory, for its person; a secret is never part of it. */
export class DraftForm<Value> {
  /** What is being typed. */
  open: Typed<Value> | null = null
  /** What was being typed when the window was locked, until its form is there again. */
  back: Typed<Value> | null = null

  /** Declared once, outside the component. */
  constructor() {
    forms.add(this)
  }

  keep(): void {
    // What waits for its form already is not lost to a second change.
    if (this.open !== null) this.back = this.open
    this.open = null
  }

  drop(): void {
    this.open = null
    this.back = null
  }

  /** Of which object something is kept; null where nothing is. */
  keptOf(): string | null {
    return this.back?.of ?? null
  }
}

type Form = Pick<DraftForm<unknown>, 'keep' | 'drop' | 'keptOf'>

/** The forms that keep what was typed over a lock. */
const forms = new Set<Form>()
/** Whose input is kept, and the dialog that it was typed into; null while nothing is. */
let kept: { by: PersonId; dialog: Dialog | null; asItIs: boolean } | null = null
/** The dialog that is opened again as soon as the fleet is there, and the end of waiting for that. */
let awaited: Dialog | null = null
let stopWaiting: () => void = () => {}

/** Like `useState`; begins with what was kept of the same object, else with `initial`. */
export function useDraft<Value>(
  form: DraftForm<Value>,
  of: string,
  initial: () => Value,
): [Value, (change: (before: Value) => Value) => void] {
  const restored = useRef(form.back?.of === of)
  const [value, setValue] = useState(() => (form.back?.of === of ? form.back.value : initial()))
  const touched = useRef(restored.current)
  useEffect(() => {
    if (restored.current) form.back = null
    return () => {
      if (form.open?.of === of) form.open = null
    }
  }, [form, of])
  useEffect(() => {
    if (touched.current) form.open = { of, value }
  }, [form, of, value])
  const change = useCallback((next: (before: Value) => Value) => {
    touched.current = true
    setValue(next)
  }, [])
  return [value, change]
}

/** What the draft of something new is kept under, where its form knows only one kind. */
export const NEW_DRAFT = 'new'

/** What the dialogs that lie over every page call the object of their form. */
export const draftName = {
  host: (id: string | null) => `host ${id ?? 'new'}`,
  site: (id: string | null) => `site ${id ?? 'new'}`,
}

/** The same of an open dialog; null for one that keeps nothing. */
const nameOf = (dialog: Dialog): string | null => {
  switch (dialog.kind) {
    case 'addHost':
      return draftName.host(null)
    case 'editHost':
      return draftName.host(dialog.hostId)
    case 'site':
      return draftName.site(dialog.siteId)
    default:
      return null
  }
}

/**
 * What is shown is let go of, and what its person has not saved is kept for them alone. `asItIs`: they are still there,
 * so their dialog comes back with nothing typed in it too.
 */
export function keepDrafts(by: PersonId, asItIs = false): void {
  const dialog = useDialog.getState().dialog ?? awaited
  dropDrafts(form => form.keep())
  kept = { by, dialog, asItIs }
}

/** Forgets all of it. */
export function dropDrafts(how: (form: Form) => void = form => form.drop()): void {
  stopWaiting()
  awaited = null
  for (const form of forms) how(form)
  kept = null
}

/** Somebody is in again: their own dialog is opened as it was left; what is kept of anybody else is forgotten. */
export function returnDrafts(person: PersonId | null): void {
  if (kept === null) return
  const { by, dialog, asItIs } = kept
  if (by !== person) {
    dropDrafts()
    return
  }
  kept = null
  if (dialog === null) return
  const name = nameOf(dialog)
  const wasTyped = name !== null && [...forms].some(form => form.keptOf() === name)
  if (!wasTyped && !(asItIs && fromTheCore.has(dialog.kind))) return
  const open = () => {
    if (!useFleet.getState().ready) return
    stopWaiting()
    awaited = null
    if (useDialog.getState().dialog === null && isStillThere(dialog)) openDialog(dialog)
  }
  awaited = dialog
  stopWaiting = useFleet.subscribe(open)
  open()
}

/** Dialogs that ask the core for everything they show, so that they are right whatever the rights are now. */
const fromTheCore: ReadonlySet<Dialog['kind']> = new Set(['confirm', 'addHost', 'editHost', 'site', 'why'])

function isStillThere(dialog: Dialog): boolean {
  const { hosts, sites } = useFleet.getState()
  if (dialog.kind === 'editHost') return hosts.has(dialog.hostId)
  return dialog.kind !== 'site' || dialog.siteId === null || sites.some(({ id }) => id === dialog.siteId)
}
