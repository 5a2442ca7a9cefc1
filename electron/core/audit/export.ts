import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { csvTable, type Exported, exportFileName, isoTime } from '../../../shared/exportTable.ts'
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

/**
 * Entries as CSV, or as JSON lines; `end` is the log's last entry and its hash, which JSON lines end with, so that
 * the file holds something to verify the log against later.
 */
export function exportEntries(
  format: 'jsonl' | 'csv',
  entries: readonly AuditEntry[],
  { nowMs, end }: { nowMs: number; end: { seq: number; hash: string } | null },
): Exported {
  if (format === 'csv') return csvTable({ name: 'audit', columns, rows: entries.map(cells), nowMs })
  const lines: unknown[] = entries.map(entry => ({ time: isoTime(entry.atMs), ...entry }))
  if (end) lines.push({ schema: 'novacron.audit.end/1', asOf: isoTime(nowMs), ...end })
  return {
    text: lines.map(line => `${safeJson(line, 0)}\n`).join(''),
    mediaType: 'application/jsonl',
    fileName: exportFileName('audit', nowMs, 'jsonl'),
    count: entries.length,
  }
}
