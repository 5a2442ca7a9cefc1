import { cleanup, fireEvent, render } from '@testing-library/react'
import { useRef } from 'react'
import { expect, test } from 'vitest'
import { useScrolledAside } from './useScrolledAside.ts'

const TOTAL = 5_000

function Scroller({ total = TOTAL }: { total?: number | null }) {
  const scroller = useRef<HTMLDivElement>(null)
  useScrolledAside(scroller, total)
  return <div ref={scroller} data-testid="scroller" />
}

test('marks the element exactly while it is scrolled sideways', () => {
  const { getByTestId } = render(<Scroller />)
  const element = getByTestId('scroller')
  const scrollTo = (left: number, top: number) => {
    element.scrollLeft = left
    element.scrollTop = top
    fireEvent.scroll(element)
    return element.hasAttribute('data-aside')
  }
  expect(element.hasAttribute('data-aside')).toBe(false)
  expect([scrollTo(0, 500), scrollTo(1, 500), scrollTo(300, 0), scrollTo(0, 0)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('marks the element while columns follow, from the left and from the right', () => {
  const { getByTestId } = render(<Scroller />)
  const element = getByTestId('scroller')
  expect(element.hasAttribute('data-more')).toBe(true)
  const scrollTo = (left: number) => {
    element.scrollLeft = left
    fireEvent.scroll(element)
    return element.hasAttribute('data-more')
  }
  const end = TOTAL - element.clientWidth
  expect([scrollTo(end - 2), scrollTo(end), scrollTo(2 - end), scrollTo(-end)]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('measures what is in the element where nobody knows it', () => {
  const { getByTestId } = render(<Scroller total={null} />)
  const element = getByTestId('scroller')
  expect(element.hasAttribute('data-more')).toBe(false)
  cleanup()
  const wide = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'scrollWidth')
  Object.defineProperty(HTMLElement.prototype, 'scrollWidth', { configurable: true, get: () => 5_000 })
  try {
    expect(
      render(<Scroller total={null} />)
        .getByTestId('scroller')
        .hasAttribute('data-more'),
    ).toBe(true)
  } finally {
    if (wide) Object.defineProperty(HTMLElement.prototype, 'scrollWidth', wide)
    else Reflect.deleteProperty(HTMLElement.prototype, 'scrollWidth')
  }
})
