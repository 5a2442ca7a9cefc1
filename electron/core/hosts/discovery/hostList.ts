import { z } from 'zod'
import { HostOptions } from '../../../../shared/models/host.ts'
import { sshUriOf } from './sshUri.ts'

/** One host of a list, as written. */
export interface ListedHost {
  uri: string
  name: string | null
  site: string | null
  identity: string | null
  jump: string | null
  line: number
  /** Options as an export of this program writes them (JSON). */
  options?: string | null
}

/** Hosts taken of one list. */
export const listedMax = 2_000

const columns = ['uri', 'name', 'site', 'host', 'user', 'port', 'identity', 'jump', 'options'] as const
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

const ExportedList = z.object({
  hosts: z
    .array(
      z.object({
        uri: z.string().max(2_000),
        name: z.string().max(200).nullish(),
        site: z.array(z.string().max(200)).max(32).nullish(),
        options: z.unknown().optional(),
      }),
    )
    .max(100_000),
})

/** The list of hosts that this program exports as JSON; null for any other text. */
export function readExportedList(text: string): { hosts: ListedHost[]; more: boolean } | null {
  if (!text.trimStart().startsWith('{')) return null
  const read = ExportedList.safeParse(parsedJson(text))
  if (!read.success) return null
  const hosts = read.data.hosts.slice(0, listedMax).map(
    ({ uri, name, site, options }): ListedHost => ({
      ...{ uri, name: name ?? null, identity: null, jump: null, line: 0 },
      site: site === null || site === undefined || site.length === 0 ? null : site.join(' / '),
      options: options === undefined ? null : JSON.stringify(options),
    }),
  )
  return { hosts, more: read.data.hosts.length > listedMax }
}

/** Options as a list says them; null where they are none. */
export function listedOptions(text: string): HostOptions | null {
  const read = HostOptions.safeParse(parsedJson(text))
  return read.success ? read.data : null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Not JSON: whoever asks takes it for another kind of text.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
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
      ...(order.includes('options') ? { options: optional('options') } : {}),
      line: number,
    }
  })
  return { hosts, more: rows.length > listedMax }
}
