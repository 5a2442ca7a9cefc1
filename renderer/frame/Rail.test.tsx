import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { firstAddress, useAddress } from '../stores/address.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { useView } from '../stores/view.ts'
import { hostId, siteId } from '../testing/fleetData.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { Rail } from './Rail.tsx'

let served: InProcessCore
let end: () => void
beforeEach(async () => {
  useFleet.setState(emptyFleet)
  useAddress.setState(firstAddress)
  useView.setState({ closedSites: [] })
  served = openInProcess({ scenario: 'mixed', machines: 20, hosts: 8 })
  end = startFeeds(served.api)
  renderInWindow(<Rail />, served)
  await screen.findByRole('treeitem', { name: /^kvm1\s*,/ })
})
afterEach(() => {
  end()
  served.close()
})
const item = (name: RegExp) => screen.getByRole('treeitem', { name })
const press = (key: string) => {
  if (document.activeElement) fireEvent.keyDown(document.activeElement, { key })
}

test('says each host’s state in words, not in colour alone', () => {
  expect(item(/^kvm1\s*, live/)).toBeDefined()
  expect(item(/^kvm2\s*, needs an answer/)).toBeDefined()
  expect(item(/^kvm5\s*, unreachable/)).toBeDefined()
})

test('does not tell what a lost host’s machines did as if they did it now', () => {
  expect(item(/^kvm5\s*, unreachable, \d+ of \d+ machines were on$/)).toBeDefined()
  expect(item(/^kvm1\s*, live, \d+ of \d+ machines are on$/).textContent).toMatch(/^kvm1\d+\/\d+,/)
  act(() => useFleet.setState({ lost: true }))
  expect(item(/^kvm1\s*, was live, \d+ of \d+ machines were on$/).textContent).toMatch(/^kvm1was \d+\/\d+,/)
})

test('one line is in the tab order; arrows walk, fold and choose', () => {
  const reachable = screen.getAllByRole('treeitem').filter(each => each.tabIndex === 0)
  expect(reachable).toHaveLength(1)
  reachable[0]?.focus()
  press('ArrowDown')
  expect(document.activeElement).toBe(item(/^fra\s*,/))
  press('ArrowLeft')
  expect(item(/^fra\s*,/).getAttribute('aria-expanded')).toBe('false')
  expect(screen.queryByRole('treeitem', { name: /^kvm1\s*,/ })).toBeNull()
  press('ArrowRight')
  press('Enter')
  expect(useAddress.getState().scope).toEqual({ kind: 'site', id: siteId(1) })
})

test('a click on a host opens its page', () => {
  fireEvent.click(item(/^kvm1\s*,/))
  expect(useAddress.getState()).toMatchObject({ page: 'host', id: hostId(0) })
  expect(item(/^kvm1\s*,/).getAttribute('aria-selected')).toBe('true')
})

test('a host’s menu offers what its state allows', async () => {
  fireEvent.contextMenu(item(/^kvm5\s*,/))
  expect(await screen.findByRole('menuitem', { name: 'Retry now' })).toBeDefined()
  expect(screen.getByRole('menuitem', { name: 'Disconnect' })).toBeDefined()
  expect(screen.queryByRole('menuitem', { name: /Answer/ })).toBeNull()
})

test('a host dropped on a site moves there', async () => {
  const data = new Map<string, string>()
  const dataTransfer = {
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? '',
    get types() {
      return [...data.keys()]
    },
  }
  fireEvent.dragStart(item(/^kvm1\s*,/), { dataTransfer })
  fireEvent.dragOver(item(/^lab\s*,/), { dataTransfer })
  fireEvent.drop(item(/^lab\s*,/), { dataTransfer })
  await waitFor(() => expect(useFleet.getState().hosts.get(hostId(0))?.record.siteId).toBe(siteId(3)))
})

test('once the core has been gone for a while nothing looks live', async () => {
  served.reachable = false
  served.cut()
  await waitFor(() => expect(item(/^kvm1\s*, was live/)).toBeDefined())
})

test('F2 writes a name in its place: Enter keeps it, Esc does not', async () => {
  fireEvent.click(item(/^fra\s*,/))
  item(/^fra\s*,/).focus()
  press('F2')
  const field = screen.getByRole('textbox', { name: 'New name of fra' })
  fireEvent.change(field, { target: { value: 'Frankfurt' } })
  fireEvent.keyDown(field, { key: 'Escape' })
  expect(item(/^fra\s*,/)).toBeDefined()
  item(/^fra\s*,/).focus()
  press('F2')
  const again = screen.getByRole('textbox', { name: 'New name of fra' })
  fireEvent.change(again, { target: { value: 'Frankfurt' } })
  fireEvent.keyDown(again, { key: 'Enter' })
  await waitFor(() => expect(item(/^Frankfurt\s*,/)).toBeDefined())
  await served.api.client.sites.update({ siteId: siteId(1), name: 'fra' })
})

test('a letter in the tree is never a shortcut, whatever it finds', () => {
  const heard = vi.fn()
  window.addEventListener('keydown', heard)
  item(/^fra\s*,/).focus()
  press('a')
  press('x')
  window.removeEventListener('keydown', heard)
  expect(heard).not.toHaveBeenCalled()
})
