/** One measured figure beside its target and, where there is one, the same thing measured of a peer. */
export interface Figure {
  /** What was measured, e.g. `1,000 machines at 50 ms: start to full list`. */
  readonly name: string
  /** The median of several runs, in `unit`; null where it could not be measured. */
  readonly measured: number | null
  readonly unit: string
  /** The bound `measured` must keep, in `unit`; null for a figure that is only printed. */
  readonly target: number | null
  /** The target in words: `≤ 2.0 s`, `≤ 1.15 × peer`. */
  readonly targetText: string
  /** The peer's figure in words, e.g. `virsh list --all: 58.6 s, 1,009 calls`; null where there is no peer. */
  readonly peer: string | null
  readonly ok: boolean
  /** Why it was missed or could not be measured, or how it was. */
  readonly note?: string
}

/** A file of tests/bench/figures: its name on the command line, and the measuring. */
export interface FigureFile {
  readonly name: string
  run(): Promise<Figure[]>
}

/** The middle one of some values (the lower of two); NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** The value that `fraction` of them do not exceed (nearest rank); NaN of none. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN
}

/** A figure that must not exceed a fixed bound. */
export function atMost(
  name: string,
  measured: number,
  bound: number,
  unit: string,
  more: { readonly peer?: string; readonly note?: string } = {},
): Figure {
  return {
    ...{ name, measured, unit, target: bound, targetText: `≤ ${bound} ${unit}`, peer: more.peer ?? null },
    ok: measured <= bound,
    ...(more.note === undefined ? {} : { note: more.note }),
  }
}

/** A figure that must not exceed `factor` times what a peer took in the same run. */
export function atMostOfPeer(
  name: string,
  measured: number,
  factor: number,
  peer: { readonly name: string; readonly measured: number },
  unit: string,
): Figure {
  const target = factor * peer.measured
  const peerText = `${peer.name}: ${formatNumber(peer.measured)} ${unit}`
  return {
    name,
    measured,
    unit,
    target,
    targetText: `≤ ${factor} × peer`,
    peer: peerText,
    ok: measured <= target,
  }
}

/** A figure without a target, for the record. */
export function forTheRecord(
  name: string,
  measured: number,
  unit: string,
  peer: string | null = null,
): Figure {
  return { name, measured, unit, target: null, targetText: 'for the record', peer, ok: true }
}

/** Three significant digits, or all of a large number. */
export function formatNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
