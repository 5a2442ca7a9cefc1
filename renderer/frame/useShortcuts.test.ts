import { fireEvent } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { firstAddress, useAddress } from '../stores/address.ts'
import { closeDialog, openDialog, takeEarly, useDialog } from '../stores/dialogs.ts'
import { setShortcut, useShortcuts } from '../stores/shortcuts.ts'
import { useView } from '../stores/view.ts'
import { shortcutList } from '../dialogs/shortcutList.ts'
import { emptySession, tookSession, useSession } from '../stores/session.ts'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { listenForShortcuts } from './useShortcuts.ts'

let served: InProcessCore
let end: () => void
let nowMs = 0
beforeEach(() => {
  served = openInProcess({ machines: 1, hosts: 1, people: 'people' })
  nowMs = 0
  useShortcuts.setState({
    keys: {},
    pages: [{ id: 'page.storage', area: 'pages', keys: 'G S', label: 'Storage' }],
  })
  useAddress.setState(firstAddress)
  useView.setState({ railOpen: true })
  end = listenForShortcuts(window, served.api.client, () => nowMs)
})
afterEach(() => {
  end()
  served.close()
  useSession.setState(emptySession)
  closeDialog()
  document.body.replaceChildren()
})
const press = (key: string, more: object = {}, on: Element = document.body) =>
  fireEvent.keyDown(on, { key, ...more })
const open = () => useDialog.getState().dialog?.kind

test('single keys are the window’s only while nobody types', () => {
  const field = document.body.appendChild(document.createElement('input'))
  press('?', { shiftKey: true }, field)
  press('a', {}, field)
  expect(open()).toBeUndefined()
  press('?', { shiftKey: true })
  expect(open()).toBe('shortcuts')
})

test('the palette opens from anywhere, a dialog included, with either modifier', () => {
  const field = document.body.appendChild(document.createElement('input'))
  press('k', { ctrlKey: true }, field)
  expect(open()).toBe('palette')
  openDialog({ kind: 'shortcuts' })
  press('K', { metaKey: true })
  expect(open()).toBe('palette')
  closeDialog()
  press('k', { ctrlKey: true, altKey: true })
  press('k')
  expect(open()).toBeUndefined()
})

test('g and a letter goes to a page, and nobody else hears the letter', () => {
  const list = document.body.appendChild(document.createElement('div'))
  const heard = vi.fn()
  list.addEventListener('keydown', event => heard(event.key))
  press('g', {}, list)
  press('s', {}, list)
  expect(useAddress.getState().page).toBe('storage')
  expect(heard.mock.calls).toEqual([['g']])
})

test('a letter that comes late, or begins nothing, is only itself', () => {
  const heard = vi.fn()
  const list = document.body.appendChild(document.createElement('div'))
  list.addEventListener('keydown', event => heard(event.key))
  press('g', {}, list)
  nowMs = 5_000
  press('s', {}, list)
  press('g', {}, list)
  press('x', {}, list)
  expect(useAddress.getState().page).toBe('machines')
  expect(heard.mock.calls.flat()).toEqual(['g', 's', 'g', 'x'])
})

test('keys that the person chose hold instead of the table’s', () => {
  const help = shortcutList.find(entry => entry.id === 'help')
  if (!help) throw new Error('the table has a help')
  setShortcut(help, 'Mod+H')
  press('?', { shiftKey: true })
  expect(open()).toBeUndefined()
  press('h', { ctrlKey: true })
  expect(open()).toBe('shortcuts')
})

test('while a dialog is open the page keeps its keys', () => {
  openDialog({ kind: 'shortcuts' })
  press('b', { ctrlKey: true })
  press('g')
  press('s')
  expect(useView.getState().railOpen).toBe(true)
  expect(useAddress.getState().page).toBe('machines')
})

test('what is typed while the palette is still to come is kept for it, and the list hears none of it', () => {
  const list = document.body.appendChild(document.createElement('div'))
  const heard = vi.fn()
  list.addEventListener('keydown', heard)
  openDialog({ kind: 'palette' })
  for (const key of ['s', 't', 'Enter']) press(key, {}, list)
  expect(heard).not.toHaveBeenCalled()
  expect(takeEarly()).toBe('st')
  expect(takeEarly()).toBe('')
})

test('locks by its keys where there is somebody to unlock, and then hears nothing', async () => {
  press('L', { ctrlKey: true, shiftKey: true })
  expect(served.core.people.current).not.toBeNull()
  tookSession(await served.api.client.session.state())
  press('L', { ctrlKey: true, shiftKey: true })
  await vi.waitFor(() => expect(served.core.people.current).toBeNull())
  tookSession(await served.api.client.session.state())
  press('k', { ctrlKey: true })
  expect(open()).toBeUndefined()
})
