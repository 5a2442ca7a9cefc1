import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { CapacityBar } from './CapacityBar.tsx'

const bar = (stale: boolean) => {
  const { container, unmount } = render(
    <CapacityBar
      title="Storage"
      color="var(--series-write)"
      usedPercent={50}
      promisedPercent={80}
      known={true}
      stale={stale}
      used="1 of 2"
      notes={[]}
    />,
  )
  expect(screen.getByRole('heading', { name: 'Storage' })).toBeDefined()
  const drawn = container.innerHTML
  unmount()
  return drawn
}

test('what is as it was last seen has not the colour of what is live', () => {
  expect(bar(false)).toContain('--series-write')
  expect(bar(true)).not.toContain('--series-write')
})
