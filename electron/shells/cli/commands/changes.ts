import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../../shared/errors.ts'
import type { Change } from '../../../../shared/models/change.ts'
import { formatBytes, parseDuration } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { hostNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { table } from '../terminal.ts'
import { minuteText, timeTitle } from '../when.ts'

/** The inventory gathers what it learnt for some moments before it is stored, and changes with it. */
const STORED_AFTER_MS = 1_000

/** A time span back from now, or a moment as ISO 8601 writes it; throws `AppError` input.invalid. */
export function sinceOf(text: string, nowMs: number): number {
  const ms = parseDuration(text)
  const atMs = ms === null ? Date.parse(text) : nowMs - ms
  if (!Number.isNaN(atMs)) return Math.max(0, atMs)
  throw new AppError('input.invalid', `“${text}” is neither a time span nor a time.`, {
    next: 'For example --since 24h, --since 7d or --since 2026-01-15T12:00:00Z.',
  })
}

type Value = Change['fields'][number]['from']

function valueText(field: string, value: Value): string {
  if (value === null || value === '') return 'unknown'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && field.endsWith('Bytes')) return formatBytes(value)
  return String(value)
}

/** Where it changed and changed back within one row, it says so. */
function fieldWords({ field, from, to }: Change['fields'][number]): string {
  const now = valueText(field, to)
  return `${field}: ${from === to ? `${now} again` : `${valueText(field, from)} → ${now}`}`
}

/** What became of it, in a few words. */
export function changeWords({ kind, change, fields, times }: Change): string {
  if (change === 'appeared') return 'appeared'
  if (change === 'went') return 'is gone'
  const told = fields.filter(({ field }) => field !== 'hash' && field !== 'reason')
  const words = kind === 'definition' ? 'definition changed' : told.map(fieldWords).join(', ')
  return times > 1 ? `${words} (${times} times)` : words
}

const CERTAIN_MS = 15 * 60_000

/** When it was seen; from when on it may have happened, where the host was away. */
function when({ atMs, afterMs }: Change): string {
  if (afterMs === null || atMs - afterMs <= CERTAIN_MS) return minuteText(atMs)
  return `${minuteText(afterMs)} – ${minuteText(atMs)}`
}

/** What changed on the hosts since then, newest first; connects first, to learn the newest, unless `offline`. */
export async function changes(
  options: { since: string; host?: string; offline?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const sinceMs = sinceOf(options.since, Date.now())
  const { client } = await context.open({ connect: !options.offline })
  const hosts = options.offline ? await client.hosts.list() : await settleHosts(client, terminal, { signal })
  const partial = !options.offline && reportUnreachable(terminal, hosts)
  if (!options.offline) await sleep(STORED_AFTER_MS, undefined, { signal })
  const hostId = options.host === undefined ? {} : { hostId: hostNamed(hosts, options.host).record.id }
  const found = await client.changes.list({ sinceMs, ...hostId })
  if (options.json) {
    const told = found.changes.map(
      ({ atMs, afterMs, host, kind, subject, key, change, fields, times, present }) => ({
        at: new Date(atMs).toISOString(),
        after: afterMs === null ? null : new Date(afterMs).toISOString(),
        host,
        kind,
        subject,
        key: key === '' ? null : key,
        change,
        fields,
        times,
        present,
      }),
    )
    const began = found.beganMs === null ? null : new Date(found.beganMs).toISOString()
    printJson(terminal, 'novacron.changes/1', {
      since: new Date(sinceMs).toISOString(),
      keptSince: began,
      more: found.more,
      changes: told,
    })
  } else
    terminal.out(
      table(
        found.changes,
        [
          { title: timeTitle('SEEN'), value: when },
          { title: 'HOST', value: change => change.host, cut: 'middle' },
          { title: 'KIND', value: change => change.kind },
          { title: 'SUBJECT', value: change => change.subject, cut: 'middle' },
          { title: 'WHAT CHANGED', value: changeWords, cut: 'end' },
        ],
        terminal,
      ),
    )
  return partial ? exitCode.partial : exitCode.ok
}
