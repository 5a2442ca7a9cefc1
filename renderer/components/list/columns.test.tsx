import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { pathText } from './columns.tsx'

const cell = (path: string | null) => render(pathText(path)).container.firstElementChild as HTMLElement

test('a path keeps its last name apart and isolates each name above it, with the same elements for all', () => {
  const [above, between, leaf] = cell('Europe / Berlin / Rack 1').children
  expect(above?.textContent).toBe('\u2068Europe\u2069 / \u2068Berlin\u2069')
  // It runs in its names' own direction, so that it is their end that is cut; what parts it from the last stays.
  expect(above?.tagName).toBe('BDI')
  expect(between?.textContent).toBe(' / ')
  expect(leaf?.textContent).toBe('Rack 1')
  for (const path of ['Berlin', null]) expect(cell(path).children).toHaveLength(3)
  expect(cell(null).textContent).toBe('–')
})
