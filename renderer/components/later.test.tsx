import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { later } from './later.ts'

const Words = ({ text }: { text: string }) => <p>{text}</p>

test('what was fetched before is drawn with its page, without a moment of nothing', async () => {
  const load = vi.fn(() => Promise.resolve(Words))
  const Part = later(load)
  const first = render(<Part text="first" />)
  expect(first.container.textContent).toBe('')
  await screen.findByText('first')
  first.unmount()
  const second = render(<Part text="second" />)
  expect(second.container.textContent).toBe('second')
  expect(load).toHaveBeenCalledTimes(1)
})

test('something may stand in its place until it has come', async () => {
  const Part = later(
    () => Promise.resolve(Words),
    ({ text }) => <p>{`${text} soon`}</p>,
  )
  render(<Part text="it" />)
  expect(screen.getByText('it soon')).toBeTruthy()
  expect(await screen.findByText('it')).toBeTruthy()
})

test('a part that could not be fetched says so in its place and is fetched again when asked', async () => {
  const load = vi.fn(() => Promise.resolve(Words))
  load.mockImplementationOnce(() => Promise.reject(new Error('no network')))
  const Part = later(load)
  render(<Part text="again" />, { wrapper: MantineProvider })
  expect(await screen.findByText('A part of the window could not be fetched.')).toBeTruthy()
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('again')).toBeTruthy()
})
