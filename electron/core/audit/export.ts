import type { AuditEntry, AuditExportEvent, AuditFilter } from '../../../shared/contract/audit.ts'
import { csvLine, exportFileName, isoTime } from '../../../shared/exportTable.ts'
import { safeJson } from '../../../shared/safeJson.ts'

const columns = [
  'seq',
  'time',
  'person',
  'personId',
  'role',
  'elevated',
  'shell',
  'sessionId',
  'act',
  'permission',
  'object',
  'siteId',
  'hostId',
  'machine',
  'parameters',
  'result',
  'error',
  'durationMs',
  'correlation',
  'log',
] as const

const cells = (entry: AuditEntry) => [
  entry.seq,
  isoTime(entry.atMs),
  entry.person,
  entry.personId,
  entry.role,
  entry.elevated,
  entry.shell,
  entry.sessionId,
  entry.act,
  entry.permission,
  entry.object,
  entry.siteId,
  entry.hostId,
  entry.machine,
  JSON.stringify(entry.parameters),
  entry.result,
  entry.error,
  entry.durationMs,
  entry.correlation.join(' '),
]

/** What an export is of. */
export interface ExportSource {
  entries: AsyncIterable<AuditEntry>
  filter: AuditFilter
  /** The reader may read a part of the log only. */
  part: boolean
  nowMs: number
  /** The log's last entry and its hash; null for an empty log. */
  end: { seq: number; hash: string } | null
}

/** A piece of an export has about so many characters: little beside what one channel holds anyway. */
const PIECE = 128 * 1024

/**
 * Entries as CSV, or as JSON lines, piece by piece. JSON lines end with what was asked for, whether it is a part
 * of the log, and the log's last entry and its hash, so that the file holds something to verify the log against
 * later; each row of CSV says whether it is from a part.
 */
export async function* exportPieces(
  format: 'jsonl' | 'csv',
  { entries, filter, part, nowMs, end }: ExportSource,
): AsyncGenerator<AuditExportEvent, void, void> {
  const of = part ? 'part' : 'whole'
  const fileName = exportFileName(part ? 'audit-part' : 'audit', nowMs, format)
  const mediaType = format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/jsonl'
  yield { type: 'begin', fileName, mediaType, part }
  let text = format === 'csv' ? csvLine(columns) : ''
  let count = 0
  for await (const entry of entries) {
    text +=
      format === 'csv' ? csvLine([...cells(entry), of]) : jsonLine({ time: isoTime(entry.atMs), ...entry })
    count++
    if (text.length < PIECE) continue
    yield { type: 'text', text, count }
    text = ''
  }
  if (format === 'jsonl')
    text += jsonLine({
      schema: 'novacron.audit.end/1',
      asOf: isoTime(nowMs),
      entries: count,
      part,
      ...(Object.keys(filter).length > 0 ? { filter } : {}),
      ...end,
    })
  yield { type: 'text', text, count }
  yield { type: 'end', count }
}

const jsonLine = (line: unknown): string => `${safeJson(line, 0)}\n`
