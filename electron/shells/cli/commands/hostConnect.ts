import type { HostRecord, HostView } from '../../../../shared/models/host.ts'
import { withheldOf } from '../../../../shared/models/withheld.ts'
import { cleanFingerprint } from '../../../core/hosts/trustedKeys.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { acceptDestination } from '../destination.ts'
import { exitCode, exitCodeOf } from '../exitCodes.ts'
import { hostNamed } from '../select.ts'
import { settleHosts } from '../settle.ts'
import { unaskedHint } from '../questions.ts'
import { printable, type Terminal } from '../terminal.ts'

/** Fingerprints accepted beforehand, `SHA256:…`: of keys that are not known yet, and of keys that became others. */
export interface AcceptedKeys {
  acceptNewKey?: string[]
  acceptChangedKey?: string[]
}

interface ConnectOptions extends AcceptedKeys {
  /** Digest of how the host is reached now, as the refusal to send its credential told it. */
  acceptDestination?: string
  json?: boolean
}

/** Connects a stored host once and says how it stands; keys and a changed destination are accepted by what they are. */
export async function hostConnect(
  name: string,
  typed: ConnectOptions,
  context: CommandContext,
): CommandResult {
  // As OpenSSH prints it; what is none is refused before anything is reached.
  const acceptNewKey = typed.acceptNewKey?.map(cleanFingerprint)
  const acceptChangedKey = typed.acceptChangedKey?.map(cleanFingerprint)
  const { client } = await context.open({ connect: false })
  const { record } = hostNamed(await client.hosts.list(), name)
  return proveHost(client, record, context, {
    did: 'Connected',
    ...typed,
    ...(acceptNewKey ? { acceptNewKey } : {}),
    ...(acceptChangedKey ? { acceptChangedKey } : {}),
  })
}

/** Connects a host and waits until it is live or has failed; what it asks and nobody answered is told with what to do. */
export async function proveHost(
  client: ContractClient,
  record: HostRecord,
  { terminal, signal }: Pick<CommandContext, 'terminal' | 'signal'>,
  options: ConnectOptions & { did: string },
): CommandResult {
  await client.hosts.connect({ hostId: record.id })
  const settle = () =>
    settleHosts(client, terminal, {
      wanted: new Set([record.id]),
      signal,
      answer: each => acceptKey(client, each, options),
    })
  let [host] = await settle()
  const isAccepted =
    host !== undefined &&
    (await acceptDestination(client, { terminal, signal }, host, options.acceptDestination))
  if (isAccepted) [host] = await settle()
  await tellUnused(client, record, terminal, options)
  if (options.json) printJson(terminal, 'novacron.hosts/1', { hosts: host ? [host] : [record] })
  const name = printable(record.name)
  if (host?.state.phase === 'live') {
    if (!options.json)
      terminal.out(
        `${options.did} ${name}: live, ${host.machineCount} ${host.machineCount === 1 ? 'machine' : 'machines'}, ${host.runningCount} on.\n`,
      )
    return exitCode.ok
  }
  const problem = host?.state.problem ?? null
  const question = host?.state.question ?? null
  // What changed was shown already, with what to do.
  if (problem && host && withheldOf(host.state)) return exitCodeOf(problem.code)
  terminal.err(`novacron: ${name} is stored but not reached: ${printable(problem?.message ?? 'no answer')}\n`)
  const next = (host && unaskedHint(terminal, host)) ?? problem?.next
  if (next) terminal.err(`  ${printable(next)}\n`)
  if (question?.kind === 'newHostKey' || question?.kind === 'changedHostKey') {
    const option = question.kind === 'newHostKey' ? '--accept-new-key' : '--accept-changed-key'
    terminal.err(
      `  Once its fingerprint was compared with the host’s own: novacron host connect ${name} ${option} ${question.presented.sha256}\n`,
    )
  }
  if (options.did === 'Added') terminal.err(`  Was it mistyped? novacron host remove ${name} forgets it.\n`)
  if (problem) return exitCodeOf(problem.code)
  return question ? exitCode.authentication : exitCode.connection
}

/** A fingerprint that was given and is that of no key this host is known by did nothing: that is said. */
async function tellUnused(
  client: ContractClient,
  { id, name }: HostRecord,
  terminal: Terminal,
  { acceptNewKey = [], acceptChangedKey = [] }: AcceptedKeys,
): Promise<void> {
  const given = [...acceptNewKey, ...acceptChangedKey]
  if (given.length === 0) return
  const pinned = new Set((await client.hosts.pinnedKeys({ hostId: id })).map(({ sha256 }) => sha256))
  for (const fingerprint of given)
    if (!pinned.has(fingerprint))
      terminal.err(
        `${printable(name)} showed no key ${printable(fingerprint)}: nothing was accepted by it.\n`,
      )
}

/** Trusts a key whose exact fingerprint was accepted beforehand for what it is: new, or another than before. */
async function acceptKey(client: ContractClient, host: HostView, accepted: AcceptedKeys): Promise<boolean> {
  const { question } = host.state
  if (question?.kind !== 'newHostKey' && question?.kind !== 'changedHostKey') return false
  const isNew = question.kind === 'newHostKey'
  const { sha256 } = question.presented
  if (!(isNew ? accepted.acceptNewKey : accepted.acceptChangedKey)?.includes(sha256)) return false
  const answer = { kind: isNew ? ('trustHostKey' as const) : ('repinHostKey' as const), sha256 }
  await client.hosts.answer({ hostId: host.record.id, answer })
  return true
}
