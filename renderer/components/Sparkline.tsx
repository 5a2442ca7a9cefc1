import { memo, useCallback, useSyncExternalStore } from 'react'
import type { MachineKey } from '../../shared/ids.ts'
import type { MachineSample } from '../../shared/models/metrics.ts'
import { metricsBoard, SPARK_SAMPLES } from '../stores/metrics.ts'

const WIDTH = 64
const HEIGHT = 16

/**
 * The last samples of a machine's CPU as a small line, 0 to 100 % from bottom to top. A sample that is
 * missing or unmeasured is a gap in the line.
 */
export const Sparkline = memo(function Sparkline({ samples }: { samples: readonly MachineSample[] }) {
  const path = sparkPath(samples)
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" focusable="false">
      <path d={path?.area ?? ''} fill="var(--series-cpu)" opacity={0.14} />
      <path d={path?.line ?? ''} fill="none" stroke="var(--series-cpu)" strokeWidth={1.25} />
    </svg>
  )
})

/** A machine's recent samples; draws again when one comes. */
export function useSeries(machine: MachineKey): readonly MachineSample[] {
  return useSyncExternalStore(
    useCallback(listener => metricsBoard.listen(machine, listener), [machine]),
    () => metricsBoard.series(machine),
  )
}

/** SVG paths of a line and the area under it; null while there is nothing to draw. */
export function sparkPath(samples: readonly MachineSample[]): { line: string; area: string } | null {
  const step = WIDTH / (SPARK_SAMPLES - 1)
  const shift = SPARK_SAMPLES - samples.length
  const gapMs = gapLimit(samples)
  let line = ''
  let area = ''
  let open = false
  let lastX = 0
  let beforeMs = Number.NaN
  for (const [index, { cpuPercent, atMs }] of samples.entries()) {
    const gap = cpuPercent === null || atMs - beforeMs > gapMs
    beforeMs = atMs
    if (gap && open) {
      area += `L${lastX} ${HEIGHT}Z`
      open = false
    }
    if (cpuPercent === null) continue
    const x = round((shift + index) * step)
    const y = round(HEIGHT - 1 - (Math.min(100, cpuPercent) / 100) * (HEIGHT - 2))
    line += `${open ? 'L' : 'M'}${x} ${y}`
    area += open ? `L${x} ${y}` : `M${x} ${HEIGHT}L${x} ${y}`
    open = true
    lastX = x
  }
  if (!line) return null
  return { line, area: open ? `${area}L${lastX} ${HEIGHT}Z` : area }
}

/** Samples further apart than twice and a half the usual distance leave a gap. */
function gapLimit(samples: readonly MachineSample[]): number {
  const steps = samples.slice(1).map((sample, index) => sample.atMs - (samples[index]?.atMs ?? 0))
  const middle = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]
  return (middle ?? Number.POSITIVE_INFINITY) * 2.5
}

const round = (value: number): number => Math.round(value * 10) / 10
