import { formatAge, formatBytes } from '../../../../shared/units.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { measureOnce } from '../rates.ts'
import { hostNamed, machineNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { printed, sheet } from '../terminal.ts'

const bytes = (value: number | null) => (value === null ? '–' : formatBytes(value))

function facts(machine: Machine): [string, string][] {
  return [
    ['Name', machine.name],
    ['Title', machine.title ?? '–'],
    ['Host', machine.site ? `${machine.host} (${machine.site})` : machine.host],
    ['UUID', machine.uuid],
    [
      'State',
      `${machine.state}${machine.stateReason ? ` (${machine.stateReason})` : ''}${machine.stale ? ', stale' : ''}`,
    ],
    ['Facts from', `${formatAge(Math.max(0, Date.now() - machine.asOfMs))} ago`],
    ['vCPUs', `${machine.vcpus ?? '–'} of ${machine.vcpusMax ?? '–'}`],
    ['Memory', `${bytes(machine.memoryBytes)} of ${bytes(machine.memoryMaxBytes)}`],
    ['Firmware', machine.firmware ?? '–'],
    ['Machine', [machine.arch, machine.machine].filter(part => part !== null).join(' ') || '–'],
    ['Persistent', machine.persistent ? 'yes' : 'no (transient)'],
    ['Autostart', machine.autostart ? 'yes' : 'no'],
    ['Tags', machine.tags.join(' ') || '–'],
    ...machine.disks.map((disk): [string, string] => [
      `Disk ${disk.target}`,
      [disk.bus, disk.device, disk.format, disk.source ?? '(empty)', bytes(disk.capacityBytes)]
        .filter(Boolean)
        .join('  '),
    ]),
    ...machine.nics.map((nic, index): [string, string] => [
      `NIC ${index}`,
      [nic.mac, nic.model, nic.type, nic.source, ...nic.addresses].filter(Boolean).join('  '),
    ]),
    ...machine.graphics.map((graphics): [string, string] => [
      'Graphics',
      [graphics.type, graphics.listen, graphics.port === null ? null : String(graphics.port)]
        .filter(Boolean)
        .join('  '),
    ]),
    ['Notes', machine.description ?? '–'],
  ]
}

/** Shows one machine: its facts, its definition, or its JSON document. */
export async function vmShow(
  name: string,
  options: { host?: string; xml?: boolean; offline?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal, signal } = context
  const { client } = await context.open({ connect: !options.offline })
  const chosen =
    options.host !== undefined ? hostNamed(await client.hosts.list(), options.host).record.id : undefined
  let partial = false
  if (!options.offline) {
    const wanted = chosen ? { wanted: new Set([chosen]) } : {}
    partial = reportUnreachable(terminal, await settleHosts(client, terminal, { signal, ...wanted }))
  }
  const machine = machineNamed(await client.machines.list(chosen ? { hostId: chosen } : {}), name)
  if (options.xml) {
    const { xml } = await client.machines.xml({ key: machine.key })
    terminal.out(printed(terminal, xml.endsWith('\n') ? xml : `${xml}\n`))
  } else if (options.json) {
    if (!options.offline && !machine.stale && machine.state === 'running')
      await measureOnce(client, { hostIds: [machine.hostId], keys: [machine.key] }, signal)
    terminal.out((await client.machines.export({ format: 'json', keys: [machine.key] })).text)
  } else terminal.out(sheet(facts(machine)))
  return partial ? exitCode.partial : exitCode.ok
}
