import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { noSelection } from '../components/table/selection.ts'
import { setChosen, useChosen, useChosenHere } from './chosen.ts'

afterEach(cleanup)

test('whoever leaves the list has chosen nothing, and comes back to the row they were at', () => {
  const { result, unmount } = renderHook(useChosenHere)
  setChosen({ ...noSelection, chosen: new Set(['web', 'db']), active: 'db' })
  expect(useChosen.getState().selection.chosen.size).toBe(2)
  expect(result.current).toBeDefined()
  unmount()
  expect(useChosen.getState().selection.chosen.size).toBe(0)
  expect(useChosen.getState().selection.active).toBe('db')
})
