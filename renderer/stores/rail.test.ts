import { afterEach, expect, test } from 'vitest'
import { putRailAway, toggleRail, useNarrow } from './rail.ts'
import { useView } from './view.ts'

afterEach(() => useNarrow.setState({ isNarrow: false, isOpen: false }))

test('a wide window keeps whether the rail is shown', () => {
  const before = useView.getState().railOpen
  toggleRail()
  expect(useView.getState().railOpen).toBe(!before)
  toggleRail()
  expect(useView.getState().railOpen).toBe(before)
})

test('in a narrow one it lies over the page until the person has gone somewhere, and a wide one is as it was', () => {
  useNarrow.setState({ isNarrow: true })
  const before = useView.getState().railOpen
  toggleRail()
  expect(useNarrow.getState().isOpen).toBe(true)
  putRailAway()
  expect(useNarrow.getState().isOpen).toBe(false)
  expect(useView.getState().railOpen).toBe(before)
})
