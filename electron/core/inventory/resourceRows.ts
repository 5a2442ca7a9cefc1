import { AppError } from '../../../shared/errors.ts'
import type { ResourceKind } from '../../../shared/models/resources.ts'
import { DomainXmlError } from '../domainXml/index.ts'
import type { ResourceRow } from '../store/index.ts'
import type { LiveContext } from './context.ts'
import { isAbsent, isGone } from './context.ts'

/**
 * Stores everything of one kind as the host has it now; a store that refuses keeps what it had, and that is logged.
 * Not `whole`: some of it is what was known before, so the kind keeps its age.
 */
export function replaceRows(
  { store, host, clock, log, told }: Pick<LiveContext, 'store' | 'host' | 'clock' | 'log' | 'told'>,
  kind: ResourceKind,
  rows: ResourceRow[],
  whole = true,
): void {
  try {
    told(kind, store.resources.replace(host.hostId, kind, rows, clock.nowMs(), whole))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.warn({ err: error, hostId: host.hostId, kind }, 'resources could not be stored')
  }
}

/** Of rows with one key the last: keys come from the host. */
export function uniqueByKey<T>(rows: readonly ResourceRow<T>[]): ResourceRow<T>[] {
  return [...new Map(rows.map(row => [row.key, row])).values()]
}

/** What `work` gives, or null where it is gone or the driver does not know it. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (isGone(error) || isAbsent(error)) return null
    throw error
  }
}

/** What a parser reads of an XML text, or null where it cannot: the text is stored as it is. */
export function readable<T>(parse: (xml: string) => T, xml: string): T | null {
  try {
    return parse(xml)
  } catch (error) {
    if (error instanceof DomainXmlError) return null
    throw error
  }
}

/** Runs `work` on every item, a bounded number at a time, in order; the first failure ends it. */
export async function eachOf<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  const run = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run))
  return results
}
