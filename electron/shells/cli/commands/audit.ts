import { auditActWords } from '../../../../shared/auditActs.ts'
import { type AuditEntry, type AuditFilter, auditResults } from '../../../../shared/contract/audit.ts'
import { AppError } from '../../../../shared/errors.ts'
import { formatDuration } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { hostNamed, machineNamed } from '../select.ts'
import { printable, table } from '../terminal.ts'
import { secondText, timeTitle } from '../when.ts'
import { sinceOf } from './changes.ts'

/** How entries are chosen on the command line. */
export interface AuditOptions {
  person?: string
  act?: string
  result?: string
  host?: string
  machine?: string
  text?: string
  since?: string
  until?: string
}

/** Entries asked for at a time. */
const PAGE = 500

async function filterOf(options: AuditOptions, { open }: CommandContext): Promise<AuditFilter> {
  const { client } = await open({ connect: false })
  const { person, act, text } = options
  const filter: AuditFilter = {
    ...(person === undefined ? {} : { person }),
    ...(act === undefined ? {} : { act }),
    ...(text === undefined ? {} : { text }),
  }
  if (options.result !== undefined) {
    const result = auditResults.find(each => each === options.result)
    if (!result)
      throw new AppError('input.invalid', `“${options.result}” is no result.`, {
        next: `Results are ${auditResults.join(', ')}.`,
      })
    filter.result = result
  }
  if (options.host !== undefined) filter.hostId = hostNamed(await client.hosts.list(), options.host).record.id
  if (options.machine !== undefined)
    filter.machine = machineNamed(await client.machines.list({}), options.machine).key
  const nowMs = Date.now()
  if (options.since !== undefined) filter.sinceMs = sinceOf(options.since, nowMs)
  if (options.until !== undefined) filter.untilMs = sinceOf(options.until, nowMs)
  return filter
}

const who = ({ person, parameters, shell }: AuditEntry): string =>
  person ??
  (typeof parameters.by === 'string' ? `(by ${parameters.by})` : shell === 'core' ? '(NovaCron)' : '(nobody)')

function what({ act, parameters }: AuditEntry): string {
  if (typeof parameters.event === 'string') return parameters.event
  const words = auditActWords(act) ?? act
  return typeof parameters.action === 'string' ? `${words}: ${parameters.action}` : words
}

/** Entries, the newest first. */
export async function auditList(
  options: AuditOptions & { limit: number; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const { client } = await context.open({ connect: false })
  const filter = await filterOf(options, context)
  const entries: AuditEntry[] = []
  let more = true
  while (more && entries.length < options.limit && !signal.aborted) {
    const before = entries.at(-1)?.seq
    const page = await client.audit.list(
      {
        ...filter,
        limit: Math.min(PAGE, options.limit - entries.length),
        ...(before === undefined ? {} : { before }),
      },
      { signal },
    )
    entries.push(...page.entries)
    more = page.more && page.entries.length > 0
  }
  if (options.json)
    printJson(terminal, 'novacron.audit/1', {
      more,
      entries: entries.map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry })),
    })
  else {
    terminal.out(
      table(
        entries,
        [
          { title: 'NO', value: entry => String(entry.seq) },
          { title: timeTitle('WHEN'), value: entry => secondText(entry.atMs) },
          { title: 'WHO', value: who, cut: 'middle' },
          { title: 'WHAT', value: what, cut: 'end' },
          { title: 'ON', value: entry => entry.object, cut: 'end' },
          {
            title: 'RESULT',
            value: entry => (entry.error === null ? entry.result : `${entry.result}: ${entry.error}`),
            cut: 'end',
          },
        ],
        terminal,
      ),
    )
    if (more) terminal.err(`There are older entries: --limit shows more, audit export all.\n`)
  }
  return exitCode.ok
}

/** Reads `SEQ:HASH` as it was noted down elsewhere. */
function anchorOf(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (seq === undefined || hash === undefined || Number(seq) < 1)
    throw new AppError('input.invalid', '--anchor is the number of an entry, a colon and its hash.', {
      next: 'As `novacron audit verify` prints it.',
    })
  return { seq: Number(seq), hash }
}

/** Verifies the whole log; 11 where it is broken. */
export async function auditVerify(
  options: { anchor?: string; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const anchor = options.anchor === undefined ? {} : { anchor: anchorOf(options.anchor) }
  const { client } = await context.open({ connect: false })
  const verdict = await client.audit.verify(anchor, { signal })
  const { problem, last } = verdict
  if (options.json) printJson(terminal, 'novacron.auditVerdict/1', { ...verdict })
  else if (problem) {
    terminal.err(`novacron: the audit log is broken at entry ${problem.seq} (${problem.kind}).\n`)
    terminal.err(`  ${printable(problem.words)}\n`)
  } else {
    const took = formatDuration(verdict.durationMs)
    terminal.out(
      `The audit log is whole: ${verdict.entries} entries, ${verdict.signedHeads} signatures (${took}).\n`,
    )
    if (verdict.prunedSeq > 0)
      terminal.out(`Entries up to ${verdict.prunedSeq} were pruned under signature.\n`)
    if (verdict.anchor === 'fits') terminal.out('The anchor fits.\n')
    if (verdict.anchor === 'pruned')
      terminal.out('The anchor’s entry was pruned: it can’t be compared any more.\n')
    if (verdict.signer) terminal.out(`First key: ${verdict.signer}\n`)
    if (last) terminal.out(`Anchor to keep elsewhere: ${last.seq}:${last.hash}\n`)
  }
  return problem ? exitCode.auditBroken : exitCode.ok
}

/** Prints everything that fits as one document, oldest first, as it comes. */
export async function auditExport(
  options: AuditOptions & { format: 'jsonl' | 'csv' },
  context: CommandContext,
): CommandResult {
  const { client } = await context.open({ connect: false })
  const filter = await filterOf(options, context)
  const { terminal, signal } = context
  const pieces = await client.audit.export({ ...filter, format: options.format }, { signal })
  for await (const piece of pieces) {
    if (piece.type === 'begin' && piece.part)
      terminal.err('You may read a part of the audit log; this is that part.\n')
    if (piece.type !== 'text') continue
    terminal.out(piece.text)
    // A slow reader of a pipe holds the log, not this process’s memory.
    await terminal.drained?.()
  }
  return exitCode.ok
}
