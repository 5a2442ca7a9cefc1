import { configure, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstAddress, useAddress } from '../../stores/address.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../../testing/inProcess.tsx'
import { SearchPage } from './SearchPage.tsx'

/** A loaded machine draws slowly; nothing here is about how fast. */
configure({ asyncUtilTimeout: 10_000 })

let served: InProcessCore
beforeEach(() => {
  useAddress.setState({ ...firstAddress, page: 'search' })
  served = openInProcess({ scenario: 'live', machines: 60, hosts: 4 })
  renderInWindow(<SearchPage />, served)
})
afterEach(() => served.close())
const ask = (q: string) => useAddress.setState({ params: { q } })

test('teaches what can be looked for, finds it, marks it, and opens it', async () => {
  expect(screen.getByRole('heading', { name: 'Search the whole fleet' })).toBeDefined()
  const [machine] = served.core.machines.values()
  if (!machine) throw new Error('a machine')
  ask(machine.name)
  const [first] = await screen.findAllByRole('link')
  expect(first?.querySelector('mark')?.textContent).toBe(machine.name)
  if (first) fireEvent.click(first)
  expect(useAddress.getState()).toMatchObject({ page: 'machine', id: machine.key })
})

test('arrow keys walk the results', async () => {
  ask('-')
  const links = await screen.findAllByRole('link')
  links[0]?.focus()
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(links[1])
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'End' })
  expect(document.activeElement).toBe(links.at(-1))
  expect(links).toHaveLength(20)
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(screen.getAllByRole('link')).toHaveLength(59))
})

test('says when nothing holds it, and that short texts leave the XML out', async () => {
  ask('zzz nothing')
  expect(await screen.findByRole('heading', { name: 'Nothing holds “zzz nothing”' })).toBeDefined()
  ask('ü')
  expect(await screen.findByText(/three letters/)).toBeDefined()
})
