import type { MachineKey } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { MachineSample } from '../../../../shared/models/metrics.ts'
import { formatBytes, formatNetworkRate, formatRate } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { type Measured, measureOnce } from '../rates.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { table, type Terminal } from '../terminal.ts'

const percent = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(1))

interface TopRow {
  machine: Machine
  sample: MachineSample | undefined
}

function topTable(rows: readonly TopRow[], screen: Pick<Terminal, 'screen' | 'columns'>): string {
  return table(
    rows,
    [
      { title: 'HOST', value: ({ machine }) => machine.host, cut: 'middle' },
      { title: 'NAME', value: ({ machine }) => machine.name, cut: 'middle' },
      { title: 'CPU%', value: ({ sample }) => percent(sample?.cpuPercent), align: 'right' },
      {
        title: 'CORES',
        value: ({ sample }) => sample?.cpuCores?.toFixed(2) ?? '–',
        align: 'right',
        spare: true,
      },
      { title: 'RSS', value: ({ sample }) => formatBytes(sample?.memoryRssBytes), align: 'right' },
      {
        title: 'READ',
        value: ({ sample }) => formatRate(sample?.diskReadBytesPerSecond),
        align: 'right',
        spare: true,
      },
      {
        title: 'WRITE',
        value: ({ sample }) => formatRate(sample?.diskWriteBytesPerSecond),
        align: 'right',
        spare: true,
      },
      {
        title: 'RX',
        value: ({ sample }) => formatNetworkRate(sample?.netRxBytesPerSecond),
        align: 'right',
        spare: true,
      },
      {
        title: 'TX',
        value: ({ sample }) => formatNetworkRate(sample?.netTxBytesPerSecond),
        align: 'right',
        spare: true,
      },
    ],
    screen,
  )
}

/** As many as there is room for, and how many there would be. */
function screenful(rows: readonly TopRow[], terminal: Terminal): string {
  const room = Math.max(1, terminal.rows - 2)
  const shown = topTable(rows.slice(0, rows.length <= room ? room : room - 1), terminal)
  return rows.length <= room ? shown : `${shown}${room - 1} of ${rows.length} machines\n`
}

/** Cursor home, then clear (ECMA-48 CUP and ED). */
const CLEAR_SCREEN = '\u001b[H\u001b[2J'
/** The most machines whose block and network counters are asked for at every tick. */
const WATCHED_MACHINES = 200

async function runningMachines(client: ContractClient): Promise<Map<MachineKey, Machine>> {
  const machines = await client.machines.list({ where: 'state:(running,paused,blocked)' })
  return new Map(machines.filter(machine => !machine.stale).map(machine => [machine.key, machine]))
}

/** Running machines by CPU, live; `once` prints one complete picture and ends. CPU% is of the machine's own vCPUs. */
export async function top(
  options: { once?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const { client } = await context.open({ connect: true, serve: !options.once })
  const hosts = await settleHosts(client, terminal, { signal })
  const partial = reportUnreachable(terminal, hosts)
  const hostIds = hosts.filter(host => host.state.phase === 'live').map(host => host.record.id)
  const show = (machines: ReadonlyMap<MachineKey, Machine>, measured: Measured) => {
    const rows = [...machines.values()].map(machine => ({
      machine,
      sample: measured.machines.get(machine.key),
    }))
    rows.sort((a, b) => (b.sample?.cpuCores ?? -1) - (a.sample?.cpuCores ?? -1))
    if (options.json) {
      const top = rows.map(({ machine: { host, name, uuid }, sample }) => ({ host, name, uuid, sample }))
      printJson(terminal, 'novacron.top/1', { hosts: [...measured.hosts.values()], machines: top })
    } else if (options.once) terminal.out(topTable(rows, terminal))
    else terminal.out(CLEAR_SCREEN + screenful(rows, terminal))
  }
  const machines = await runningMachines(client)
  // Beyond that all are measured, their disks and networks at a slower beat: no machine is left out of the order.
  const keys = machines.size <= WATCHED_MACHINES ? [...machines.keys()] : null
  const measured = await measureOnce(client, { hostIds, keys }, signal)
  show(machines, measured)
  if (!options.once && hostIds.length > 0) {
    for await (const event of await client.metrics.watch({ keys, hostIds, history: 0 }, { signal })) {
      for (const sample of event.machines) measured.machines.set(sample.key, sample)
      if (event.type === 'tick') show(await runningMachines(client), measured)
    }
  }
  return partial ? exitCode.partial : exitCode.ok
}
