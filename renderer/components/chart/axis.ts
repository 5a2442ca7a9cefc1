import { byteScale, formatPercent, networkRateScale, rateScale, unknownText } from '../../../shared/units.ts'
import { behindUtcMs, formatNumber, timeMarks } from '../../words/format.ts'

/** A chart's vertical axis: one unit for the whole chart, round marks from 0 to the top. */
export interface Axis {
  /** Written once, beside the chart's name. */
  unit: string
  ticks: number[]
  /** A mark's number, without its unit. */
  mark(value: number): string
  /** A value with its unit. */
  format(value: number | null): string
}

/** What an axis measures. */
export type Scale = 'percent' | 'bytes' | 'rate' | 'networkRate' | 'count' | 'ms'

const scales = { bytes: byteScale, rate: rateScale, networkRate: networkRateScale }

const thirds = (top: number): number[] => [0, top / 2, top]

/** The axis for values up to `largest`; `max` is the top where it is known (memory, percent). */
export function axisFor(scale: Scale, largest: number, max: number | null): Axis {
  const known = max !== null && max >= largest && max > 0 ? max : null
  switch (scale) {
    case 'percent': {
      const top = known ?? (largest <= 100 ? 100 : roundUp(largest))
      return { unit: '%', ticks: thirds(top), mark: plain, format: formatPercent }
    }
    case 'count':
    case 'ms': {
      const unit = scale === 'ms' ? 'ms' : ''
      const top = known ?? roundUp(Math.max(largest, scale === 'ms' ? 1 : 2))
      return {
        unit,
        ticks: thirds(top),
        mark: plain,
        format: value => (value === null ? unknownText : `${plain(value)}${unit && ` ${unit}`}`),
      }
    }
    case 'bytes':
    case 'rate':
    case 'networkRate': {
      const { unit, unitBytes, number, format } = scales[scale](Math.max(known ?? 0, largest, 1))
      const top = known ?? roundUp(Math.max(largest, 1) / unitBytes) * unitBytes
      return { unit, ticks: thirds(top), mark: number, format }
    }
  }
}

const plain = (value: number): string => formatNumber(value, Math.abs(value) < 10 ? 1 : 0)

/** The next round number: 1, 2, 4, 6, 10 times a power of ten, so that its half is round too. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 4, 6, 10].find(each => each * power >= value * 0.999) ?? 10
  return step * power
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const steps = [
  ...[1, 2, 5, 10, 15, 30].map(count => count * second),
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
  ...[1, 2, 7, 14, 30].map(count => count * day),
]

/** Round moments between two (Unix ms), by the clock on the wall, at most `most` of them, with how to write them. */
export function timeTicks(
  fromMs: number,
  toMs: number,
  most: number,
): { ticks: number[]; format: (ms: number) => string } {
  const span = Math.max(1, toMs - fromMs)
  const longest = 30 * day
  const step =
    steps.find(each => span / each <= Math.max(1, most)) ??
    longest * Math.ceil(span / longest / Math.max(1, most))
  const offset = behindUtcMs(fromMs)
  const ticks: number[] = []
  for (let at = Math.ceil((fromMs - offset) / step) * step + offset; at <= toMs; at += step) ticks.push(at)
  return { ticks, format: timeFormat(step, span) }
}

/** Writes moments: seconds where they matter, the day where more than one is shown. */
function timeFormat(step: number, span: number): (ms: number) => string {
  return timeMarks({ day: span > day, clock: step < day, seconds: step < minute })
}
