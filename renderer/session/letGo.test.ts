import { notificationsStore } from '@mantine/notifications'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { useDialog } from '../stores/dialogs.ts'
import { startFeeds } from '../stores/feeds.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { emptySession, startSession, useSession } from '../stores/session.ts'
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
