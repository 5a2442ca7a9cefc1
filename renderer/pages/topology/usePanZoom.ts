import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { fitWidth, held, type Size, type Viewport, zoomAt } from './viewport.ts'

/** Pixels that a pointer may tremble and still click. */
const DRAG_FROM = 4
const WHEEL_STEP = 0.0016

/** The size of an element, kept current. */
function useSize(ref: RefObject<Element | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const read = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}

/** Wheel, drag and pinch on a picture of a known size; it is fitted until a person moves it. */
export function usePanZoom(ref: RefObject<HTMLDivElement | null>, content: Size) {
  const size = useSize(ref)
  const [moved, setMoved] = useState<Viewport | null>(null)
  const [dragging, setDragging] = useState(false)
  const view = moved ?? fitWidth(content, size)
  const now = useRef({ view, content, size })
  now.current = { view, content, size }
  const move = useCallback((change: (view: Viewport) => Viewport) => {
    const known = now.current
    const next = held(change(known.view), known.content, known.size)
    now.current = { ...known, view: next }
    setMoved(next)
  }, [])
  const zoom = useCallback(
    (factor: number, at?: { x: number; y: number }) => {
      const { width, height } = now.current.size
      move(before => zoomAt(before, at ?? { x: width / 2, y: height / 2 }, factor))
    },
    [move],
  )

  useEffect(() => {
    const frame = ref.current
    if (!frame) return
    const place = (event: { clientX: number; clientY: number }) => {
      const box = frame.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top }
    }
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const step = event.deltaMode === 1 ? 16 : 1
      if (event.shiftKey) move(({ x, y, scale }) => ({ x: x - event.deltaY * step, y, scale }))
      else zoom(Math.exp(-event.deltaY * step * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), place(event))
    }
    const pointers = new Map<number, { x: number; y: number }>()
    let travelled = 0
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return
      if (pointers.size === 0) travelled = 0
      pointers.set(event.pointerId, place(event))
    }
    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId)
      if (!before) return
      const at = place(event)
      const [dx, dy] = [at.x - before.x, at.y - before.y]
      travelled += Math.abs(dx) + Math.abs(dy)
      if (travelled < DRAG_FROM) return
      pointers.set(event.pointerId, at)
      if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId)
      setDragging(true)
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
      if (!other) move(({ x, y, scale }) => ({ x: x + dx, y: y + dy, scale }))
      else {
        const distance = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y)
        zoom(distance(at) / Math.max(1, distance(before)), {
          x: (at.x + other.x) / 2,
          y: (at.y + other.y) / 2,
        })
      }
    }
    const onUp = (event: PointerEvent) => {
      pointers.delete(event.pointerId)
      if (pointers.size === 0) setDragging(false)
    }
    // The end of a drag is no click.
    const onClick = (event: MouseEvent) => {
      if (travelled >= DRAG_FROM) event.stopPropagation()
      travelled = 0
    }
    frame.addEventListener('wheel', onWheel, { passive: false })
    frame.addEventListener('pointerdown', onDown)
    frame.addEventListener('pointermove', onMove)
    frame.addEventListener('pointerup', onUp)
    frame.addEventListener('pointercancel', onUp)
    frame.addEventListener('click', onClick, { capture: true })
    return () => {
      frame.removeEventListener('wheel', onWheel)
      frame.removeEventListener('pointerdown', onDown)
      frame.removeEventListener('pointermove', onMove)
      frame.removeEventListener('pointerup', onUp)
      frame.removeEventListener('pointercancel', onUp)
      frame.removeEventListener('click', onClick, { capture: true })
    }
  }, [ref, move, zoom])

  return { view, size, dragging, move, zoom, fitted: moved === null, refit: () => setMoved(null) }
}
