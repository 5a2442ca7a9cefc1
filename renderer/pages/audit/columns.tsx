import {
  durationColumn,
  flagColumn,
  numberColumn,
  stateColumn,
  textColumn,
} from '../../components/list/columns.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { formatDay, formatShortMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import type { AuditRow } from './auditState.ts'
import { actText, errorText, resultLook, whoText } from './auditWords.ts'

/** Columns of the audit. */
export const auditColumns: readonly ResourceColumn<AuditRow>[] = [
  numberColumn('seq', t('audit.seq'), 76, ({ entry }) => entry.seq, { pinned: true }),
  textColumn('at', t('audit.at'), 186, ({ entry }) => formatShortMoment(entry.atMs), {
    pinned: true,
    sortValue: ({ entry }) => entry.atMs,
    exportValue: ({ entry }) => new Date(entry.atMs).toISOString(),
    group: ({ entry }) => formatDay(entry.atMs),
  }),
  textColumn('person', t('audit.person'), 170, ({ entry }) => whoText(entry), {
    exportValue: ({ entry }) => entry.person,
  }),
  stateColumn('result', t('audit.resultLabel'), 120, ({ entry }) => resultLook(entry), {
    exportValue: ({ entry }) => entry.result,
  }),
  textColumn('act', t('audit.act'), 250, ({ entry }) => actText(entry), {
    exportValue: ({ entry }) => entry.act,
  }),
  textColumn('object', t('audit.object'), 260, ({ entry }) => entry.object || null),
  textColumn('error', t('audit.error'), 320, ({ entry }) => errorText(entry), {
    exportValue: ({ entry }) => entry.error,
  }),
  textColumn('role', t('audit.role'), 110, ({ entry }) => entry.role),
  textColumn('shell', t('audit.shell'), 100, ({ entry }) => t(`audit.from.${entry.shell}`)),
  durationColumn('duration', t('audit.took'), 90, ({ entry }) => entry.durationMs, { optional: true }),
  flagColumn('elevated', t('audit.elevated'), 100, ({ entry }) => entry.elevated, { optional: true }),
  textColumn('permission', t('audit.permission'), 200, ({ entry }) => entry.permission, { optional: true }),
]
