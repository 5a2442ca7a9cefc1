import type { MachineSample } from '../../shared/models/metrics.ts'
import { SPARK_SAMPLES } from './metrics.ts'

type Values = readonly (number | null)[]

export const noValues: Values = []

const known = new WeakMap<readonly MachineSample[], Values>()

/**
 * CPU percent of a row's samples; null where a sample is unmeasured, and between samples that are further apart
 * than two and a half times the usual distance. The same array for the same samples.
 */
export function lineOf(samples: readonly MachineSample[]): Values {
  const before = known.get(samples)
  if (before) return before
  const gapMs = gapLimit(samples)
  const values = samples.flatMap(({ cpuPercent, atMs }, index) => {
    const last = samples[index - 1]
    return last && atMs - last.atMs > gapMs ? [null, cpuPercent] : [cpuPercent]
  })
  const line = values.slice(-SPARK_SAMPLES)
  known.set(samples, line)
  return line
}

function gapLimit(samples: readonly MachineSample[]): number {
  const steps = samples.slice(1).map((sample, index) => sample.atMs - (samples[index]?.atMs ?? 0))
  const middle = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]
  return (middle ?? Number.POSITIVE_INFINITY) * 2.5
}
