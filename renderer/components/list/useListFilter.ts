import { useEffect, useMemo, useRef, useState } from 'react'
import type { Completion } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import { type ListField, listLanguage } from '../../../shared/query/list.ts'
import type { QueryError } from '../QueryBar.tsx'
import type { Keyed, ResourceColumn } from '../table/column.ts'

/** The answer to a list's query, whoever works it out. */
export interface ListFilter<Row extends Keyed> {
  /** The rows that match. */
  rows: readonly Row[]
  /** The answer to a new query is under way; the former one is shown. */
  busy: boolean
  error: AppError | null
  complete(
    query: string,
    cursor: number,
    signal: AbortSignal,
  ): Promise<{ completions: Completion[]; error: QueryError | null }>
}

/** Ages move on: a query that asks for one is answered again this often. */
const AGES_MS = 5_000

/** `capacityBytes` as people write it in a query: `capacity`. */
export const fieldName = (id: string): string => id.replace(/(?<=.)(?:Bytes|Percent|PerSecond|Ms)+$/, '')

/** The fields that a list's columns make up; a column without one is not filtered by. */
export function fieldsOf<Row extends Keyed>(columns: readonly ResourceColumn<Row>[]): ListField<Row>[] {
  return columns.flatMap(({ id, header, description, field }) => {
    if (!field) return []
    const name = field.name ?? fieldName(id)
    const aliases = [...(field.aliases ?? []), ...(name === id ? [] : [id])]
    return { name, aliases, type: field.type, description: description ?? header, value: field.value }
  })
}

/** Filters rows here, by the query language over the columns' fields; a wrong query leaves the last right one's answer. */
export function useListFilter<Row extends Keyed>(
  columns: readonly ResourceColumn<Row>[],
  rows: readonly Row[],
  text: string,
): ListFilter<Row> {
  const language = useMemo(() => listLanguage(fieldsOf(columns)), [columns])
  const where = text.trim()
  const parsed = useMemo(() => language.parse(where), [language, where])
  const right = useRef(parsed)
  if (parsed.ok) right.current = parsed
  const query = right.current.ok ? right.current.query : null
  const test = useMemo(() => (query?.text ? language.compile(query) : null), [language, query])
  const ages = query !== null && language.ages(query)
  const now = useNow(ages)
  const found = useMemo(() => (test ? rows.filter(row => test(row, now)) : rows), [rows, test, now])
  const newest = useRef(rows)
  newest.current = rows
  const complete = useMemo(
    () => (query: string, cursor: number) => {
      const read = language.parse(query)
      const completions = language.complete(query, cursor, newest.current)
      return Promise.resolve({ completions, error: read.ok ? null : read })
    },
    [language],
  )
  return useMemo(() => ({ rows: found, busy: false, error: null, complete }), [found, complete])
}

function useNow(moving: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!moving) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), AGES_MS)
    return () => clearInterval(timer)
  }, [moving])
  return now
}
