import type { LabHost } from './host.ts'

/** What virsh tells of one machine, by its own commands and words. */
export interface VirshMachine {
  name: string
  uuid: string
  id: number | null
  state: string
  reason: string
  persistent: boolean
  autostart: boolean
  managedSave: boolean
  memoryBytes: number
  memoryMaxBytes: number
  vcpus: number
  title: string | null
  description: string | null
  disks: {
    target: string
    device: string
    sourceType: string
    source: string | null
    /** Absent where virsh could not tell: its command fails for all disks when one is out of reach. */
    capacityBytes?: number | null
    allocationBytes?: number | null
  }[]
  nics: { mac: string; type: string; source: string; model: string; target: string | null; link: string }[]
  snapshots: string[]
  vncPort: number | null
  xml: string
}

const MARK = '=====mark====='

/** The reasons that virsh prints, by libvirt's names. */
const reasons: Record<string, string> = {
  'from snapshot': 'fromSnapshot',
  'migration canceled': 'migrationCanceled',
  'save canceled': 'saveCanceled',
  'event wakeup': 'wakeup',
  migrating: 'migration',
  saving: 'save',
  dumping: 'dump',
  'I/O error': 'ioerror',
  'shutting down': 'shuttingDown',
  'creating snapshot': 'snapshot',
  'starting up': 'startingUp',
}
const states: Record<string, string> = {
  'shut off': 'shutoff',
  'in shutdown': 'shutdown',
  'no state': 'nostate',
  idle: 'blocked',
}

/** Asks virsh, inside the host, for everything of every machine; one virsh for all of them. */
export async function virshMachines(host: LabHost): Promise<Map<string, VirshMachine>> {
  const uuids = lines(await host.virsh(['list', '--all', '--uuid']))
  const questions = (uuid: string) => [
    `dominfo ${uuid}`,
    `domstate ${uuid} --reason`,
    `domblklist ${uuid} --details`,
    `domblkinfo ${uuid} --all`,
    `domiflist ${uuid}`,
    `snapshot-list ${uuid} --name`,
    `desc ${uuid} --title`,
    `desc ${uuid}`,
    `vcpucount ${uuid}`,
    `dumpxml ${uuid}`,
  ]
  const batch = uuids.flatMap(uuid => questions(uuid).flatMap(question => [question, `echo ${MARK}`]))
  // Fed line by line, virsh goes on after a command that fails, and repeats each line with its prompt.
  const input = `${batch.join('\n')}\n`
  const { stdout } = await host.exec(['virsh', '-q', '-c', 'qemu:///system'], { input, allowFailure: true })
  const answers = stdout.replaceAll(/virsh # [^\n]*\n/g, '').split(MARK)
  const perMachine = questions('').length
  return new Map(
    uuids.map((uuid, index) => [
      uuid,
      machine(uuid, answers.slice(index * perMachine, (index + 1) * perMachine)),
    ]),
  )
}

function machine(uuid: string, answers: string[]): VirshMachine {
  const [info = '', state = '', disks = '', sizes = '', nics = '', snapshots = '', title = '', text = ''] =
    answers
  const [vcpus = '', xml = ''] = answers.slice(8)
  const fields = new Map(
    lines(info).map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const [, words = '', reason = ''] = /^(.*) \((.*)\)$/m.exec(state.trim()) ?? []
  const id = fields.get('Id') ?? '-'
  const running = id !== '-'
  return {
    name: info.match(/^Name: +(.*)$/m)?.[1] ?? '',
    uuid,
    id: running ? Number(id) : null,
    state: states[words] ?? words,
    reason: reasons[reason] ?? reason,
    persistent: fields.get('Persistent') === 'yes',
    autostart: fields.get('Autostart') === 'enable',
    managedSave: fields.get('Managed save') === 'yes',
    memoryBytes: Number.parseInt(fields.get('Used memory') ?? '', 10) * 1024,
    memoryMaxBytes: Number.parseInt(fields.get('Max memory') ?? '', 10) * 1024,
    vcpus: Number(vcpusOf(vcpus, running) ?? fields.get('CPU(s)')),
    title: title.trim() === '' ? null : title.replace(/\n+$/, ''),
    description: text.trim() === '' ? null : text.replace(/\n+$/, ''),
    disks: diskRows(disks, sizes),
    nics: nicRows(nics, xml),
    snapshots: lines(snapshots).sort(),
    vncPort: Number(/<graphics type='vnc' port='(\d+)'/.exec(xml)?.[1] ?? Number.NaN) || null,
    xml,
  }
}

/** `current  live  2` for a running machine, `current  config  2` for its stored definition. */
function vcpusOf(text: string, running: boolean): string | undefined {
  return new RegExp(`current\\s+${running ? 'live' : 'config'}\\s+(\\d+)`).exec(text)?.[1]
}

function diskRows(list: string, sizes: string): VirshMachine['disks'] {
  const known = new Map(
    table(sizes).map(([target = '', capacity, allocation]) => [target, [capacity, allocation]]),
  )
  const size = (text: string | undefined) => (text === undefined || text === '-' ? null : Number(text))
  return table(list).map(([sourceType = '', device = '', target = '', ...source]) => ({
    target,
    device,
    sourceType,
    source: source.join(' ') === '-' ? null : source.join(' '),
    ...(known.size === 0
      ? {}
      : { capacityBytes: size(known.get(target)?.[0]), allocationBytes: size(known.get(target)?.[1]) }),
  }))
}

function nicRows(list: string, xml: string): VirshMachine['nics'] {
  return table(list).map(([target = '', type = '', source = '', model = '', mac = '']) => ({
    mac,
    type,
    source,
    model,
    target: target === '-' ? null : target,
    link: linkOf(xml, mac),
  }))
}

function linkOf(xml: string, mac: string): string {
  const block = xml.split('<interface ').find(part => part.includes(mac)) ?? ''
  return /<link state='(\w+)'\/>/.exec(block.split('</interface>')[0] ?? '')?.[1] ?? 'up'
}

function table(text: string): string[][] {
  return lines(text).map(line => line.trim().split(/\s+/))
}

function lines(text: string): string[] {
  return text.split('\n').filter(line => line.trim() !== '')
}

/** Names of what a list command of virsh prints. */
export async function virshNames(host: LabHost, ...command: string[]): Promise<string[]> {
  return lines(await host.virsh([...command, '--name']))
    .map(line => line.trim())
    .sort()
}
