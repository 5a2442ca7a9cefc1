import { formatAge } from '../../../../shared/units.ts'
import type { HostView } from '../../../../shared/models/host.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { hostNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { noHostYet, printable, table } from '../terminal.ts'

const stateWords = ({ state }: HostView) =>
  state.problem ? `${state.phase}: ${state.problem.message}` : state.phase

/** Lists the hosts; connects first unless `offline`. */
export async function hostList(
  options: { offline?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal } = context
  const { client } = await context.open({ connect: !options.offline })
  const hosts = options.offline
    ? await client.hosts.list()
    : await settleHosts(client, terminal, { signal: context.signal })
  if (options.json) printJson(terminal, 'novacron.hosts/1', { hosts })
  else
    terminal.out(
      table(
        hosts,
        [
          { title: 'HOST', value: host => host.record.name },
          { title: 'SITE', value: host => host.site ?? '–', cut: 'end', spare: true },
          { title: 'STATE', value: stateWords, cut: 'end' },
          { title: 'MACHINES', value: host => `${host.runningCount}/${host.machineCount}`, align: 'right' },
          { title: 'LIBVIRT', value: host => host.facts?.libvirtVersion ?? '–', spare: true },
          {
            title: 'RTT',
            value: ({ state }) => (state.roundTripMs === null ? '–' : `${state.roundTripMs.toFixed(1)} ms`),
            align: 'right',
            spare: true,
          },
          {
            title: 'DATA AGE',
            value: host =>
              host.dataAsOfMs === null ? '–' : formatAge(Math.max(0, Date.now() - host.dataAsOfMs)),
            align: 'right',
          },
          { title: 'URI', value: host => host.record.uri, cut: 'end', spare: true },
        ],
        terminal,
      ),
    )
  if (hosts.length === 0 && !options.json) terminal.err(noHostYet)
  if (options.offline) return exitCode.ok
  const unreachable = hosts.some(host => host.state.phase !== 'live' && host.state.phase !== 'degraded')
  return unreachable ? exitCode.partial : exitCode.ok
}

/** Removes a host with everything stored of it. */
export async function hostRemove(name: string, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const host = hostNamed(await client.hosts.list(), name)
  await client.hosts.remove({ hostId: host.record.id })
  context.terminal.out(`Removed ${printable(host.record.name)}.\n`)
  return exitCode.ok
}

export { reportUnreachable }
