import { useSession } from './session.ts'

/** A person's input is told to the core at most this often, milliseconds. */
const TOUCH_EVERY_MS = 30_000
const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Tells the core, now and then, that a person works at this window, so that its idle time begins anew; returns the end. */
export function keepPresence(
  client: { session: { touch(): Promise<unknown> } },
  failed: (error: unknown) => void,
  page: Window = window,
): () => void {
  let toldAtMs = Number.NEGATIVE_INFINITY
  const touch = () => {
    const nowMs = performance.now()
    const { state } = useSession.getState()
    if (state?.person == null || state.idleLockMs === null) return
    if (nowMs - toldAtMs < Math.min(TOUCH_EVERY_MS, state.idleLockMs / 4)) return
    toldAtMs = nowMs
    client.session.touch().catch((error: unknown) => {
      // Told again at the next input.
      toldAtMs = Number.NEGATIVE_INFINITY
      failed(error)
    })
  }
  for (const name of inputs) page.addEventListener(name, touch, { capture: true, passive: true })
  return () => {
    for (const name of inputs) page.removeEventListener(name, touch, { capture: true })
  }
}
