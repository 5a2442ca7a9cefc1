import { AppError } from '../../../shared/errors.ts'
import type { Connection } from './database.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/** Marks the file as NovaCron's in SQLite's header ("NovC"). */
export const applicationId = 0x4e6f7643

/** The newest schema this program knows. */
export const schemaVersion = migrations.at(-1)?.version ?? 0

/** Refuses, without a write, a database of a newer program (`store.future`) or of another program (`store.failed`). */
export function checkVersion(connection: Connection): void {
  const version = Number(connection.pragma('user_version'))
  const application = Number(connection.pragma('application_id'))
  const foreign =
    application === 0
      ? version !== 0 || connection.column<number>('SELECT count(*) FROM sqlite_schema')[0] !== 0
      : application !== applicationId
  if (foreign) {
    throw new AppError('store.failed', `${connection.path} is not a NovaCron database.`, {
      next: 'Move the file away, or name another folder in NOVACRON_HOME.',
      data: { path: connection.path },
    })
  }
  if (version > schemaVersion) {
    throw new AppError(
      'store.future',
      `${connection.path} was written by a newer NovaCron (schema ${version}; this one knows ${schemaVersion}).`,
      {
        next: 'Install the newer version again, or name another folder in NOVACRON_HOME. Nothing was changed.',
        data: { path: connection.path, version, known: schemaVersion },
      },
    )
  }
}

/** Brings the schema up to `steps`' last version, each step in its own transaction with its version number. */
export function migrate(connection: Connection, steps: readonly Migration[] = migrations): void {
  const version = Number(connection.pragma('user_version'))
  for (const step of steps) {
    if (step.version <= version) continue
    connection.transaction(() => {
      step.up(connection)
      connection.pragma(`user_version = ${step.version}`)
      connection.pragma(`application_id = ${applicationId}`)
    })
  }
}
