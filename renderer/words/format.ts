import { type UnitChoices, unitChoices } from '../../shared/unitChoices.ts'
import { unknownText } from '../../shared/units.ts'
import { type Language, language } from './index.ts'

type Options = Intl.DateTimeFormatOptions

const counts = cached(by => new Intl.NumberFormat(by))
const ungrouped = cached(by => new Intl.NumberFormat(by, { useGrouping: false }))
const numbers = [0, 1, 2].map(most =>
  cached(by => new Intl.NumberFormat(by, { maximumFractionDigits: most })),
)
const fixed = [0, 1, 2].map(places =>
  cached(by => new Intl.NumberFormat(by, { minimumFractionDigits: places, maximumFractionDigits: places })),
)
const collators = cached(by => new Intl.Collator(by, { numeric: true, sensitivity: 'base' }))
const weekdays = cached(by => new Intl.DateTimeFormat(by, { weekday: 'short', timeZone: 'UTC' }))

/** What belongs to a language is made once for it. */
function cached<Made>(make: (language: Language) => Made): () => Made {
  let made: { by: Language; it: Made } | null = null
  return () => {
    const by = language()
    if (made?.by !== by) made = { by, it: make(by) }
    return made.it
  }
}

/** How one kind of moment is written in the language, by the clock and zone the person wants. */
function moments(options: Options): (ms: number) => string {
  let made: { by: Language; choices: UnitChoices; it: Intl.DateTimeFormat } | null = null
  return ms => {
    const [by, choices] = [language(), unitChoices()]
    if (made?.by !== by || made.choices !== choices)
      made = { by, choices, it: new Intl.DateTimeFormat(by, wanted(options, choices)) }
    return made.it.format(ms)
  }
}

/** Days alone have no clock: an hour cycle would make a time of them. */
const wanted = (options: Options, { clock, timeZone }: UnitChoices): Options => ({
  ...options,
  ...(clock === 'auto' || !(options.timeStyle || options.hour)
    ? {}
    : { hourCycle: clock === '24h' ? 'h23' : 'h12' }),
  ...(timeZone === 'utc' ? { timeZone: 'UTC' } : {}),
})

/** A time that is not this computer's says so. */
const zoned =
  (write: (ms: number) => string) =>
  (ms: number): string =>
    unitChoices().timeZone === 'utc' ? `${write(ms)} UTC` : write(ms)

/** A count in the window's language: `10,000`, `10.000`. */
export const formatCount = (count: number): string => counts().format(count)

/** A number as it is typed: without marks between thousands. */
export const formatTyped = (value: number): string => ungrouped().format(value)

/** A number as people write it, with at most so many decimals; a dash where it is not known. */
export const formatNumber = (value: number | null, most: 0 | 1 | 2 = 2): string =>
  value === null ? unknownText : (numbers[most]?.().format(value) ?? unknownText)

/** A number with always so many decimals, so that those of a column stand below each other. */
export const formatFixed = (value: number, places: 0 | 1 | 2): string =>
  fixed[places]?.().format(value) ?? unknownText

/** A time of today with seconds (Unix ms). */
export const formatClock = zoned(moments({ hour: '2-digit', minute: '2-digit', second: '2-digit' }))

/** A day (Unix ms). */
export const formatDay = moments({ dateStyle: 'medium' })

/** A day with its time (Unix ms). */
export const formatMoment = zoned(moments({ dateStyle: 'medium', timeStyle: 'medium' }))

/** A day with its time in figures, for where there is little room (Unix ms). */
export const formatShortMoment = zoned(moments({ dateStyle: 'short', timeStyle: 'medium' }))

const dayMinute: Options = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }

/** A day and its time without the year, to the minute (Unix ms). */
export const formatMinute = zoned(moments(dayMinute))

const shiftedMinute = moments({ ...dayMinute, timeZone: 'UTC' })

/** The same by the clock of another zone, by what it is ahead of UTC. */
export const formatMinuteThere = (ms: number, offsetMinutes: number): string =>
  shiftedMinute(ms + offsetMinutes * 60_000)

const numericDay = moments({ dateStyle: 'short' })

/** A moment to the second; with its day where that is not today. */
export const formatRecent = (ms: number, nowMs: number = Date.now()): string =>
  numericDay(ms) === numericDay(nowMs) ? formatClock(ms) : formatShortMoment(ms)

/** How the marks of an axis are written: seconds where they matter, the day where more than one is shown. */
export const timeMarks = (shows: {
  day: boolean
  clock: boolean
  seconds: boolean
}): ((ms: number) => string) =>
  moments({
    ...(shows.day ? { day: 'numeric', month: 'short' } : {}),
    ...(shows.clock ? { hour: '2-digit', minute: '2-digit' } : {}),
    ...(shows.seconds ? { second: '2-digit' } : {}),
  })

/** What the clock on the wall is behind UTC at a moment, in ms; 0 where times are shown in UTC. */
export const behindUtcMs = (ms: number): number =>
  unitChoices().timeZone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000

/** A moment as the browser's own field for it wants it: by the clock on the wall, to the minute. */
export const momentInput = (ms: number): string => new Date(ms - behindUtcMs(ms)).toISOString().slice(0, 16)

/** The moment that such a field holds (Unix ms); NaN where it holds none. */
export const readMomentInput = (text: string): number =>
  Date.parse(unitChoices().timeZone === 'utc' && text !== '' ? `${text}Z` : text)

/** Short name of a day of the week, 0 is Sunday. */
export const weekdayName = (day: number): string => weekdays().format(Date.UTC(2023, 0, 1 + day))

/** Names in the order of the window's language, numbers in them by value. */
export const compareNames = (a: string, b: string): number => collators().compare(a, b)
