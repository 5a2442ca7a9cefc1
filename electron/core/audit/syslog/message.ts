import type { AuditEntry } from '../../../../shared/contract/audit.ts'
import { isoTime } from '../../../../shared/exportTable.ts'

/** Facility “log audit”. */
const FACILITY = 13

/** Severities: error, warning, notice, informational. */
const severity: Record<AuditEntry['result'], number> = { failed: 3, refused: 4, seen: 5, done: 6 }

/** Name of the structured data; 32473 is the number that RFC 5612 keeps for examples, as NovaCron has none of its own. */
const SD_ID = 'novacron@32473'

/** Most of a value, so that a message stays below what receivers take. */
const VALUE_MAX = 400

const ascii = (text: string, max: number): string => text.replace(/[^\x21-\x7e]/g, '-').slice(0, max) || '-'

/** A value of structured data: what RFC 5424 asks to escape, and no control character. */
function value(text: string): string {
  const cut =
    text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX - 1).toWellFormed()}…` : text.toWellFormed()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get through
  return cut.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').replace(/["\\\]]/g, '\\$&')
}

function words({ person, act, object, result, error, parameters }: AuditEntry): string {
  const by = person ?? (typeof parameters.by === 'string' ? parameters.by : 'NovaCron')
  const more = parameters.event ?? parameters.action
  const what = typeof more === 'string' ? `${act} (${more})` : act
  return [`${by}: ${what}`, object && `on ${object}`, `${result}${error === null ? '' : `, ${error}`}`]
    .filter(part => part !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .slice(0, 600)
    .toWellFormed()
}

/** An entry as an RFC 5424 message; its hash is in it, so that the receiver holds what the log can be held against. */
export function syslogMessage(
  entry: AuditEntry,
  hash: string,
  origin: { host: string; pid: number },
): string {
  const fields: [string, string | number | boolean | null][] = [
    ['seq', entry.seq],
    ['hash', hash],
    ['person', entry.person],
    ['personId', entry.personId],
    ['role', entry.role],
    ['elevated', entry.elevated || null],
    ['shell', entry.shell],
    ['session', entry.sessionId],
    ['act', entry.act],
    ['permission', entry.permission],
    ['object', entry.object || null],
    ['siteId', entry.siteId],
    ['hostId', entry.hostId],
    ['machine', entry.machine],
    ['result', entry.result],
    ['error', entry.error],
    ['durationMs', entry.durationMs],
    ['correlation', entry.correlation.join(' ') || null],
    ['parameters', Object.keys(entry.parameters).length > 0 ? JSON.stringify(entry.parameters) : null],
  ]
  const data = fields
    .filter(([, each]) => each !== null)
    .map(([name, each]) => ` ${name}="${value(String(each))}"`)
    .join('')
  const text = words(entry)
  // A byte order mark says that the words are UTF-8, as the standard asks.
  const mark = /^[\x20-\x7e]*$/.test(text) ? '' : '\ufeff'
  const head = [
    `<${FACILITY * 8 + severity[entry.result]}>1`,
    isoTime(entry.atMs),
    ascii(origin.host, 255),
    'novacron',
    String(origin.pid),
    ascii(entry.act, 32),
  ].join(' ')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get through
  return `${head} [${SD_ID}${data}] ${mark}${text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')}`
}

/** With its length in bytes before it, as RFC 5425 frames messages on TLS. */
export function framed(message: string): Buffer {
  const body = Buffer.from(message)
  return Buffer.concat([Buffer.from(`${body.length} `), body])
}
