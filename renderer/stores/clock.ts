import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/**
 * Words that follow the clock, such as an age: asked for every second, but the component draws again
 * only when the words have changed.
 */
export const useClockText = (text: (nowMs: number) => string): string =>
  useSyncExternalStore(listen, () => text(Date.now()))
