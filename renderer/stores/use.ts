import { create } from 'zustand'
import type { CoreClient } from '../api/client.ts'
import { keep } from './kept.ts'
import { recordOf, within } from './stored.ts'

/** After this long a use counts half. */
const HALF_LIFE_MS = 14 * 24 * 60 * 60 * 1000
/** Things remembered; the least used go first. */
const KEPT = 300

const readAmount = within(0, 1e9)
const readTime = within(0, Number.MAX_SAFE_INTEGER)

const readCounts = recordOf<[number, number]>(value => {
  const [amount, atMs] = Array.isArray(value) && value.length === 2 ? value.map(Number) : []
  const known = [readAmount(amount), readTime(atMs)] as const
  return known[0] === undefined || known[1] === undefined ? undefined : [known[0], known[1]]
})

interface UseState {
  /** By what was used: how much as of then (decayed), and when (Unix ms). */
  counts: Readonly<Record<string, [amount: number, atMs: number]>>
}

/** How often the person used what the palette offers. */
export const useUse = create<UseState>()(() => ({ counts: {} }))

/** Loads how often things were used and saves every further use. */
export const keepUse = (client: CoreClient, failed: (error: unknown) => void): (() => void) =>
  keep(
    client,
    {
      key: 'paletteUse',
      store: useUse,
      parse: value => ({ counts: readCounts(value) ?? {} }),
      stored: ({ counts }) => counts,
    },
    failed,
  )

/** How much something was used lately: a use just now is 1, one of two weeks ago a half. */
export function amountOf({ counts }: UseState, key: string, nowMs: number): number {
  const known = counts[key]
  return known ? known[0] * 2 ** (-Math.max(0, nowMs - known[1]) / HALF_LIFE_MS) : 0
}

/** Counts one use. */
export function countUse(key: string, nowMs = Date.now()): void {
  const state = useUse.getState()
  const counts = { ...state.counts, [key]: [amountOf(state, key, nowMs) + 1, nowMs] as [number, number] }
  const keys = Object.keys(counts)
  if (keys.length <= KEPT) {
    useUse.setState({ counts })
    return
  }
  const amount = (each: string) => amountOf({ counts }, each, nowMs)
  const least = keys.filter(each => each !== key).sort((a, b) => amount(a) - amount(b))[0]
  if (least !== undefined) delete counts[least]
  useUse.setState({ counts })
}
