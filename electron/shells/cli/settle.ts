import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostView } from '../../../shared/models/host.ts'
import type { Terminal } from './terminal.ts'
import { answerQuestion, unaskedHint } from './questions.ts'
import { printable } from './terminal.ts'

const answered = (host: HostView): boolean => {
  if (host.state.phase === 'live' || host.state.phase === 'degraded') return host.settled
  return host.state.phase !== 'connecting'
}

/** One question as it stood: the same again means that no news of its answer has come yet. */
const questionMark = ({ state }: HostView): string => JSON.stringify([state.sinceMs, state.question])

/**
 * Waits until every wanted host is live with all its facts, or has failed; questions are put to the
 * person where there is one. Resolves with the hosts as they stand then.
 */
export async function settleHosts(
  client: ContractClient,
  terminal: Terminal,
  options: {
    wanted?: ReadonlySet<HostId>
    signal: AbortSignal
    /** Answers what was answered beforehand; false leaves the question to the person. */
    answer?: (host: HostView) => Promise<boolean>
  },
): Promise<HostView[]> {
  const hosts = new Map<HostId, HostView>()
  const dealt = new Map<HostId, { mark: string; goesOn: boolean }>()
  const underWay = (host: HostView) => {
    const last = dealt.get(host.record.id)
    return last?.goesOn === true && last.mark === questionMark(host)
  }
  const wanted = () => [...hosts.values()].filter(host => options.wanted?.has(host.record.id) ?? true)
  const stream = await client.hosts.watch(undefined, { signal: options.signal })
  for await (const event of stream) {
    if (event.type === 'snapshot') for (const host of event.hosts) hosts.set(host.record.id, host)
    else if (event.type === 'hostChanged') hosts.set(event.host.record.id, event.host)
    else if (event.type === 'hostRemoved') hosts.delete(event.hostId)
    for (const host of wanted()) {
      const id = host.record.id
      const mark = questionMark(host)
      if (host.state.question === null || dealt.get(id)?.mark === mark) continue
      const isKnown = (await options.answer?.(host)) ?? false
      if (!isKnown && !terminal.interactive) continue
      dealt.set(id, { mark, goesOn: isKnown || (await answerQuestion(client, terminal, host)) })
    }
    if (wanted().every(host => answered(host) && !underWay(host))) break
  }
  options.signal.throwIfAborted()
  return wanted()
}

/** Names on standard error each host that could not answer; true when there was one. */
export function reportUnreachable(terminal: Terminal, hosts: readonly HostView[]): boolean {
  const silent = hosts.filter(host => host.state.phase !== 'live' && host.state.phase !== 'degraded')
  for (const host of silent) {
    const { record, state } = host
    const why =
      state.problem?.message ?? (state.phase === 'disconnected' ? 'disconnected by choice' : state.phase)
    terminal.err(
      `novacron: ${printable(record.name)}: ${printable(why)} Its stored machines are shown as stale.\n`,
    )
    const next = unaskedHint(terminal, host) ?? state.problem?.next
    if (next) terminal.err(`  ${printable(next)}\n`)
  }
  return silent.length > 0
}
