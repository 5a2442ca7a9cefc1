import { unitChoices, type UnitChoices } from './unitChoices.ts'

type Sizes = UnitChoices['sizes']

/** Units in order of size; each is `base` of the one before. */
interface Ladder {
  units: readonly string[]
  base: number
  /** How many of the smallest unit a byte is. */
  perByte: number
}

const binary: Ladder = { units: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'], base: 1024, perByte: 1 }
const decimal: Ladder = { units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'], base: 1000, perByte: 1 }
const bits: Ladder = {
  units: ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit', 'Ebit'],
  base: 1000,
  perByte: 8,
}

/** What is shown where a value is not known. */
export const unknownText = '–'

/** Numbers of one column or axis in one unit, so that no "1024.0 MiB" stands beside "1 GiB". */
export interface QuantityScale {
  /** As it is written, `GiB` or `Mbit/s`. */
  unit: string
  /** Bytes, or bytes a second, in one of the unit. */
  unitBytes: number
  /** The number alone, at most two decimals. */
  number(bytes: number): string
  /** The number with its unit. */
  format(bytes: number | null): string
}

let decimalSign = '.'
let isolated = false

/**
 * Writes the quantities of this module as a language does (`de`: 1,5 GiB). Where lines run from right to left
 * they are isolated, or the unit would stand before its number. The window calls it once before anything is
 * drawn; the command line and the core never do, so theirs stay readable by programs.
 */
export function setUnitLanguage(language: string, rightToLeft = false): void {
  isolated = rightToLeft
  const sign = new Intl.NumberFormat(language).formatToParts(1.5).find(part => part.type === 'decimal')
  decimalSign = sign?.value ?? '.'
}

/** LRI … PDI of the Unicode bidirectional algorithm. */
const quantity = (text: string): string => (isolated ? `\u2066${text}\u2069` : text)

const localized = (value: number): string =>
  decimalSign === '.' ? String(value) : String(value).replace('.', decimalSign)

/** At most two decimals below 10, one below 100 and none from there; trailing zeros go. */
function shortNumber(value: number): string {
  const decimals = value < 10 ? 2 : value < 100 ? 1 : 0
  return localized(Number(value.toFixed(decimals)))
}

/** The largest unit in which the value is at least 1; one that would round up to the next unit takes that. */
function stepFor(bytes: number, { base, units, perByte }: Ladder): number {
  let value = Math.abs(bytes) * perByte
  let index = 0
  while (index < units.length - 1 && (value >= base || (index > 0 && Math.round(value) >= base))) {
    value /= base
    index += 1
  }
  return index
}

function scaleOf(largest: number, ladder: Ladder, suffix: string): QuantityScale {
  const step = stepFor(largest, ladder)
  const unit = `${ladder.units[step]}${suffix}`
  const unitBytes = ladder.base ** step / ladder.perByte
  const number = (bytes: number): string => {
    const value = bytes / unitBytes
    return value < 0 ? `-${shortNumber(-value)}` : shortNumber(value)
  }
  return {
    unit,
    unitBytes,
    number,
    format: bytes => (bytes === null ? unknownText : quantity(`${number(bytes)} ${unit}`)),
  }
}

const sizeLadder = (sizes: Sizes): Ladder => (sizes === 'decimal' ? decimal : binary)

const networkLadder = (): Ladder =>
  unitChoices().networkRates === 'bits' ? bits : sizeLadder(unitChoices().sizes)

/** Chooses one unit by the largest size to be shown; as the person wants sizes unless told. */
export const byteScale = (largest: number, sizes: Sizes = unitChoices().sizes): QuantityScale =>
  scaleOf(largest, sizeLadder(sizes), '')

/** As `byteScale`, of bytes a second that a disk or swap moves. */
export const rateScale = (largest: number): QuantityScale =>
  scaleOf(largest, sizeLadder(unitChoices().sizes), '/s')

/** As `rateScale`, of bytes a second over a network, which people may want in bits. */
export const networkRateScale = (largest: number): QuantityScale => scaleOf(largest, networkLadder(), '/s')

const written =
  (scale: (largest: number) => QuantityScale) =>
  (value: number | null | undefined): string =>
    value === null || value === undefined || !Number.isFinite(value)
      ? unknownText
      : scale(value).format(value)

/** `1.5 GiB` or `1.61 GB`, as the person wants sizes; unknown is a dash, never 0. */
export const formatBytes = written(byteScale)

/** `1.5 GiB` whatever anybody chose: for what the core writes and programs may read. */
export const formatBinaryBytes = written(largest => byteScale(largest, 'binary'))

/** `1.5 MiB/s` for bytes per second of a disk. */
export const formatRate = written(rateScale)

/** `1.5 MiB/s`, or `12.6 Mbit/s`, for bytes per second over a network. */
export const formatNetworkRate = written(networkRateScale)

/** `7.3 %`, `42 %`; 0 to 100 is the caller's affair. */
export function formatPercent(percent: number | null | undefined): string {
  if (percent === null || percent === undefined || !Number.isFinite(percent)) return unknownText
  const size = Math.abs(percent)
  return quantity(`${localized(Number(percent.toFixed(size < 10 ? 1 : 0)))} %`)
}

const byteFactors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  byte: 1,
  bytes: 1,
  k: 1024,
  kib: 1024,
  kb: 1e3,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1e6,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1e9,
  t: 1024 ** 4,
  tib: 1024 ** 4,
  tb: 1e12,
  p: 1024 ** 5,
  pib: 1024 ** 5,
  pb: 1e15,
  e: 1024 ** 6,
  eib: 1024 ** 6,
  eb: 1e18,
}

/**
 * Factor of a byte unit as libvirt reads it (virScaleInteger): `KiB` and `k` are 1,024, `KB` is 1,000,
 * case does not matter; null for what is no unit.
 */
export function byteFactor(unit: string): number | null {
  const key = unit.toLowerCase()
  return Object.hasOwn(byteFactors, key) ? (byteFactors[key] ?? null) : null
}

/** Splits `1.5 GiB` into number and unit; null where it does not start with a plain decimal number. */
export function splitQuantity(text: string): { value: number; unit: string } | null {
  const parts = /^\s*(\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})\s*([^\s\d.][^\d]{0,16})?\s*$/.exec(text)
  if (!parts?.[1]) return null
  return { value: Number(parts[1]), unit: (parts[2] ?? '').trim() }
}

/** Bytes of `8GiB`, `8 G`, `500MB` or a bare number of bytes, rounded; null for anything else or beyond 2^53. */
export function parseBytes(text: string): number | null {
  const quantity = splitQuantity(text)
  if (!quantity) return null
  const factor = byteFactor(quantity.unit)
  if (factor === null) return null
  const bytes = Math.round(quantity.value * factor)
  return Number.isSafeInteger(bytes) ? bytes : null
}

const bitFactors: Readonly<Record<string, number>> = {
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
  tbit: 1e12,
  pbit: 1e15,
}

/** Bytes per second of `10MiB/s`, `10 MiBps`, `80Mbit/s` or a size alone; null for anything else. */
export function parseRate(text: string): number | null {
  const amount = text.trim().replace(/(?:\/s(?:ec)?|ps)$/i, '')
  const quantity = splitQuantity(amount)
  const unit = quantity?.unit.toLowerCase() ?? ''
  if (!quantity || !Object.hasOwn(bitFactors, unit)) return parseBytes(amount)
  const rate = Math.round((quantity.value * (bitFactors[unit] ?? Number.NaN)) / 8)
  return Number.isSafeInteger(rate) ? rate : null
}

/** Percent of `50%`, `7.5 %` or a bare number; null for anything else. */
export function parsePercent(text: string): number | null {
  const quantity = splitQuantity(text)
  return quantity && (quantity.unit === '' || quantity.unit === '%') ? quantity.value : null
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Units of a duration with their length in milliseconds; a month is 30 days and a year 365. */
const durationFactors: Readonly<Record<string, number>> = {
  ms: 1,
  s: secondMs,
  sec: secondMs,
  second: secondMs,
  seconds: secondMs,
  m: minuteMs,
  min: minuteMs,
  minute: minuteMs,
  minutes: minuteMs,
  h: hourMs,
  hour: hourMs,
  hours: hourMs,
  d: dayMs,
  day: dayMs,
  days: dayMs,
  w: 7 * dayMs,
  week: 7 * dayMs,
  weeks: 7 * dayMs,
  mo: 30 * dayMs,
  month: 30 * dayMs,
  months: 30 * dayMs,
  y: 365 * dayMs,
  year: 365 * dayMs,
  years: 365 * dayMs,
}

/** Milliseconds of `30s`, `12 min`, `1d12h`; every part needs its unit (a bare 0 is 0); null for anything else. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed.length > 64) return null
  if (trimmed === '0') return 0
  const part = /(\d{1,16}(?:\.\d{1,15})?)\s*([a-z]{1,8})\s*/y
  let total = 0
  let at = 0
  while (at < trimmed.length) {
    part.lastIndex = at
    const found = part.exec(trimmed)
    const unit = found?.[2] ?? ''
    if (!found || !Object.hasOwn(durationFactors, unit)) return null
    total += Number(found[1]) * (durationFactors[unit] ?? Number.NaN)
    at = part.lastIndex
  }
  const ms = Math.round(total)
  return at > 0 && Number.isSafeInteger(ms) ? ms : null
}

/** Age in its largest whole unit: `3 s`, `12 min`, `5 h`, `4 d`; below zero (a clock jumped) counts as 0 s. */
export function formatAge(ageMs: number | null | undefined): string {
  if (ageMs === null || ageMs === undefined || !Number.isFinite(ageMs)) return unknownText
  const age = Math.max(0, ageMs)
  if (age < minuteMs) return quantity(`${Math.floor(age / secondMs)} s`)
  if (age < hourMs) return quantity(`${Math.floor(age / minuteMs)} min`)
  if (age < dayMs) return quantity(`${Math.floor(age / hourMs)} h`)
  return quantity(`${Math.floor(age / dayMs)} d`)
}

/** Duration in its two largest units: `850 ms`, `42 s`, `3 min 20 s`, `2 d 4 h`. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (durationMs === null || durationMs === undefined || !Number.isFinite(durationMs)) return unknownText
  const duration = Math.max(0, durationMs)
  if (duration < secondMs) return quantity(`${Math.floor(duration)} ms`)
  const steps = [
    ['d', dayMs],
    ['h', hourMs],
    ['min', minuteMs],
    ['s', secondMs],
  ] as const
  const first = steps.findIndex(([, ms]) => duration >= ms)
  const parts: string[] = []
  let rest = duration
  for (const [unit, ms] of steps.slice(first, first + 2)) {
    const count = Math.floor(rest / ms)
    rest -= count * ms
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return quantity(parts.join(' '))
}
