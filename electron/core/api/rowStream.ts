import { chunks } from './chunks.ts'

interface Row {
  key: string
}
type Tables<Name extends string> = Readonly<Record<Name, readonly Row[]>>

/** One piece of a stream of tables: rows that are new or changed, keys of those that are gone. */
export interface RowsPart<Name extends string> {
  first: boolean
  more: boolean
  removed: string[]
  tables: Record<Name, Row[]>
}

/** Rows in one piece: small enough that neither side's loop is held. */
const PART_ROWS = 1000

/** Tells a subscriber what of some tables is new to it; rows are compared as objects, so unchanged ones must be the same. */
export class RowStream<Name extends string> {
  readonly #sent = new Map<string, Row>()
  readonly #names: readonly Name[]

  constructor(names: readonly Name[]) {
    this.#names = names
  }

  /** Everything, in pieces; at least one, so that an empty fleet is told as well. */
  *snapshot(tables: Tables<Name>): Generator<RowsPart<Name>> {
    yield* this.#parts(tables, [], true)
  }

  /** What changed since the last piece; nothing where nothing did. */
  *changes(tables: Tables<Name>): Generator<RowsPart<Name>> {
    const present = new Set<string>()
    for (const name of this.#names) for (const { key } of tables[name]) present.add(key)
    const removed = [...this.#sent.keys()].filter(key => !present.has(key))
    for (const key of removed) this.#sent.delete(key)
    yield* this.#parts(tables, removed, false)
  }

  *#parts(tables: Tables<Name>, removed: string[], isSnapshot: boolean): Generator<RowsPart<Name>> {
    const fresh: { name: Name; row: Row }[] = []
    for (const name of this.#names) {
      for (const row of tables[name]) {
        if (!isSnapshot && this.#sent.get(row.key) === row) continue
        this.#sent.set(row.key, row)
        fresh.push({ name, row })
      }
    }
    if (fresh.length === 0) {
      if (isSnapshot || removed.length > 0) yield this.#part([], removed, isSnapshot, false)
      return
    }
    let left = fresh.length
    let isFirst = true
    for (const part of chunks(fresh, PART_ROWS)) {
      left -= part.length
      yield this.#part(part, isFirst ? removed : [], isSnapshot && isFirst, left > 0)
      isFirst = false
    }
  }

  #part(
    rows: readonly { name: Name; row: Row }[],
    removed: string[],
    first: boolean,
    more: boolean,
  ): RowsPart<Name> {
    const tables = Object.fromEntries(this.#names.map(name => [name, []])) as Record<string, Row[]>
    for (const { name, row } of rows) tables[name]?.push(row)
    return { first, more, removed, tables }
  }
}
