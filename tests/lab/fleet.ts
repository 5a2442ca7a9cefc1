import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { domainXml, type LabDomain, networkXml, poolXml } from './domainXml.ts'
import type { LabHost } from './host.ts'

/** Namespace of the program's own tags in a domain's `<metadata>`. */
const TAGS = 'https://novacron.dev/xmlns/libvirt/1'
const tags = (...names: string[]) =>
  `<novacron:tags xmlns:novacron="${TAGS}">${names.map(name => `<novacron:tag>${name}</novacron:tag>`).join('')}</novacron:tags>`
const OSINFO = `<libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><libosinfo:os id="http://debian.org/debian/12"/></libosinfo:libosinfo>`

/** The same on every host of the lab, on purpose: one UUID on two hosts is a case to get right. */
export const SHARED_UUID = '5ee0f2a4-0c3d-4a07-9a0e-6b1d0c7f4e21'
/** Name of a machine that no shell, file name or table is likely to handle by luck. */
export const UNICODE_NAME = 'büro & <日本語> "quoted" 💾'

interface Plan {
  readonly domain: LabDomain
  /** What it is to be; shut off otherwise. */
  readonly state?: 'running' | 'paused' | 'transient'
  readonly autostart?: boolean
  readonly snapshots?: readonly string[]
}

/** The machines of a furnished host: running, paused, transient and shut off ones. */
export function fleetOf(host: number): Plan[] {
  const mac = (n: number) =>
    `52:54:00:0c:${host.toString(16).padStart(2, '0')}:${n.toString(16).padStart(2, '0')}`
  return [
    {
      domain: {
        name: `web-${host}`,
        title: 'Web server',
        description: 'Serves the shop.\nAsk Ada before restarting.',
        metadata: tags('production', 'web') + OSINFO,
        memoryMiB: 128,
        hostname: `web-${host}`,
        busy: true,
        vnc: true,
        disks: [{ target: 'vda', bus: 'virtio', source: 'default/web.qcow2' }],
        nics: [{ network: 'default', mac: mac(1) }],
      },
      state: 'running',
      autostart: true,
    },
    {
      domain: {
        name: `db-${host}`,
        metadata: tags('production'),
        memoryMiB: 128,
        vcpus: 2,
        hostname: `db-${host}`,
        vnc: { password: 'geheim' },
        disks: [
          { target: 'vda', bus: 'virtio', source: '/var/lib/libvirt/images/db.qcow2' },
          {
            target: 'hdc',
            bus: 'ide',
            device: 'cdrom',
            format: 'raw',
            source: 'iso/tools.iso',
            readOnly: true,
          },
        ],
        nics: [
          { network: 'default', mac: mac(2) },
          { network: 'backend', mac: mac(3) },
        ],
      },
      state: 'running',
    },
    {
      domain: { name: `batch-${host}`, nics: [{ network: 'backend', model: 'e1000', mac: mac(4) }] },
      state: 'paused',
    },
    { domain: { name: `scratch-${host}`, description: 'Gone when it is shut off' }, state: 'transient' },
    {
      domain: {
        name: `mail-${host}`,
        metadata: tags('mail'),
        disks: [
          { target: 'vda', bus: 'virtio', source: '/var/lib/libvirt/images/mail.qcow2' },
          { target: 'hdc', bus: 'ide', device: 'cdrom' },
        ],
        nics: [{ network: 'default', mac: mac(5) }],
      },
      snapshots: ['before upgrade', 'upgraded'],
    },
    { domain: { name: UNICODE_NAME, title: 'Ünïcode', metadata: tags('büro') } },
    { domain: { name: 'shared-template', uuid: SHARED_UUID, memoryMiB: 64 } },
  ]
}

const VOLUMES = { 'web.qcow2': 64, 'db.qcow2': 256, 'mail.qcow2': 128 } as const

/** Makes the pools, volumes, networks and machines of a furnished host; guests are started, not awaited. */
export async function furnishHost(host: LabHost): Promise<void> {
  // One virsh for all: each command of its own would cost a start of the program.
  const steps: string[] = []
  const quote = (text: string) => `'${text.replaceAll("'", `'"'"'`)}'`
  const file = (name: string, text: string) => {
    writeFileSync(join(host.folder, 'lib', name), text)
    return quote(`/var/lib/libvirt/${name}`)
  }
  for (const [pool, path] of [
    ['default', '/var/lib/libvirt/images'],
    ['iso', '/var/lib/libvirt/iso'],
  ] as const) {
    const xml = file(`pool-${pool}.xml`, poolXml(pool, path))
    steps.push(`pool-define ${xml}`, `pool-build ${pool}`, `pool-start ${pool}`, `pool-autostart ${pool}`)
  }
  for (const [name, subnet, forward] of [
    ['default', '192.168.122', 'nat'],
    ['backend', '10.20.30', 'none'],
  ] as const) {
    const xml = file(`network-${name}.xml`, networkXml(name, subnet, forward, `br-${name}`))
    steps.push(`net-define ${xml}`, `net-start ${name}`, `net-autostart ${name}`)
  }
  for (const [name, sizeMiB] of Object.entries(VOLUMES)) {
    steps.push(`vol-create-as default ${name} ${sizeMiB}M --format qcow2`)
  }
  steps.push('vol-create-as iso tools.iso 1M --format raw')
  for (const [index, plan] of fleetOf(host.number).entries()) {
    const xml = file(`machine-${index}.xml`, domainXml(plan.domain))
    const name = quote(plan.domain.name)
    if (plan.state === 'transient') {
      steps.push(`create ${xml}`)
      continue
    }
    steps.push(`define ${xml}`)
    if (plan.autostart === true) steps.push(`autostart ${name}`)
    for (const snapshot of plan.snapshots ?? []) steps.push(`snapshot-create-as ${name} ${quote(snapshot)}`)
    if (plan.state === 'running') steps.push(`start ${name}`)
    if (plan.state === 'paused') steps.push(`start ${name} --paused`)
  }
  await virshBatch(host, steps)
}

/** Runs many virsh commands in one virsh; rejects with everything that went wrong. */
export async function virshBatch(
  host: LabHost,
  steps: readonly string[],
  uri = 'qemu:///system',
): Promise<string> {
  const { stdout, stderr } = await host.exec(['virsh', '-q', '-c', uri], {
    input: `${steps.join('\n')}\n`,
    timeoutMs: 120_000 + 100 * steps.length,
    allowFailure: true,
  })
  const errors = stderr.split('\n').filter(line => line.startsWith('error:'))
  if (errors.length > 0) throw new Error(`virsh on ${host.name}: ${errors.join('\n')}`)
  return stdout
}
