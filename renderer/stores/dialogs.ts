import { create } from 'zustand'
import type { HostId, MachineKey } from '../../shared/ids.ts'
import type { Subject } from '../../shared/models/access.ts'
import type { MachineAction } from '../../shared/models/task.ts'
import type { Permission } from '../../shared/permissions.ts'

/** What is open over the page; one thing at a time. */
export type Dialog =
  | { kind: 'addHost' }
  | { kind: 'editHost'; hostId: HostId }
  | { kind: 'removeHost'; hostId: HostId; others?: readonly HostId[] }
  | { kind: 'question'; hostId: HostId }
  | { kind: 'diagnose'; hostId: HostId }
  | { kind: 'destination'; hostId: HostId }
  | { kind: 'site'; siteId: string | null }
  | { kind: 'confirm'; action: MachineAction; keys: MachineKey[] }
  | { kind: 'palette' }
  | { kind: 'shortcuts' }
  | { kind: 'saveView' }
  | { kind: 'setUp' }
  | { kind: 'recoveryKey'; recoveryKey: string; name: string }
  | { kind: 'elevate' }
  | { kind: 'why'; subject: Subject; name: string; permission?: Permission }

export const useDialog = create<{ dialog: Dialog | null }>()(() => ({ dialog: null }))

/** Typed while the palette was asked for and not there yet. */
let early = ''

/** Keeps what is typed into a palette that is still to come. */
export function typeEarly(text: string): void {
  early += text
}

/** What was typed into the palette before it was there; told once. */
export function takeEarly(): string {
  const text = early
  early = ''
  return text
}

export const openDialog = (dialog: Dialog): void => useDialog.setState({ dialog })
export const closeDialog = (): void => useDialog.setState({ dialog: null })

const EXPECTED_FOR_MS = 30_000
let expected: { hostId: HostId; untilMs: number } | null = null

/** The person has just added this host: what it asks in the next moments is shown at once. */
export function expectQuestion(hostId: HostId): void {
  expected = { hostId, untilMs: Date.now() + EXPECTED_FOR_MS }
}

/** Opens the question of the host just added as soon as it has one; others wait to be looked at. */
export function showExpectedQuestion(asking: (hostId: HostId) => boolean): void {
  if (!expected || useDialog.getState().dialog) return
  const { hostId, untilMs } = expected
  if (Date.now() > untilMs) expected = null
  else if (asking(hostId)) openDialog({ kind: 'question', hostId })
}
