/** Something measured at a moment (Unix ms). */
export interface Sampled {
  atMs: number
}

/** One line of a chart. */
export interface ChartSeries<Sample extends Sampled> {
  id: string
  name: string
  /** A CSS colour; the palette's next one without it. */
  color?: string
  /** Null where it was not measured: the line is cut there. */
  value(sample: Sample): number | null
}

const PALETTE = 8

/** The palette's colour for the line of that number; it begins again after the last one. */
export const seriesColor = (index: number): string => `var(--series-${(index % PALETTE) + 1})`

/** A moment of a chart: each line's value; stacked ones hold their own part, not the sum. */
export interface ChartPoint {
  atMs: number
  values: readonly (number | null)[]
}

/** Steps longer than the usual one by this factor are a hole. */
const GAP_FACTOR = 2.5

/** The usual distance of samples, in ms; 0 for fewer than two. */
export function usualStep(samples: readonly Sampled[]): number {
  const steps = samples.slice(1).map((sample, index) => sample.atMs - (samples[index]?.atMs ?? 0))
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
}

/**
 * The samples as points, with an unmeasured one wherever the next came much later than usual, so that a
 * line is cut there instead of being drawn across what was never measured.
 */
export function pointsOf<Sample extends Sampled>(
  samples: readonly Sample[],
  series: readonly ChartSeries<Sample>[],
): ChartPoint[] {
  const usual = usualStep(samples)
  const nothing = series.map(() => null)
  return samples.flatMap((sample, index) => {
    const point = { atMs: sample.atMs, values: series.map(each => each.value(sample)) }
    const before = samples[index - 1]
    const hole = before !== undefined && sample.atMs - before.atMs > usual * GAP_FACTOR
    return hole ? [{ atMs: before.atMs + usual, values: nothing }, point] : [point]
  })
}

/** The points of a range with the neighbour on either side, so that lines reach its edges. */
export function pointsIn(points: readonly ChartPoint[], from: number, to: number): readonly ChartPoint[] {
  const first = points.findIndex(point => point.atMs >= from)
  const after = points.findIndex(point => point.atMs > to)
  if (first < 0) return []
  return points.slice(Math.max(0, first - 1), after < 0 ? undefined : after + 1)
}

/** The largest value that the chart has to reach: of one line, or of all lines on top of each other. */
export function largestOf(points: readonly ChartPoint[], stacked: boolean): number {
  let most = 0
  for (const { values } of points) {
    let sum = 0
    for (const value of values) {
      sum += value ?? 0
      if (!stacked) most = Math.max(most, value ?? 0)
    }
    if (stacked) most = Math.max(most, sum)
  }
  return most
}

/** The point nearest to a moment; undefined where there are none. */
export function nearest(points: readonly ChartPoint[], atMs: number): ChartPoint | undefined {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.atMs ?? 0) < atMs) low = middle + 1
    else high = middle
  }
  const after = points[low]
  const before = points[low - 1]
  if (!after || !before) return after
  return atMs - before.atMs <= after.atMs - atMs ? before : after
}
