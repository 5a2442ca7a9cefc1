import type { HostId } from '../../../../shared/ids.ts'
import type { HostView } from '../../../../shared/models/host.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { formatAge, formatBytes } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { measureOnce } from '../rates.ts'
import { hostNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { noHostYet, printed, table, type Terminal } from '../terminal.ts'

/** Options that choose machines, shared by the listing commands. */
export interface ListOptions {
  where?: string
  host?: string
  offline?: boolean
  json?: boolean
  format?: 'json' | 'csv' | 'markdown'
}

const bytes = (value: number | null) => (value === null ? '–' : formatBytes(value))

/** The machine table of the command line. */
export function machineTable(
  machines: readonly Machine[],
  nowMs: number,
  screen: Pick<Terminal, 'screen' | 'columns'> | null = null,
): string {
  return table(
    machines,
    [
      { title: 'HOST', value: machine => machine.host, cut: 'middle' },
      { title: 'NAME', value: machine => machine.name, cut: 'middle' },
      { title: 'STATE', value: machine => (machine.stale ? `${machine.state} (stale)` : machine.state) },
      { title: 'VCPUS', value: machine => String(machine.vcpus ?? '–'), align: 'right' },
      { title: 'MEMORY', value: machine => bytes(machine.memoryBytes), align: 'right' },
      {
        title: 'ADDRESSES',
        value: machine => machine.nics.flatMap(nic => nic.addresses).join(' ') || '–',
        cut: 'end',
        spare: true,
      },
      { title: 'TAGS', value: machine => machine.tags.join(' ') || '–', cut: 'end', spare: true },
      {
        title: 'AGE',
        value: machine => formatAge(Math.max(0, nowMs - machine.asOfMs)),
        align: 'right',
        spare: true,
      },
    ],
    screen,
  )
}

/** What an empty table means: nobody added a host yet, or nothing fits. */
function whyNone(hosts: readonly HostView[]): string {
  return hosts.length === 0 ? noHostYet : 'No machine matches.\n'
}

/** Lists machines as a table or one JSON document; `export` prints any format. */
export async function vmList(options: ListOptions, context: CommandContext): CommandResult {
  const { terminal, signal } = context
  const { client } = await context.open({ connect: !options.offline })
  const chosen =
    options.host !== undefined ? hostNamed(await client.hosts.list(), options.host).record.id : undefined
  let partial = false
  let live: HostId[] = []
  if (!options.offline) {
    const hosts = await settleHosts(client, terminal, {
      signal,
      ...(chosen ? { wanted: new Set([chosen]) } : {}),
    })
    partial = reportUnreachable(terminal, hosts)
    live = hosts
      .filter(host => host.state.phase === 'live' && host.runningCount > 0)
      .map(host => host.record.id)
  }
  const format = options.format ?? (options.json ? 'json' : null)
  if (format !== null && live.length > 0) await measureOnce(client, { hostIds: live, keys: null }, signal)
  const query = {
    ...(options.where === undefined ? {} : { where: options.where }),
    ...(chosen === undefined ? {} : { hostId: chosen }),
  }
  if (format === null) {
    const machines = await client.machines.list(query)
    terminal.out(machineTable(machines, Date.now(), terminal))
    if (machines.length === 0) terminal.err(whyNone(await client.hosts.list()))
  } else {
    const keys =
      chosen === undefined ? {} : { keys: (await client.machines.list(query)).map(({ key }) => key) }
    const where = options.where === undefined ? {} : { where: options.where }
    terminal.out(printed(terminal, (await client.machines.export({ format, ...where, ...keys })).text))
  }
  return partial ? exitCode.partial : exitCode.ok
}
