import { type AuditFilter, auditResults, auditShells } from '../../../shared/contract/audit.ts'
import type { Completion } from '../../../shared/contract/index.ts'
import type { QueryError } from '../../components/QueryBar.tsx'
import { t } from '../../words/index.ts'

/** What the core is asked for; a host is named by its id, which the list's own names lead to. */
export type AuditWhere = Pick<
  AuditFilter,
  'text' | 'person' | 'act' | 'object' | 'result' | 'shell' | 'hostId' | 'machine' | 'sinceMs' | 'untilMs'
>

export type ParsedAuditQuery = { ok: true; where: AuditWhere } | { ok: false; error: QueryError }

const fields = ['person', 'act', 'object', 'result', 'from', 'host', 'since', 'until'] as const

const DAY_MS = 86_400_000

/** Unix ms of a date, or a date with a time, as this computer's clock reads it; null for anything else. */
export function momentOf(text: string, isEnd: boolean): number | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  if (!isDay && !/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(text)) return null
  const ms = Date.parse(isDay ? `${text}T00:00` : text.replace(' ', 'T'))
  if (Number.isNaN(ms)) return null
  return isDay && isEnd ? ms + DAY_MS - 1 : ms
}

const TERM = /(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi

/** Reads `person:anna result:refused web`: named terms, and what is looked for in everything else. */
export function parseAuditQuery(
  text: string,
  hosts: readonly { id: AuditFilter['hostId']; name: string }[],
): ParsedAuditQuery {
  const where: AuditWhere = {}
  const words: string[] = []
  for (const match of text.matchAll(TERM)) {
    const [whole, rawName, quoted, plain] = match
    const name = rawName?.toLowerCase()
    const value = quoted ?? plain ?? ''
    const wrong = (message: string): ParsedAuditQuery => ({
      ok: false,
      error: { position: match.index, message },
    })
    if (name === undefined) words.push(value)
    else if (name === 'person') where.person = value
    else if (name === 'act') where.act = value
    else if (name === 'object') where.object = value
    else if (name === 'from') {
      const shell = auditShells.find(each => each === value || t(`audit.from.${each}`) === value)
      if (!shell) return wrong(t('audit.noShell', { value, known: auditShells.join(', ') }))
      where.shell = shell
    } else if (name === 'since' || name === 'until') {
      const ms = momentOf(value, name === 'until')
      if (ms === null) return wrong(t('audit.noMoment', { value }))
      where[name === 'since' ? 'sinceMs' : 'untilMs'] = ms
    } else if (name === 'result') {
      const result = auditResults.find(each => each === value)
      if (!result) return wrong(t('audit.noResult', { value, known: auditResults.join(', ') }))
      where.result = result
    } else if (name === 'host') {
      const host = hosts.find(each => each.name.toLowerCase() === value.toLowerCase())
      if (!host?.id) return wrong(t('audit.noHost', { value }))
      where.hostId = host.id
    } else words.push(whole)
  }
  if (words.length > 0) where.text = words.join(' ').slice(0, 500)
  return { ok: true, where }
}

/** What could stand at the cursor: names of fields, results, hosts, and who and what is in the list. */
export function completeAuditQuery(
  text: string,
  cursor: number,
  known: { persons: readonly string[]; acts: readonly string[]; hosts: readonly string[] },
): Completion[] {
  const from = text.lastIndexOf(' ', cursor - 1) + 1
  const word = text.slice(from, cursor)
  const colon = word.indexOf(':')
  const quote = (value: string): string => (/\s/.test(value) ? `"${value}"` : value)
  if (colon < 0)
    return fields
      .filter(name => name.startsWith(word.toLowerCase()))
      .map(name => ({
        insert: `${name}:`,
        label: `${name}:`,
        detail: t(`audit.field.${name}`),
        from,
        to: cursor,
      }))
  const [name, begun] = [
    word.slice(0, colon),
    word
      .slice(colon + 1)
      .replace('"', '')
      .toLowerCase(),
  ]
  const values =
    name === 'person'
      ? known.persons
      : name === 'act'
        ? known.acts
        : name === 'result'
          ? auditResults
          : name === 'from'
            ? auditShells
            : name === 'host'
              ? known.hosts
              : []
  return [...new Set(values)]
    .filter(value => value.toLowerCase().startsWith(begun))
    .sort()
    .slice(0, 20)
    .map(value => ({
      insert: `${name}:${quote(value)} `,
      label: value,
      detail: null,
      from,
      to: cursor,
    }))
}
