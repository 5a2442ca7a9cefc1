import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { Machine } from '../../../shared/models/machine.ts'
import { makeHost, makeMachine } from '../../testing/fleetData.ts'
import { useDialog } from '../../stores/dialogs.ts'
import { useMachineKeys } from './useMachineKeys.ts'

const running: Machine = { ...makeMachine(makeHost(1), 1), id: 1, state: 'running', stale: false }

function Page({ machine, act }: { machine: Machine; act: (action: string) => void }) {
  useMachineKeys(machine, act)
  return (
    <main>
      <button type="button">here</button>
      <input aria-label="find" />
    </main>
  )
}

test('a verb’s letter acts on the machine of the page, where its state allows it', () => {
  const act = vi.fn()
  const { rerender } = render(<Page machine={running} act={act} />)
  fireEvent.keyDown(screen.getByText('here'), { key: 's' })
  fireEvent.keyDown(document.body, { key: 'd' })
  expect(act.mock.calls).toEqual([['shutdown']])
  rerender(<Page machine={{ ...running, state: 'shutoff', id: null }} act={act} />)
  fireEvent.keyDown(document.body, { key: 'd' })
  fireEvent.keyDown(document.body, { key: 's' })
  expect(act.mock.calls).toEqual([['shutdown'], ['start']])
})

test('letters that are typed, held, meant for a dialog, or about what is not known now do nothing', () => {
  const act = vi.fn()
  const { rerender } = render(<Page machine={running} act={act} />)
  fireEvent.keyDown(screen.getByLabelText('find'), { key: 'd' })
  fireEvent.keyDown(document.body, { key: 'd', ctrlKey: true })
  fireEvent.keyDown(document.body, { key: 'd', repeat: true })
  useDialog.setState({ dialog: { kind: 'shortcuts' } })
  fireEvent.keyDown(document.body, { key: 'd' })
  useDialog.setState({ dialog: null })
  rerender(<Page machine={{ ...running, stale: true }} act={act} />)
  fireEvent.keyDown(document.body, { key: 'd' })
  expect(act).not.toHaveBeenCalled()
})
