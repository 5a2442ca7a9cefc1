import { parseDuration } from '../../../shared/units.ts'

/** Choices of a time to look back to; `lastVisit` is when the person looked last. */
export const sinceChoices = ['lastVisit', '1h', '24h', '3d', '7d', '30d'] as const

/** Without a choice that can be read, and at the first visit. */
export const FIRST_LOOK_MS = 24 * 3_600_000

/** What an address says: a choice, or a moment (Unix ms, or a date as ISO 8601 writes it). */
export type Since = { kind: 'lastVisit' } | { kind: 'ago'; ms: number } | { kind: 'moment'; atMs: number }

/** Reads `24h`, `7d`, `lastVisit`, Unix ms or an ISO date; anything else is the last visit. */
export function parseSince(text: string | undefined): Since {
  if (text === undefined || text === '' || text === 'lastVisit') return { kind: 'lastVisit' }
  if (/^\d{9,15}$/.test(text)) return { kind: 'moment', atMs: Number(text) }
  const ms = parseDuration(text)
  if (ms !== null) return { kind: 'ago', ms }
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? { kind: 'lastVisit' } : { kind: 'moment', atMs }
}

/** From when on; null while it is not known when the last visit was. `visit`: undefined until it is known, null for none. */
export function sinceMsOf(since: Since, nowMs: number, visit: number | null | undefined): number | null {
  switch (since.kind) {
    case 'moment':
      return Math.max(0, since.atMs)
    case 'ago':
      return Math.max(0, nowMs - since.ms)
    case 'lastVisit':
      return visit === undefined ? null : (visit ?? nowMs - FIRST_LOOK_MS)
  }
}
