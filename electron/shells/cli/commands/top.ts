import type { HostId, MachineKey } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { HostSample, MachineSample } from '../../../../shared/models/metrics.ts'
import { formatBytes } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { waitForRates } from '../rates.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { table } from '../terminal.ts'

const percent = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(1))
const bytes = (value: number | null | undefined) => (value == null ? '–' : formatBytes(value))
const perSecond = (value: number | null | undefined) => (value == null ? '–' : `${formatBytes(value)}/s`)

interface TopRow {
  machine: Machine
  sample: MachineSample | undefined
}

function topTable(rows: readonly TopRow[], limit: number): string {
  return table(rows.slice(0, limit), [
    { title: 'HOST', value: ({ machine }) => machine.host },
    { title: 'NAME', value: ({ machine }) => machine.name },
    { title: 'CPU%', value: ({ sample }) => percent(sample?.cpuPercent), align: 'right' },
    { title: 'CORES', value: ({ sample }) => sample?.cpuCores?.toFixed(2) ?? '–', align: 'right' },
    { title: 'RSS', value: ({ sample }) => bytes(sample?.memoryRssBytes), align: 'right' },
    { title: 'READ', value: ({ sample }) => perSecond(sample?.diskReadBytesPerSecond), align: 'right' },
    { title: 'WRITE', value: ({ sample }) => perSecond(sample?.diskWriteBytesPerSecond), align: 'right' },
    { title: 'RX', value: ({ sample }) => perSecond(sample?.netRxBytesPerSecond), align: 'right' },
    { title: 'TX', value: ({ sample }) => perSecond(sample?.netTxBytesPerSecond), align: 'right' },
  ])
}

const SCREEN_ROWS = 40
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
  const { client } = await context.open({ connect: true })
  const hosts = await settleHosts(client, terminal, { signal })
  const partial = reportUnreachable(terminal, hosts)
  const hostIds = hosts.filter(host => host.state.phase === 'live').map(host => host.record.id)
  let machines = await runningMachines(client)
  const keys = [...machines.keys()].slice(0, WATCHED_MACHINES)
  const samples = new Map<MachineKey, MachineSample>()
  const hostSamples = new Map<HostId, HostSample>()
  const show = () => {
    const rows = [...machines.values()].map(machine => ({ machine, sample: samples.get(machine.key) }))
    rows.sort((a, b) => (b.sample?.cpuCores ?? -1) - (a.sample?.cpuCores ?? -1))
    if (options.json) {
      const top = rows.map(({ machine, sample }) => ({
        host: machine.host,
        name: machine.name,
        uuid: machine.uuid,
        sample,
      }))
      printJson(terminal, 'novacron.top/1', { hosts: [...hostSamples.values()], machines: top })
    } else
      terminal.out(
        (options.once ? '' : '\u001b[H\u001b[2J') + topTable(rows, options.once ? rows.length : SCREEN_ROWS),
      )
  }
  if (hostIds.length === 0 || keys.length === 0) {
    show()
    return partial ? exitCode.partial : exitCode.ok
  }
  if (options.once) await waitForRates(client, hostIds, signal)
  const stream = await client.metrics.watch({ keys, hostIds, history: 1 }, { signal })
  const waiting = new Set(hostIds)
  for await (const event of stream) {
    for (const sample of event.machines) samples.set(sample.key, sample)
    if (event.type === 'snapshot') {
      for (const sample of event.hosts) hostSamples.set(sample.hostId, sample)
      continue
    }
    if (event.host) hostSamples.set(event.hostId, event.host)
    if (event.machines.some(sample => sample.cpuPercent !== null)) waiting.delete(event.hostId)
    if (options.once && waiting.size > 0) continue
    if (!options.once) machines = await runningMachines(client)
    show()
    if (options.once) break
  }
  return partial ? exitCode.partial : exitCode.ok
}
