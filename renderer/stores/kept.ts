import type { StoreApi, UseBoundStore } from 'zustand'
import type { Api, CoreClient } from '../api/client.ts'
import { subscribe } from '../api/subscribe.ts'

/** A part of the window's state that the core keeps for the person, so that every shell shows the same. */
export interface Kept<State extends object> {
  /** Name of the setting. */
  key: string
  store: UseBoundStore<StoreApi<State>>
  /** The state of what was stored; anything unreadable is the default. */
  parse(value: unknown): State
  /** The part that is stored; all of it unless told. */
  stored?(state: State): unknown
  /** What of a change that another window made holds here too; all of it unless told. */
  shared?(state: State): Partial<State>
  /** What the core keeps, or another window changed, holds here now and was another before. */
  taken?(): void
}

/** Hears of changes that other windows and shells made, by key of the setting. */
const listeners = new Map<string, Set<(value: unknown, isChange: boolean) => void>>()

/** Follows the person's settings, so that what is changed in one window is seen in the others, after a cut too. */
export function followSettings({ client, core }: Pick<Api, 'client' | 'core'>): () => void {
  /** Keys of which the stream has said how they stand: what comes after that somebody changed. */
  const told = new Set<string>()
  return subscribe(core, {
    restart: () => told.clear(),
    open: signal => client.app.watchSettings({ keys: [...listeners.keys()] }, { signal }),
    apply: events => {
      for (const { key, value } of events) {
        for (const hear of listeners.get(key) ?? []) hear(value, told.has(key))
        told.add(key)
      }
    },
  })
}

const SAVE_AFTER_MS = 400

/**
 * Loads what the core keeps and saves every later change of it, a moment after the last. What the person
 * did before the answer came stands. `loaded` is told once, whether there was anything or not.
 */
export function keep<State extends object>(
  client: CoreClient,
  { key, store, parse, stored = state => state, shared = state => state, taken }: Kept<State>,
  failed: (error: unknown) => void,
  loaded?: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let loading = false
  let touched = false
  let ended = false
  let saving = 0
  const take = (state: Partial<State>) => {
    loading = true
    const before = JSON.stringify(stored(store.getState()))
    store.setState(state)
    loading = false
    if (JSON.stringify(stored(store.getState())) !== before) taken?.()
  }
  const save = () => {
    timer = undefined
    saving += 1
    client.app
      .setSetting({ key, value: stored(store.getState()) })
      .catch(failed)
      .finally(() => {
        saving -= 1
      })
  }
  /** What the person just did here is newer than anything that is told meanwhile. */
  const hear = (value: unknown, isChange: boolean) => {
    if (ended || timer !== undefined || saving > 0) return
    // Nothing kept is no choice; what is taken back is one.
    if (!isChange && (value === null || value === undefined)) return
    const known = JSON.stringify(stored(store.getState()))
    if (JSON.stringify(value ?? null) !== known) take(shared(parse(value)))
  }
  const hearing = listeners.get(key) ?? new Set()
  listeners.set(key, hearing.add(hear))
  const load = async () => {
    const { value } = await client.app.getSetting({ key })
    if (ended) return
    if (value !== null && value !== undefined && !touched) {
      take(parse(value))
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
    hearing.delete(hear)
    stop()
  }
}
