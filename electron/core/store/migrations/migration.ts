import type { WritableDatabase } from '../database.ts'

/** One step of the schema; runs once, in a transaction of its own, in order of `version`. Never changed after a release. */
export interface Migration {
  /** `user_version` after it ran; grows; a number left out was never released. */
  version: number
  up(database: WritableDatabase): void
}
