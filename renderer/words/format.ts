import { language } from './index.ts'

const cached = <Made>(make: (language: string) => Made) => {
  let made: { by: string; it: Made } | null = null
  return (): Made => {
    const by = language()
    if (made?.by !== by) made = { by, it: make(by) }
    return made.it
  }
}

const counts = cached(by => new Intl.NumberFormat(by))
const clocks = cached(
  by => new Intl.DateTimeFormat(by, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
)
const dates = cached(by => new Intl.DateTimeFormat(by, { dateStyle: 'medium' }))
const moments = cached(by => new Intl.DateTimeFormat(by, { dateStyle: 'medium', timeStyle: 'medium' }))
const minutes = cached(
  by => new Intl.DateTimeFormat(by, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
)
const collators = cached(by => new Intl.Collator(by, { numeric: true, sensitivity: 'base' }))

/** A count in the window's language: `10,000`, `10.000`. */
export const formatCount = (count: number): string => counts().format(count)

/** A time of today with seconds (Unix ms). */
export const formatClock = (ms: number): string => clocks().format(ms)

/** A day (Unix ms). */
export const formatDay = (ms: number): string => dates().format(ms)

/** A day with its time (Unix ms). */
export const formatMoment = (ms: number): string => moments().format(ms)

/** A day and its time without the year, to the minute (Unix ms). */
export const formatMinute = (ms: number): string => minutes().format(ms)

/** Names in the order of the window's language, numbers in them by value. */
export const compareNames = (a: string, b: string): number => collators().compare(a, b)
