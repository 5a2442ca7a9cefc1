import { notificationsStore } from '@mantine/notifications'
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { PersonId } from '../../shared/ids.ts'
import { useDialog } from '../stores/dialogs.ts'
import { DraftForm, draftName, keepDrafts, returnDrafts, useDraft } from '../stores/drafts.ts'
import { startFeeds } from '../stores/feeds.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { emptySession, sawRightsChange, startSession, useSession } from '../stores/session.ts'
import { tell, tellError } from '../stores/toasts.ts'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { keepDiscreet } from './letGo.ts'

let served: InProcessCore
let ends: (() => void)[]
beforeEach(() => {
  useSession.setState(emptySession)
  served = openInProcess({ machines: 5, hosts: 2, people: 'people' })
  ends = [keepDiscreet(), startSession(served.api)]
})
afterEach(() => {
  for (const end of ends) end()
  served.close()
})

test('nothing of the fleet is left in the stores once it is locked', async () => {
  const endFeeds = startFeeds(served.api)
  await expect.poll(() => useMachines.getState().byKey.size).toBe(5)
  await expect.poll(() => useSession.getState().state?.person?.name).toBe('ada')
  useDialog.setState({ dialog: { kind: 'palette' } })
  endFeeds()
  await served.api.client.session.lock()
  await expect.poll(() => useSession.getState().state?.person).toBeNull()
  expect(useMachines.getState().byKey.size).toBe(0)
  expect(useFleet.getState().hosts.size).toBe(0)
  expect(useDialog.getState().dialog).toBeNull()
})

test('what was begun before the lock says nothing after it', async () => {
  const shown = () => notificationsStore.getState().notifications.length
  await expect.poll(() => useSession.getState().state?.person?.name).toBe('ada')
  tell('web-1 was started')
  await expect.poll(shown).toBe(1)
  await served.api.client.session.lock()
  await expect.poll(() => useSession.getState().state?.person).toBeNull()
  await expect.poll(shown).toBe(0)
  tell('web-2 was started')
  tellError(new AppError('store.failed', 'web-3 could not be started'))
  // Notices are loaded: what was said before this has been heard.
  await import('../stores/notices.ts')
  expect(shown()).toBe(0)
})

test('fewer rights let go too, more do not', async () => {
  await expect.poll(() => useSession.getState().state?.person?.name).toBe('ada')
  const { generation } = useSession.getState()
  const [owner] = served.core.people.grants
  served.core.people.grants = served.core.people.grants.slice(1)
  served.core.people.tell()
  await expect.poll(() => useSession.getState().generation).toBe(generation + 1)
  if (owner) served.core.people.grants.push(owner)
  served.core.people.tell()
  await expect.poll(() => useSession.getState().state?.permissions.includes('user.manage')).toBe(true)
  expect(useSession.getState().generation).toBe(generation + 1)
})

test('what was typed into a dialog is there again for the same person after a lock, and not after a sign-out', async () => {
  const { client } = served.api
  const form = new DraftForm<string>()
  const typing = () => renderHook(() => useDraft(form, draftName.host(null), () => ''))
  await expect.poll(() => useSession.getState().state?.person?.name).toBe('ada')
  useDialog.setState({ dialog: { kind: 'addHost' } })
  const first = typing()
  act(() => first.result.current[1](before => `${before}qemu+ssh://kvm9/system`))
  await client.session.lock()
  await expect.poll(() => useSession.getState().state?.person).toBeNull()
  first.unmount()
  expect(useDialog.getState().dialog).toBeNull()
  await client.session.signIn({ name: 'ada', passphrase: 'correct horse', code: '123456' })
  const endFeeds = startFeeds(served.api)
  await expect.poll(() => useDialog.getState().dialog).toEqual({ kind: 'addHost' })
  const again = typing()
  expect(again.result.current[0]).toBe('qemu+ssh://kvm9/system')

  // Closed by hand, nothing is kept; signed out neither.
  again.unmount()
  expect(typing().result.current[0]).toBe('')
  useDialog.setState({ dialog: { kind: 'addHost' } })
  const last = typing()
  act(() => last.result.current[1](() => 'qemu+ssh://kvm7/system'))
  await client.session.signOut()
  await expect.poll(() => useSession.getState().state?.person).toBeNull()
  expect(form.keptOf()).toBeNull()
  endFeeds()
})

test('other rights close a dialog, and open it again for the same person as soon as the fleet is there', async () => {
  await expect.poll(() => useSession.getState().state?.person?.name).toBe('ada')
  const confirm = { kind: 'confirm', action: 'reset', keys: [] } as const
  useDialog.setState({ dialog: { ...confirm, keys: [] } })
  sawRightsChange()
  // Told by more than one stream.
  sawRightsChange()
  expect(useDialog.getState().dialog).toBeNull()
  const endFeeds = startFeeds(served.api)
  await expect.poll(() => useDialog.getState().dialog).toEqual(confirm)
  // What asks for a secret, or shows what was read before, stays closed.
  endFeeds()
  useDialog.setState({ dialog: { kind: 'elevate' } })
  sawRightsChange()
  const endAgain = startFeeds(served.api)
  await expect.poll(() => useFleet.getState().ready).toBe(true)
  expect(useDialog.getState().dialog).toBeNull()
  endAgain()
})

test('what one person typed is forgotten when another signs in', async () => {
  const form = new DraftForm<string>()
  await expect.poll(() => useSession.getState().state?.person?.id).toBeTruthy()
  const { state } = useSession.getState()
  if (!state?.person) throw new Error('nobody is in')
  const { result } = renderHook(() => useDraft(form, 'a role', () => ''))
  act(() => result.current[1](() => 'Night shift'))
  keepDrafts(state.person.id)
  expect(form.keptOf()).toBe('a role')
  returnDrafts('00000000-0000-4000-8000-000000000009' as PersonId)
  expect(form.keptOf()).toBeNull()
})
