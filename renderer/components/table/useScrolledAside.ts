import { type RefObject, useLayoutEffect } from 'react'

/**
 * Marks the element with `data-aside` while it is scrolled sideways, and with `data-more` while more of `total`
 * pixels follows than it shows; null measures what is in it. Only scrolled sideways need the pinned cells of its
 * rows stick: each cell that sticks is a layer of its own, two a row, to be made anew whenever rows come into view.
 */
export function useScrolledAside(scroller: RefObject<HTMLElement | null>, total: number | null): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    let width = element.clientWidth
    let whole = total ?? element.scrollWidth
    // Heard before the list draws anew for the same event: asking later would lay out twice.
    const mark = () => {
      // From right to left it counts down from nought.
      const aside = Math.abs(element.scrollLeft)
      element.toggleAttribute('data-aside', aside !== 0)
      element.toggleAttribute('data-more', whole - width - aside > 1)
    }
    const size = new ResizeObserver(() => {
      width = element.clientWidth
      whole = total ?? element.scrollWidth
      mark()
    })
    size.observe(element)
    if (total === null && element.firstElementChild) size.observe(element.firstElementChild)
    mark()
    element.addEventListener('scroll', mark, { passive: true })
    return () => {
      size.disconnect()
      element.removeEventListener('scroll', mark)
    }
  }, [scroller, total])
}
