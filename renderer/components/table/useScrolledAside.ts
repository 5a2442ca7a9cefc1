import { type RefObject, useLayoutEffect } from 'react'

/**
 * Marks the element with `data-aside` while it is scrolled sideways: only then need the pinned cells of its rows
 * stick. Each cell that sticks is a layer of its own, two a row, to be made anew whenever rows come into view.
 */
export function useScrolledAside(scroller: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    // Heard before the list draws anew for the same event: asking later would lay out twice.
    const mark = () => {
      element.toggleAttribute('data-aside', element.scrollLeft !== 0)
    }
    element.addEventListener('scroll', mark, { passive: true })
    return () => element.removeEventListener('scroll', mark)
  }, [scroller])
}
