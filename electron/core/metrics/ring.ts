import { Rows } from './rows.ts'

/** How much one ring keeps: every tick for a while, then means of whole buckets for longer. */
export interface RingSize {
  /** Values in a row. */
  columns: number
  fineSlots: number
  coarseSlots: number
  coarseMs: number
}

/** One stored row: when, and the values with NaN where nothing was measured. */
export interface RingRow {
  atMs: number
  values: Float32Array
}

/** The values of one subject in both tiers; rows side by side, NaN where nothing was measured. */
export interface Track {
  readonly fine: Rows
  readonly coarse: Rows
  readonly sums: Float64Array
  readonly counts: Uint16Array
  /** Numbers of the first fine and coarse row that this track holds. */
  readonly firstFine: number
  readonly firstCoarse: number
  /** Number of the last fine row in which anything was measured. */
  lastMeasured: number
}

/**
 * Samples of many subjects that are measured together (the machines of one host, or the host itself):
 * the time axis is shared, so a subject costs only its values as 32-bit floats, and those only
 * from when they are written. A ring never grows beyond its size; what is older than the fine tier is kept as bucket means, what is older than both is gone.
 */
export class SampleRing<Key> {
  readonly size: RingSize
  readonly #tracks = new Map<Key, Track>()
  readonly #fineTimes: Float64Array
  readonly #coarseTimes: Float64Array
  /** Rows ever begun; the row in work is `#fineCount - 1`. */
  #fineCount = 0
  #coarseCount = 0
  #bucket: number | null = null
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(size: RingSize) {
    this.size = size
    this.#fineTimes = new Float64Array(size.fineSlots)
    this.#coarseTimes = new Float64Array(size.coarseSlots)
  }

  /** Subjects that have a track. */
  get subjects(): number {
    return this.#tracks.size
  }

  /** Begins a row at `atMs`, which must not go back; use `shift` first when the wall clock did. */
  begin(atMs: number): void {
    const bucket = Math.floor(atMs / this.size.coarseMs)
    if (this.#bucket !== null && bucket !== this.#bucket)
      this.#closeBucket((this.#bucket + 1) * this.size.coarseMs)
    this.#bucket = bucket
    this.#lastMs = atMs
    const slot = this.#fineCount++ % this.size.fineSlots
    this.#fineTimes[slot] = atMs
    for (const track of this.#tracks.values()) track.fine.clear(slot)
  }

  /** The subject's track, made at its first use. */
  track(key: Key): Track {
    const known = this.#tracks.get(key)
    if (known) return known
    const { columns, fineSlots, coarseSlots } = this.size
    const made: Track = {
      fine: new Rows(columns, fineSlots),
      coarse: new Rows(columns, coarseSlots),
      sums: new Float64Array(columns),
      counts: new Uint16Array(columns),
      firstFine: Math.max(0, this.#fineCount - 1),
      firstCoarse: this.#coarseCount,
      lastMeasured: -1,
    }
    this.#tracks.set(key, made)
    return made
  }

  /** Every subject that has a track. */
  keys(): Iterable<Key> {
    return this.#tracks.keys()
  }

  /** Writes one value of the row in work; null is a gap. */
  set(track: Track, column: number, value: number | null): void {
    if (value === null || this.#fineCount === 0) return
    track.fine.set((this.#fineCount - 1) % this.size.fineSlots, column, value)
    track.sums[column] = (track.sums[column] as number) + value
    track.counts[column] = (track.counts[column] as number) + 1
    track.lastMeasured = this.#fineCount - 1
  }

  /** Forgets a subject. */
  drop(key: Key): void {
    this.#tracks.delete(key)
  }

  /** Forgets subjects of which nothing was measured since `sinceMs`. */
  prune(sinceMs: number): void {
    for (const [key, track] of this.#tracks) {
      const age = this.#fineCount - 1 - track.lastMeasured
      if (age < this.size.fineSlots) continue
      if (this.#newestCoarse(track) < sinceMs) this.#tracks.delete(key)
    }
  }

  /** Moves every stored time, after the wall clock was set back by `-ms`. */
  shift(ms: number): void {
    for (let at = 0; at < this.#fineTimes.length; at++)
      this.#fineTimes[at] = (this.#fineTimes[at] as number) + ms
    for (let at = 0; at < this.#coarseTimes.length; at++)
      this.#coarseTimes[at] = (this.#coarseTimes[at] as number) + ms
    this.#lastMs += ms
    if (this.#bucket !== null) this.#bucket = Math.floor(this.#lastMs / this.size.coarseMs)
  }

  /** Time of the last row begun; minus infinity before the first. */
  get lastMs(): number {
    return this.#lastMs
  }

  /** The last `count` rows of full rate, oldest first, gaps as rows of NaN. */
  latest(key: Key, count: number): RingRow[] {
    const track = this.#tracks.get(key)
    if (!track) return []
    const rows: RingRow[] = []
    const from = Math.max(this.#oldestFine(track), this.#fineCount - count)
    for (let number = from; number < this.#fineCount; number++) rows.push(this.#fineRow(track, number))
    return rows
  }

  /** Everything kept since `sinceMs`, oldest first: bucket means, then full rate. */
  history(key: Key, sinceMs: number): RingRow[] {
    const track = this.#tracks.get(key)
    if (!track) return []
    const rows: RingRow[] = []
    const oldest = this.#oldestFine(track)
    const fineFromMs = oldest < this.#fineCount ? this.#fineTime(oldest) : Number.POSITIVE_INFINITY
    for (let number = this.#oldestCoarse(track); number < this.#coarseCount; number++) {
      const atMs = this.#coarseTime(number)
      if (atMs < sinceMs) continue
      if (atMs > fineFromMs) break
      rows.push({ atMs, values: track.coarse.row(number % this.size.coarseSlots) })
    }
    for (let number = oldest; number < this.#fineCount; number++) {
      if (this.#fineTime(number) >= sinceMs) rows.push(this.#fineRow(track, number))
    }
    return rows
  }

  /** The newest measured value of a column that is at most `maxAgeMs` older than the last row; null if none. */
  newest(key: Key, column: number, maxAgeMs: number): number | null {
    const track = this.#tracks.get(key)
    if (!track) return null
    const oldest = this.#oldestFine(track)
    for (let number = this.#fineCount - 1; number >= oldest; number--) {
      if (this.#lastMs - this.#fineTime(number) > maxAgeMs) return null
      const value = track.fine.get(number % this.size.fineSlots, column)
      if (!Number.isNaN(value)) return value
    }
    return null
  }

  #fineTime(number: number): number {
    return this.#fineTimes[number % this.size.fineSlots] as number
  }

  #coarseTime(number: number): number {
    return this.#coarseTimes[number % this.size.coarseSlots] as number
  }

  #oldestFine(track: Track): number {
    return Math.max(track.firstFine, this.#fineCount - this.size.fineSlots)
  }

  #oldestCoarse(track: Track): number {
    return Math.max(track.firstCoarse, this.#coarseCount - this.size.coarseSlots)
  }

  #fineRow(track: Track, number: number): RingRow {
    return {
      atMs: this.#fineTime(number),
      values: track.fine.row(number % this.size.fineSlots),
    }
  }

  #newestCoarse(track: Track): number {
    for (let number = this.#coarseCount - 1; number >= this.#oldestCoarse(track); number--) {
      const values = track.coarse.row(number % this.size.coarseSlots)
      if (values.some(value => !Number.isNaN(value))) return this.#coarseTime(number)
    }
    return Number.NEGATIVE_INFINITY
  }

  #closeBucket(endMs: number): void {
    const slot = this.#coarseCount++ % this.size.coarseSlots
    this.#coarseTimes[slot] = endMs
    for (const { coarse, sums, counts } of this.#tracks.values()) {
      coarse.clear(slot)
      for (let column = 0; column < this.size.columns; column++) {
        const count = counts[column] as number
        if (count > 0) coarse.set(slot, column, (sums[column] as number) / count)
      }
      sums.fill(0)
      counts.fill(0)
    }
  }
}
