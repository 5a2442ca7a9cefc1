import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDialog, useDialog } from '../stores/dialogs.ts'
import { startFeeds } from '../stores/feeds.ts'
import { emptyFleet, useFleet } from '../stores/fleet.ts'
import { emptyMachines, useMachines } from '../stores/machines.ts'
import { emptySession, useSession } from '../stores/session.ts'
import { useUse } from '../stores/use.ts'
import { type InProcessCore, openInProcess, renderInWindow } from '../testing/inProcess.tsx'
import { CommandPalette } from './CommandPalette.tsx'

let served: InProcessCore
let end: () => void

beforeEach(async () => {
  useFleet.setState(emptyFleet)
  useMachines.setState(emptyMachines)
  served = openInProcess({ machines: 8, hosts: 2, people: 'operator' })
  useSession.setState({ state: served.core.people.state() })
  end = startFeeds(served.api)
  await waitFor(() => expect(useMachines.getState().ready).toBe(true))
})
afterEach(() => {
  end()
  served.close()
  closeDialog()
  useSession.setState(emptySession)
})
const open = (typed: string) => {
  let closed = 0
  renderInWindow(
    <CommandPalette
      onClose={() => {
        closed++
      }}
    />,
    served,
  )
  fireEvent.change(screen.getByRole('combobox'), { target: { value: typed } })
  return () => closed
}
const enter = () => fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })

test('what a person may do nowhere is shown with the reason and does not run', async () => {
  const closed = open('add host')
  const entry = await screen.findByRole('option', { name: /Add host/ })
  expect(entry.getAttribute('aria-disabled')).toBe('true')
  expect(await screen.findByText('You hold the right “Add, change and remove hosts” nowhere.')).toBeDefined()
  enter()
  fireEvent.click(entry)
  expect([closed(), useDialog.getState().dialog]).toEqual([0, null])
  expect(useUse.getState().counts['do:addHost']).toBeUndefined()
})

test('what is held in some places is asked of the core about the one that is picked', async () => {
  const state = served.core.people.state()
  useSession.setState({
    state: { ...state, permissions: [...state.permissions, 'host.manage'], everywhere: state.everywhere },
  })
  const [host] = [...useFleet.getState().hosts.values()]
  const closed = open(`edit ${host?.record.name}`)
  const entry = await screen.findByRole('option', { name: new RegExp(`Edit ${host?.record.name}`) })
  await waitFor(() => expect(entry.getAttribute('aria-disabled')).toBe('true'))
  enter()
  expect(closed()).toBe(0)
})
