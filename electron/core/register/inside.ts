import type { BackupDifference } from '../../../shared/contract/backup.ts'
import type { ReadableDatabase } from '../store/database.ts'
import { installationId } from '../vault/tables/installation.ts'
import { follows, keyOf, readDocument, type Stored } from './document.ts'
import { differences, readFacts } from './facts.ts'

/** The register of a database that nobody works with, and how many of its rows are not as signed. */
export type RegisterInside = Stored & { wrong: number }

/** Reads it; nothing is put back. */
export function registerIn(database: ReadableDatabase): RegisterInside {
  const stored = readDocument(database, installationId(database) ?? '')
  const wrong = stored.state === 'signed' ? differences(stored.document.facts, readFacts(database)).length : 0
  return { ...stored, wrong }
}

/** What there is to say of a back-up's register beside the present one. */
export function registerDifferences(then: RegisterInside, now: RegisterInside): BackupDifference[] {
  if (then.state === 'broken') return [{ code: 'registerBroken' }]
  if (then.state === 'none') return now.state === 'none' ? [] : [{ code: 'registerNone' }]
  const { document, wrong } = then
  const told: BackupDifference[] = wrong > 0 ? [{ code: 'registerRows', rows: wrong }] : []
  if (now.state !== 'signed') return told
  const { version } = document
  if (!follows(now.document, keyOf(document).key) && !follows(document, keyOf(now.document).key))
    told.push({ code: 'registerForeign' })
  else if (version !== now.document.version)
    told.push({ code: 'registerVersion', now: now.document.version, after: version })
  return told
}
