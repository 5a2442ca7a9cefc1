import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Tip } from './Tip.tsx'
import { TipLayer } from './TipLayer.tsx'

const Page = () => (
  <>
    <Tip label="Goes back">
      <button type="button">back</button>
    </Tip>
    <p>elsewhere</p>
    <TipLayer />
  </>
)

test('a control that is pointed at says what it is, and is described by it until the pointer leaves', async () => {
  render(<Page />)
  const button = screen.getByRole('button', { name: 'back' })
  fireEvent.pointerOver(button)
  const tip = await screen.findByRole('tooltip')
  expect(tip.textContent).toBe('Goes back')
  expect(button.getAttribute('aria-describedby')).toBe(tip.id)
  // The tip itself may be pointed at.
  fireEvent.pointerOver(tip)
  expect(screen.queryByRole('tooltip')).not.toBeNull()
  fireEvent.pointerOver(screen.getByText('elsewhere'))
  expect(screen.queryByRole('tooltip')).toBeNull()
  expect(button.hasAttribute('aria-describedby')).toBe(false)
})

test('Escape and a press take it away', async () => {
  render(<Page />)
  const button = screen.getByRole('button', { name: 'back' })
  fireEvent.pointerOver(button)
  await screen.findByRole('tooltip')
  fireEvent.keyDown(document.body, { key: 'Escape' })
  expect(screen.queryByRole('tooltip')).toBeNull()
  fireEvent.pointerOver(button)
  await screen.findByRole('tooltip')
  fireEvent.pointerDown(button)
  expect(screen.queryByRole('tooltip')).toBeNull()
})
