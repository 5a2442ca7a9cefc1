import { randomUUID } from 'node:crypto'

/** Characters XML reserves, as entities; line breaks stay. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`)
}

export interface LabDisk {
  readonly target: string
  readonly bus: 'virtio' | 'ide' | 'sata' | 'scsi'
  readonly device?: 'disk' | 'cdrom'
  readonly format?: 'qcow2' | 'raw'
  /** Path on the host, or `pool/volume`; absent for an empty drive. */
  readonly source?: string
  readonly readOnly?: boolean
}

export interface LabNic {
  readonly network: string
  readonly model?: 'virtio' | 'e1000' | 'rtl8139'
  readonly mac?: string
}

export interface LabDomain {
  readonly name: string
  readonly uuid?: string
  readonly title?: string
  readonly description?: string
  readonly memoryMiB?: number
  readonly vcpus?: number
  readonly disks?: readonly LabDisk[]
  readonly nics?: readonly LabNic[]
  /** Boots the lab's guest under this hostname; without it the firmware finds nothing to boot. */
  readonly hostname?: string
  /** The guest makes a little CPU, disk and network traffic. */
  readonly busy?: boolean
  /** A VNC server on the host's loopback, behind this password where one is given. */
  readonly vnc?: boolean | { readonly password: string }
  /** Elements for `<metadata>`. */
  readonly metadata?: string
  /** Elements put before the closing tag of `<devices>`. */
  readonly devices?: string
  readonly onReboot?: 'restart' | 'destroy'
}

/** A definition that QEMU runs in software (TCG) on any machine; small enough for dozens at once. */
export function domainXml(domain: LabDomain): string {
  const { name, uuid = randomUUID(), memoryMiB = 32, vcpus = 1 } = domain
  const text = (tag: string, value: string | undefined) =>
    value === undefined ? '' : `<${tag}>${escapeXml(value)}</${tag}>`
  return `<domain type='qemu'>
  <name>${escapeXml(name)}</name>
  <uuid>${uuid}</uuid>
  ${text('title', domain.title)}${text('description', domain.description)}
  ${domain.metadata === undefined ? '' : `<metadata>${domain.metadata}</metadata>`}
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>${vcpus}</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type>${boot(domain)}</os>
  <features><acpi/></features>
  <on_reboot>${domain.onReboot ?? 'restart'}</on_reboot>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${(domain.disks ?? []).map(disk).join('\n    ')}
    ${(domain.nics ?? []).map(nic).join('\n    ')}
    <controller type='usb' model='none'/>
    ${domain.hostname === undefined ? '' : "<serial type='pty'/><console type='pty'/>"}
    ${graphics(domain.vnc)}
    <memballoon model='virtio'/>
    ${domain.devices ?? ''}
  </devices>
</domain>
`
}

function boot(domain: LabDomain): string {
  if (domain.hostname === undefined) return "<boot dev='hd'/>"
  const words = ['console=tty0', 'console=ttyS0', 'quiet', `lab.hostname=${domain.hostname}`]
  const cmdline = [...words, ...(domain.busy === true ? ['lab.busy'] : [])].join(' ')
  const folder = '/var/lib/libvirt/boot'
  return `<kernel>${folder}/vmlinuz</kernel><initrd>${folder}/initrd.gz</initrd><cmdline>${escapeXml(cmdline)}</cmdline>`
}

function disk({ target, bus, device = 'disk', format = 'qcow2', source, readOnly }: LabDisk): string {
  const [pool, volume, ...rest] = source?.startsWith('/') === false ? source.split('/') : []
  const inPool = pool !== undefined && volume !== undefined && rest.length === 0
  const type = inPool ? 'volume' : 'file'
  const from = inPool
    ? `<source pool='${escapeXml(pool)}' volume='${escapeXml(volume)}'/>`
    : source === undefined
      ? ''
      : `<source file='${escapeXml(source)}'/>`
  return `<disk type='${type}' device='${device}'><driver name='qemu' type='${format}'/>${from}<target dev='${target}' bus='${bus}'/>${readOnly === true ? '<readonly/>' : ''}</disk>`
}

function nic({ network, model = 'virtio', mac }: LabNic): string {
  const address = mac === undefined ? '' : `<mac address='${mac}'/>`
  return `<interface type='network'>${address}<source network='${escapeXml(network)}'/><model type='${model}'/></interface>`
}

function graphics(vnc: LabDomain['vnc']): string {
  if (vnc === undefined || vnc === false) return ''
  const password = vnc === true ? '' : ` passwd='${escapeXml(vnc.password)}'`
  return `<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'${password}/><video><model type='vga'/></video>`
}

/** A directory pool; its folder is made by `pool-build`. */
export function poolXml(name: string, path: string): string {
  return `<pool type='dir'><name>${escapeXml(name)}</name><target><path>${escapeXml(path)}</path></target></pool>`
}

/** A network of guests, with addresses by DHCP: NAT where `forward` says so, else isolated. */
export function networkXml(name: string, subnet: string, forward: 'nat' | 'none', bridge: string): string {
  return `<network><name>${escapeXml(name)}</name>${forward === 'nat' ? "<forward mode='nat'/>" : ''}
  <bridge name='${bridge}' stp='off' delay='0'/>
  <ip address='${subnet}.1' netmask='255.255.255.0'><dhcp><range start='${subnet}.10' end='${subnet}.200'/></dhcp></ip>
</network>`
}
