import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { ChartsOrWhy } from './ChartsOrWhy.tsx'

const lost = new AppError('core.unreachable', 'The core does not answer.')
const show = (error: AppError | null, any: boolean) =>
  render(
    <MantineProvider>
      <ChartsOrWhy error={error} any={any}>
        <p>charts</p>
      </ChartsOrWhy>
    </MantineProvider>,
  )

test('says why there are no samples where asking for them failed', () => {
  show(lost, false)
  expect(screen.getByRole('alert').textContent).toContain('The core does not answer.')
  expect(screen.queryByText('charts')).toBeNull()
})

test('keeps what was drawn when the samples break off, and waits where nothing failed', () => {
  show(lost, true)
  expect(screen.getByText('charts')).toBeDefined()
  expect(screen.queryByRole('alert')).toBeNull()
})
