import { join } from 'node:path'
import { Connection } from './database.ts'
import { databaseName, makeFolder, makePrivateFile } from './folder.ts'
import { checkVersion, migrate } from './migrate.ts'

/** Opens the folder's database, creating or migrating it as needed. */
export function openDatabase(folder: string): { connection: Connection; notices: string[] } {
  makeFolder(folder)
  const path = join(folder, databaseName)
  makePrivateFile(path)
  const connection = new Connection(path)
  try {
    checkVersion(connection)
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = NORMAL')
    connection.pragma('foreign_keys = ON')
    migrate(connection)
  } catch (error) {
    connection.close()
    throw error
  }
  return { connection, notices: [] }
}
