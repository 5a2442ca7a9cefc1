import type { StoreApi, UseBoundStore } from 'zustand'
import type { CoreClient } from '../api/client.ts'

/** A part of the window's state that the core keeps for the person, so that every shell shows the same. */
export interface Kept<State extends object> {
  /** Name of the setting. */
  key: string
  store: UseBoundStore<StoreApi<State>>
  /** The state of what was stored; anything unreadable is the default. */
  parse(value: unknown): State
  /** The part that is stored; all of it unless told. */
  stored?(state: State): unknown
}

const SAVE_AFTER_MS = 400

/**
 * Loads what the core keeps and saves every later change of it, a moment after the last. What the person
 * did before the answer came stands. `loaded` is told once, whether there was anything or not.
 */
export function keep<State extends object>(
  client: CoreClient,
  { key, store, parse, stored = state => state }: Kept<State>,
  failed: (error: unknown) => void,
  loaded?: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let loading = false
  let touched = false
  let ended = false
  const save = () => {
    timer = undefined
    client.app.setSetting({ key, value: stored(store.getState()) }).catch(failed)
  }
  const load = async () => {
    const { value } = await client.app.getSetting({ key })
    if (ended) return
    if (value !== null && value !== undefined && !touched) {
      loading = true
      store.setState(parse(value))
      loading = false
    }
    loaded?.()
  }
  load().catch(failed)
  const stop = store.subscribe(() => {
    if (loading) return
    touched = true
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  })
  // Leaving within the moment must not lose the change.
  const saveNow = () => {
    if (timer === undefined) return
    clearTimeout(timer)
    save()
  }
  window.addEventListener('pagehide', saveNow)
  return () => {
    ended = true
    saveNow()
    window.removeEventListener('pagehide', saveNow)
    stop()
  }
}
