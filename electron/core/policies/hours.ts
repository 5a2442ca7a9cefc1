import type { SiteId } from '../../../shared/ids.ts'
import type { ForbiddenHours } from '../../../shared/models/policies.ts'
import { zoneAt } from './zone.ts'

const MINUTE_MS = 60_000
const DAYS = 7
/** Windows that follow one another without a gap are one; beyond this it is said as "more than two weeks". */
const JOINED_MAX = 60

/** Midnight that begins the day `days` from that of `atMs`, by this computer's own zone (summer time included). */
function midnight(atMs: number, days: number): Date {
  const date = new Date(atMs)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days)
}

/** The moment of a day's minute; on the night the clocks change it is what the wall clock shows. */
function moment(day: Date, minute: number): number {
  return new Date(
    day.getFullYear(),
    day.getMonth(),
    day.getDate(),
    Math.floor(minute / 60),
    minute % 60,
  ).getTime()
}

/** When the window that covers this moment ends, Unix ms; null where it does not cover it. Its day is the one it begins on. */
export function windowEnd(window: ForbiddenHours, atMs: number): number | null {
  const overMidnight = window.toMinute <= window.fromMinute
  for (const back of [0, -1]) {
    const day = midnight(atMs, back)
    if (!window.days.includes(day.getDay() % DAYS)) continue
    const from = moment(day, window.fromMinute)
    const to = overMidnight
      ? moment(midnight(day.getTime(), 1), window.toMinute)
      : moment(day, window.toMinute)
    if (from <= atMs && atMs < to) return to
  }
  return null
}

/**
 * Until when (Unix ms) dangerous acts are refused at a place whose sites are `sites`, the nearest first and
 * its outer ones after it; null where they are not. Windows that touch are taken as one.
 */
export function forbiddenUntil(
  windows: readonly ForbiddenHours[],
  sites: readonly SiteId[],
  nowMs: number,
): number | null {
  const here = windows.filter(({ siteId }) => siteId === null || sites.includes(siteId))
  let until: number | null = null
  for (let joined = 0; joined < JOINED_MAX; joined++) {
    const ends = here.flatMap(window => windowEnd(window, until ?? nowMs) ?? [])
    if (ends.length === 0) return until
    until = Math.max(...ends)
  }
  return until
}

/** A moment as it is said in a refusal, in the zone that the hours are meant in: "Mon 23 Nov, 18:00 (Europe/Berlin)". */
export function momentWords(atMs: number): string {
  const said = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(atMs + (atMs % MINUTE_MS === 0 ? 0 : MINUTE_MS - (atMs % MINUTE_MS)))
  return `${said} (${zoneAt(atMs).name})`
}
