import type { ChangeKind } from '../../../shared/models/change.ts'
import { numberColumn, plainText, textColumn } from '../../components/list/columns.tsx'
import type { ResourceColumn } from '../../components/table/column.ts'
import { formatDay, formatMinute, formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { changeText, uncertainSince } from './changeWords.ts'
import type { ChangeRow } from './changesState.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** When it was seen; where nobody looked for a while, between when and when it happened. */
export function whenText({ change }: ChangeRow): string {
  const after = uncertainSince(change)
  const at = formatMinute(change.atMs)
  return after === null ? at : t('changes.range', { after: formatMinute(after), at })
}

/** What became of it; of a definition what is otherwise, once that is known. */
export function whatText({ change, words }: ChangeRow): string {
  const text = changeText(change)
  return words === undefined ? text : `${text}: ${words}`
}

export const kindWord = (kind: ChangeKind): string => t(`changes.one.${kind}`)

/** Columns of what changed. */
export const changeColumns: readonly ResourceColumn<ChangeRow>[] = [
  textColumn('subject', t('changes.subject'), 180, ({ change }) => change.subject, { pinned: true }),
  textColumn('what', t('changes.what'), 400, row => whatText(row)),
  textColumn('at', t('changes.when'), 310, whenText, {
    description: t('changes.betweenWhy'),
    cell: row => plainText(whenText(row)),
    sortValue: ({ change }) => change.atMs,
    exportValue: ({ change }) => iso(change.atMs),
    group: ({ change }) => formatDay(change.atMs),
    field: { type: 'age', value: ({ change }) => change.atMs },
  }),
  textColumn('kind', t('changes.ofKind'), 100, ({ change }) => kindWord(change.kind), {
    field: { type: 'text', value: ({ change }) => [change.kind, kindWord(change.kind)] },
  }),
  textColumn('host', t('changes.host'), 130, ({ change }) => change.host),
  textColumn(
    'after',
    t('changes.after'),
    170,
    ({ change }) => (change.afterMs === null ? null : formatMoment(change.afterMs)),
    {
      optional: true,
      sortValue: ({ change }) => change.afterMs,
      exportValue: ({ change }) => (change.afterMs === null ? null : iso(change.afterMs)),
      field: { type: 'age', value: ({ change }) => change.afterMs },
    },
  ),
  numberColumn('times', t('changes.timesLabel'), 80, ({ change }) => change.times, { optional: true }),
]
