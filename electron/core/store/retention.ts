import type { ReadableDatabase } from './database.ts'

/** How much of what was seen a database keeps. */
export interface Retention {
  eventsKept: number
  changesKept: number
  changesKeptMs: number
}

const usual: Retention = { eventsKept: 5_000, changesKept: 20_000, changesKeptMs: 90 * 24 * 3_600_000 }
const said = new WeakMap<ReadableDatabase, Retention>()

/** What holds for a database; the product's own until somebody says otherwise. */
export const retentionOf = (database: ReadableDatabase): Retention => said.get(database) ?? usual

/** Holds from the next thing that is written; what is beyond it goes then. */
export const setRetention = (database: ReadableDatabase, retention: Retention): void => {
  said.set(database, retention)
}
