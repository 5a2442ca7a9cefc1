import { amounts } from './amounts.ts'
import { changes } from './changes.ts'
import { markSuspect } from './damage.ts'
import { definitions } from './definitions.ts'
import { erasing } from './erasing.ts'
import { events } from './events.ts'
import { hostFacts } from './hostFacts.ts'
import { hostKeys } from './hostKeys.ts'
import { hosts } from './hosts.ts'
import { machines } from './machines.ts'
import { openDatabase } from './open.ts'
import { resources } from './resources.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { sites } from './sites.ts'
import { Tidying } from './tidy.ts'
import type { Store } from './types.ts'
import { verifyPages } from './verify.ts'

export type { WritableDatabase } from './database.ts'
export { dataFolder } from './dataFolder.ts'
export { setRetention } from './retention.ts'
export { type FolderLock, lockFolder } from './lock.ts'
export type * from './types.ts'

/**
 * Opens the store of a data folder, creating folder and file as needed. Throws `AppError`
 * store.future (and touches nothing), store.readOnly, store.full, store.locked or store.failed; a
 * damaged file is set aside and told in `notices`, after what was `told` before it. One core per folder: take
 * `lockFolder` first.
 */
export function openStore(folder: string, told: readonly string[] = []): Store {
  const { connection, notices, interrupted } = openDatabase(folder)
  notices.unshift(...told)
  const tidying = new Tidying(connection)
  tidying.schedule()
  const configured = hosts(connection)
  return {
    notices,
    interrupted,
    sites: sites(connection),
    hosts: {
      ...configured,
      remove: id => {
        configured.remove(id)
        tidying.schedule()
      },
    },
    hostKeys: hostKeys(connection),
    machines: machines(connection),
    definitions: definitions(connection),
    search: search(connection),
    resources: resources(connection),
    hostFacts: hostFacts(connection),
    settings: settings(connection),
    events: events(connection),
    changes: changes(connection),
    database: connection,
    amounts: () => amounts(connection),
    transaction: work => connection.transaction(work),
    erasing: work => erasing(connection, work),
    verify: async signal => {
      const problems = await verifyPages(connection.path, signal)
      if (problems.length > 0) {
        const remembered = markSuspect(connection.path)
        notices.push(
          `The database is damaged. ${remembered ? 'It is repaired at the next start' : 'The next start checks it again'}; damaged parts can't be read until then.`,
        )
      }
      return problems
    },
    tidy: () => tidying.slice(),
    close: () => {
      tidying.close()
      connection.close()
    },
  }
}
