import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { t } from '../words/index.ts'
import { StaleBanner } from './StaleBanner.tsx'

const show = (count: number, oldestMs: number | null) =>
  render(
    <MantineProvider>
      <StaleBanner count={count} oldestMs={oldestMs} aged={t('storage.aged', { count })}>
        {t('storage.stale', { count })}
      </StaleBanner>
    </MantineProvider>,
  ).container.textContent

test('an age says of what it is, of one host and of several', () => {
  const then = Date.now() - 47 * 60_000
  expect(show(1, then)).toMatch(/last seen\. Volumes last read in full: 47\smin ago$/)
  expect(show(2, then)).toMatch(/last seen\. Oldest complete reading of volumes: 47\smin ago$/)
})

test('nothing known has no age, and no lost host no banner', () => {
  expect(show(1, null)).toMatch(/last seen\.$/)
  expect(show(0, null)).not.toContain('last seen')
  expect(screen.queryByText(/reading/)).toBeNull()
})
