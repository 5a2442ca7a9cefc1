import type { Connection } from './database.ts'

/** Settings that every writing connection needs. */
export function configure(connection: Connection): void {
  connection.pragma('journal_mode = WAL')
  // NORMAL: a killed process loses nothing, as the operating system has every commit; a power loss
  // can take the last commits (never the file), which hosts tell again. What a person entered is
  // written through `durable` and survives that too. FULL for all would cost a disk flush a tick and host.
  connection.pragma('synchronous = NORMAL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('journal_size_limit = 16777216')
  // A checkpoint holds up whoever's write it falls to: fewer of them, but not so few that memory pays for it.
  connection.pragma('wal_autocheckpoint = 2000')
}
