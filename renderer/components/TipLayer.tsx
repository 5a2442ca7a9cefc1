import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import classes from './TipLayer.module.css'

const AFTER_MS = 400
const GAP = 5
const EDGE = 6

interface Shown {
  of: HTMLElement
  words: string
}

const tipped = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null

/**
 * The one tip of the window: what the control under the pointer or with the keyboard says in `data-tip`. It may be
 * pointed at itself, and Escape takes it away.
 */
export function TipLayer() {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = () => {
      clearTimeout(timer)
      setShown(null)
    }
    const show = (of: HTMLElement) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        const words = of.dataset.tip
        if (words && of.isConnected && !of.ariaExpanded?.startsWith('t')) setShown({ of, words })
      }, AFTER_MS)
    }
    const onOver = ({ target }: Event) => {
      if (target instanceof Node && box.current?.contains(target)) return
      const of = tipped(target)
      if (of) show(of)
      else stop()
    }
    const onFocus = ({ target }: Event) => {
      const of = tipped(target)
      if (of?.matches(':focus-visible')) show(of)
      else stop()
    }
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') stop()
    }
    const events: [string, (event: never) => void][] = [
      ['pointerover', onOver],
      ['focusin', onFocus],
      ['focusout', stop],
      ['pointerdown', stop],
      ['scroll', stop],
      ['keydown', onKey],
    ]
    for (const [name, hear] of events) document.addEventListener(name, hear as EventListener, true)
    return () => {
      clearTimeout(timer)
      for (const [name, hear] of events) document.removeEventListener(name, hear as EventListener, true)
    }
  }, [])
  useLayoutEffect(() => {
    const tip = box.current
    if (!shown || !tip) return
    place(tip, shown.of.getBoundingClientRect())
    shown.of.setAttribute('aria-describedby', id)
    return () => shown.of.removeAttribute('aria-describedby')
  }, [shown, id])
  if (!shown) return null
  return createPortal(
    <div ref={box} id={id} role="tooltip" className={classes.tip}>
      {shown.words}
    </div>,
    document.body,
  )
}

/** Over the control, under it where there is no room, and within the window. */
function place(tip: HTMLElement, of: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect()
  const above = of.top - height - GAP
  const left = Math.min(window.innerWidth - width - EDGE, Math.max(EDGE, of.left + of.width / 2 - width / 2))
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above < EDGE ? of.bottom + GAP : above)}px)`
}
