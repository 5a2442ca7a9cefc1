import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { pathText } from './columns.tsx'

const cell = (path: string | null) => render(pathText(path)).container.firstElementChild as HTMLElement

test('a path keeps its last name apart and isolates each name above it, with the same elements for all', () => {
  const [above, leaf] = cell('Europe / Berlin / Rack 1').children
  expect(above?.textContent).toBe('\u2068Europe\u2069 / \u2068Berlin\u2069 / ')
  // It runs in the page's direction, so that it is cut beside the last name from whichever side it is read.
  expect(above?.tagName).toBe('SPAN')
  expect(leaf?.textContent).toBe('Rack 1')
  for (const path of ['Berlin', null]) expect(cell(path).children).toHaveLength(2)
  expect(cell(null).textContent).toBe('–')
})
