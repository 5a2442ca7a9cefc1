import { useCallback, useRef } from 'react'

interface Range {
  startIndex: number
  endIndex: number
  overscan: number
  count: number
}

/**
 * The rows to draw around what is in view: always the same number of them, so that a row that scrolls out
 * lends its elements to the one that scrolls in (`slotOf`) and scrolling makes and drops no elements.
 */
export function drawnRange({ startIndex, endIndex, overscan, count }: Range, slots: number): number[] {
  const length = Math.min(count, Math.max(slots, endIndex - startIndex + 1 + overscan * 2))
  const first = Math.max(0, Math.min(startIndex - overscan, count - length))
  return Array.from({ length }, (_, index) => first + index)
}

/** A range extractor with a steady number of rows, and the slot that draws a row. */
export function useSlots(): { range(range: Range): number[]; slotOf(index: number): number } {
  const slots = useRef(0)
  const range = useCallback((given: Range) => {
    const drawn = drawnRange(given, slots.current)
    slots.current = Math.max(slots.current, drawn.length)
    return drawn
  }, [])
  const slotOf = useCallback((index: number) => (slots.current === 0 ? index : index % slots.current), [])
  return { range, slotOf }
}
