import { act, cleanup, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useReturnFocus } from './returnFocus.ts'

afterEach(cleanup)

function Dialog({ name, inside }: { name: string; inside?: React.ReactNode }) {
  useReturnFocus()
  return (
    <div role="dialog">
      <button type="button">{name}</button>
      {inside}
    </div>
  )
}

let show: (next: React.ReactNode, without?: boolean) => void
function Page() {
  const [dialog, setDialog] = useState<React.ReactNode>(null)
  const [without, setWithout] = useState(false)
  show = (next, gone = false) =>
    act(() => {
      setDialog(next)
      setWithout(gone)
    })
  return (
    <>
      <main tabIndex={-1}>
        <p>
          {!without && <button type="button">Shut down</button>}
          <button type="button">More</button>
        </p>
      </main>
      {dialog}
    </>
  )
}
const button = (name: string) => screen.getByRole('button', { name })
const focus = (name: string) => act(() => button(name).focus())

test('the keyboard goes back to what opened the dialog', () => {
  render(<Page />)
  focus('Shut down')
  show(<Dialog name="Cancel" />)
  focus('Cancel')
  show(null)
  expect(document.activeElement).toBe(button('Shut down'))
})

test('what is gone meanwhile leaves it to what stands beside it', () => {
  render(<Page />)
  focus('Shut down')
  show(<Dialog name="Cancel" />)
  focus('Cancel')
  show(null, true)
  expect(document.activeElement).toBe(button('More'))
})

test('a dialog that follows another gives back to where the first came from', () => {
  render(<Page />)
  focus('More')
  show(<Dialog key="1" name="Trust" />)
  focus('Trust')
  show(<Dialog key="2" name="Change" />)
  focus('Change')
  show(null)
  expect(document.activeElement).toBe(button('More'))
})

test('a dialog over a dialog gives back to that one', () => {
  render(<Page />)
  focus('More')
  show(<Dialog key="1" name="Keep" />)
  focus('Keep')
  show(<Dialog key="1" name="Keep" inside={<Dialog name="Sure" />} />)
  focus('Sure')
  show(<Dialog key="1" name="Keep" />)
  expect(document.activeElement).toBe(button('Keep'))
})

test('the page has it where nothing had it before, whatever an earlier dialog came from', () => {
  render(<Page />)
  focus('More')
  show(<Dialog key="1" name="Keep" />)
  focus('Keep')
  show(null)
  act(() => button('More').blur())
  show(<Dialog name="Cancel" />)
  focus('Cancel')
  show(null)
  expect(document.activeElement).toBe(screen.getByRole('main'))
})
