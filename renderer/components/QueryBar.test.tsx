import { MantineProvider } from '@mantine/core'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { QueryBar, type QueryBarProps } from './QueryBar.tsx'

const completions = [
  { insert: 'state:running', label: 'state:running', detail: null, from: 4, to: 6 },
  { insert: 'state:shutoff', label: 'state:shutoff', detail: null, from: 4, to: 6 },
]

function Bar({
  complete,
  onQuery = () => {},
  onLeave = () => {},
}: {
  complete: QueryBarProps['complete']
  onQuery?(text: string): void
  onLeave?(): void
}) {
  const [value, setValue] = useState('')
  return (
    <MantineProvider env="test">
      <QueryBar
        label="Filter things"
        value={value}
        onChange={text => {
          setValue(text)
          onQuery(text)
        }}
        complete={complete}
        onLeave={onLeave}
        placeholder="Filter"
      />
    </MantineProvider>
  )
}

const input = () => screen.getByRole('combobox') as HTMLInputElement
async function type(text: string) {
  act(() => input().focus())
  fireEvent.change(input(), { target: { value: text } })
  await act(async () => {
    await new Promise(done => setTimeout(done, 150))
  })
}

test('offers what the core completes, and accepts it where the core says', async () => {
  const complete = vi.fn<QueryBarProps['complete']>(() => Promise.resolve({ completions, error: null }))
  const onQuery = vi.fn()
  render(<Bar complete={complete} onQuery={onQuery} />)
  await type('web st')
  expect(complete).toHaveBeenLastCalledWith('web st', 6, expect.anything())
  expect(onQuery).toHaveBeenLastCalledWith('web st')
  expect(screen.getAllByRole('option')).toHaveLength(2)
  fireEvent.keyDown(input(), { key: 'ArrowDown' })
  fireEvent.keyDown(input(), { key: 'ArrowDown' })
  expect(screen.getAllByRole('option')[1]?.getAttribute('aria-selected')).toBe('true')
  fireEvent.keyDown(input(), { key: 'Enter' })
  expect(input().value).toBe('web state:shutoff')
})

test('underlines the character where the query goes wrong and says why', async () => {
  const complete = () =>
    Promise.resolve({ completions: [], error: { position: 4, message: 'This parenthesis is never closed.' } })
  const { container } = render(<Bar complete={complete} />)
  await type('web (a')
  expect(screen.getByRole('alert').textContent).toContain('never closed. (character 5)')
  expect(input().getAttribute('aria-invalid')).toBe('true')
  expect(container.querySelector('[aria-hidden] span:nth-child(2)')?.textContent).toBe('(')
})

test('an answer to an older text is not shown', async () => {
  let answer: (value: Awaited<ReturnType<QueryBarProps['complete']>>) => void = () => {}
  const complete = vi
    .fn<QueryBarProps['complete']>()
    .mockImplementationOnce(() => Promise.resolve({ completions: [], error: null }))
    .mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve
        }),
    )
    .mockImplementation(() => Promise.resolve({ completions: [], error: null }))
  render(<Bar complete={complete} />)
  await type('')
  await type('a')
  await type('ab')
  await act(async () => answer({ completions, error: null }))
  expect(screen.queryAllByRole('option')).toHaveLength(0)
})

test('Escape closes the list, then clears, then leaves', async () => {
  const onLeave = vi.fn()
  render(<Bar complete={() => Promise.resolve({ completions, error: null })} onLeave={onLeave} />)
  await type('web st')
  fireEvent.keyDown(input(), { key: 'Escape' })
  expect(screen.queryAllByRole('option')).toHaveLength(0)
  expect(input().value).toBe('web st')
  fireEvent.keyDown(input(), { key: 'Escape' })
  expect(input().value).toBe('')
  expect(onLeave).not.toHaveBeenCalled()
  fireEvent.keyDown(input(), { key: 'Escape' })
  expect(onLeave).toHaveBeenCalled()
})
