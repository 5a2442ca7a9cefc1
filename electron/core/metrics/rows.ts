/** Rows that come into being together: few enough that a short run costs little, enough that pages stay few. */
const PAGE_ROWS = 32

/**
 * A fixed number of rows of 32-bit floats, NaN until written. Memory follows what was ever written, in pages: a
 * machine that has run for a minute does not hold the room of hours.
 */
export class Rows {
  readonly columns: number
  readonly slots: number
  readonly #pages: (Float32Array | undefined)[]

  constructor(columns: number, slots: number) {
    this.columns = columns
    this.slots = slots
    this.#pages = new Array<Float32Array | undefined>(Math.ceil(slots / PAGE_ROWS)).fill(undefined)
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#pages.reduce((total, page) => total + (page?.byteLength ?? 0), 0)
  }

  get(slot: number, column: number): number {
    const page = this.#pages[Math.floor(slot / PAGE_ROWS)]
    return page === undefined ? Number.NaN : (page[(slot % PAGE_ROWS) * this.columns + column] as number)
  }

  set(slot: number, column: number, value: number): void {
    const at = Math.floor(slot / PAGE_ROWS)
    let page = this.#pages[at]
    if (page === undefined) {
      const rows = Math.min(PAGE_ROWS, this.slots - at * PAGE_ROWS)
      page = new Float32Array(rows * this.columns).fill(Number.NaN)
      this.#pages[at] = page
    }
    page[(slot % PAGE_ROWS) * this.columns + column] = value
  }

  /** Makes a row NaN again. */
  clear(slot: number): void {
    const from = (slot % PAGE_ROWS) * this.columns
    this.#pages[Math.floor(slot / PAGE_ROWS)]?.fill(Number.NaN, from, from + this.columns)
  }

  /** The row's values; later writes to it may show in what was returned. */
  row(slot: number): Float32Array {
    const from = (slot % PAGE_ROWS) * this.columns
    const page = this.#pages[Math.floor(slot / PAGE_ROWS)]
    return page === undefined
      ? new Float32Array(this.columns).fill(Number.NaN)
      : page.subarray(from, from + this.columns)
  }
}
