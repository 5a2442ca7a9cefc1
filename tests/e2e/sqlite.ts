import Sqlite from 'better-sqlite3'

/** Works on a database file beside the program that has it open, as somebody with an editor would. */
export function openDatabaseFile(path: string, work: (database: Sqlite.Database) => void): void {
  const database = new Sqlite(path, { fileMustExist: true, timeout: 10_000 })
  try {
    work(database)
  } finally {
    database.close()
  }
}
