import { sshUriOf } from './sshUri.ts'

/** One host of a list, as written. */
export interface ListedHost {
  uri: string
  name: string | null
  site: string | null
  identity: string | null
  jump: string | null
  line: number
}

/** Hosts taken of one list. */
export const listedMax = 2_000

const columns = ['uri', 'name', 'site', 'host', 'user', 'port', 'identity', 'jump'] as const
type Column = (typeof columns)[number]

/** What other programs call the same columns. */
const synonyms: Readonly<Record<string, Column>> = {
  url: 'uri',
  connection: 'uri',
  label: 'name',
  title: 'name',
  group: 'site',
  folder: 'site',
  hostname: 'host',
  address: 'host',
  ip: 'host',
  username: 'user',
  login: 'user',
  key: 'identity',
  keyfile: 'identity',
  identityfile: 'identity',
  proxyjump: 'jump',
  jumphost: 'jump',
}

const columnOf = (text: string): Column | null => {
  const word = text.trim().toLowerCase().replace(/[ _-]/g, '')
  return (
    columns.find(column => column === word) ??
    (Object.hasOwn(synonyms, word) ? (synonyms[word] ?? null) : null)
  )
}

/** Cells of a CSV line: quotes doubled inside quotes; a quote that is not closed ends with the line. */
function cells(line: string, separator: string): string[] {
  const found: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at]
    if (quoted && char === '"' && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"' && (quoted || cell.trim() === '')) {
      quoted = !quoted
      if (quoted) cell = ''
    } else if (char === separator && !quoted) {
      found.push(cell.trim())
      cell = ''
    } else cell += char
  }
  found.push(cell.trim())
  return found
}

/**
 * Reads a list of hosts: CSV (comma, semicolon or tab) whose first line names columns, or one URI or address a
 * line, with a name behind it if there is one. Empty lines and lines that begin with `#` are skipped.
 */
export function readHostList(text: string): { hosts: ListedHost[]; more: boolean } {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
  const head = lines[0]?.line ?? ''
  const separator = ['\t', ';', ','].find(each => head.includes(each)) ?? ','
  const names = cells(head, separator).map(columnOf)
  const headed = names.some(name => name === 'uri' || name === 'host')
  const order: readonly (Column | null)[] = headed ? names : ['uri', 'name', 'site']
  const rows = headed ? lines.slice(1) : lines
  const hosts = rows.slice(0, listedMax).map(({ line, number }): ListedHost => {
    const values = cells(line, separator)
    const value = (column: Column): string => values[order.indexOf(column)] ?? ''
    const optional = (column: Column): string | null =>
      order.includes(column) ? value(column) || null : null
    const given = order.includes('uri') ? value('uri') : ''
    const typed = given === '' && order.includes('host') ? value('host') : given
    const column = (name: Column) => (order.includes(name) ? value(name) : '')
    return {
      uri: typed.includes('://') || typed === '' ? typed : sshUriOf(typed, column('user'), column('port')),
      name: optional('name'),
      site: optional('site'),
      identity: optional('identity'),
      jump: optional('jump'),
      line: number,
    }
  })
  return { hosts, more: rows.length > listedMax }
}
