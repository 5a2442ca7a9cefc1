import type { MachineMetric, MachineSample } from '../../../../shared/models/metrics.ts'
import { byteScale, byteUnits, formatPercent, unknownText } from '../../../../shared/units.ts'

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
export type Scale = 'percent' | 'bytes' | 'rate'

/** The axis for what the samples hold; `max` is the top where it is known (memory, percent). */
export function axisFor(
  scale: Scale,
  samples: readonly MachineSample[],
  metrics: readonly MachineMetric[],
  max: number | null,
): Axis {
  if (scale === 'percent')
    return { unit: '%', ticks: [0, 50, 100], mark: value => String(value), format: formatPercent }
  const largest = samples.reduce(
    (top, sample) => Math.max(top, ...metrics.map(metric => sample[metric] ?? 0)),
    0,
  )
  const { unit, number } = byteScale(Math.max(max ?? 0, largest, 1))
  const divisor = 1024 ** byteUnits.indexOf(unit)
  const top = max && max >= largest ? max : roundUp(Math.max(largest, 1) / divisor) * divisor
  const suffix = scale === 'rate' ? '/s' : ''
  return {
    unit: `${unit}${suffix}`,
    ticks: [0, top / 2, top],
    mark: number,
    format: value => (value === null ? unknownText : `${number(value)} ${unit}${suffix}`),
  }
}

/** The next round number: 1, 2, 4, 6, 10 times a power of ten, so that its half is round too. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 4, 6, 10].find(each => each * power >= value * 0.999) ?? 10
  return step * power
}
