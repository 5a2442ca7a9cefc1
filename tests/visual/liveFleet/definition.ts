import { unit } from './load.ts'
import { type HostPlan, type MachinePlan, type NicPlan, systems } from './plan.ts'

const GIB_KIB = 1024 * 1024

/** Where a machine stands on its host, beyond its plan. */
export interface Placed {
  host: HostPlan
  machine: MachinePlan
  uuid: string
  /** Running id; null while it doesn't run. */
  id: number | null
}

/** The path of a machine's disk on its host. */
export function diskPath({ host, machine }: Pick<Placed, 'host' | 'machine'>, index: number): string {
  const disk = machine.disks[index]
  const pool = host.pools.find(({ name }) => name === disk?.pool)
  if (disk === undefined || pool === undefined) throw new Error(`${machine.name} has no pool for its disk`)
  const name = volumeName(machine, index)
  return pool.type === 'zfs' ? `/dev/zvol/${pool.path}/${name}` : `${pool.path}/${name}`
}

/** A volume's name in its pool. */
export function volumeName(machine: MachinePlan, index: number): string {
  const disk = machine.disks[index]
  const part = index === 0 ? machine.name : `${machine.name}-data${index > 1 ? index : ''}`
  return disk?.format === 'raw' ? part : `${part}.qcow2`
}

/** A NIC's address, the same in every run. */
export function macOf(machine: MachinePlan, index: number): string {
  const tail = Math.floor(unit(`mac ${machine.name} ${index}`) * 2 ** 24)
  return `52:54:00:${tail
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(?=.)/g, '$1:')}`
}

/** The definition as libvirt prints it of a KVM machine: the live one while it runs. */
export function definitionOf(placed: Placed): string {
  const { machine, uuid, id, host } = placed
  const live = id !== null
  const alias = (name: string) => (live ? `<alias name='${name}'/>` : '')
  const memory = machine.memoryGib * GIB_KIB
  return `<domain type='kvm'${live ? ` id='${id}'` : ''}>
  <name>${machine.name}</name>
  <uuid>${uuid}</uuid>
${optional('title', machine.title)}${optional('description', machine.description)}  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="${systems[machine.os]}"/>
    </libosinfo:libosinfo>
    <novacron:machine xmlns:novacron="https://novacron.dev/xmlns/libvirt/1">
      <novacron:tags>
${machine.tags.map(tag => `        <novacron:tag>${tag}</novacron:tag>`).join('\n')}
      </novacron:tags>
    </novacron:machine>
  </metadata>
  <memory unit='KiB'>${memory}</memory>
  <currentMemory unit='KiB'>${memory}</currentMemory>
  <vcpu placement='static'>${machine.vcpus}</vcpu>
  <os${machine.efi ? " firmware='efi'" : ''}>
    <type arch='x86_64' machine='pc-q35-${host.qemu >= 8_000_000 ? '8.2' : '7.2'}'>hvm</type>
    ${machine.efi ? `<loader readonly='yes' secure='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</loader>\n    <nvram template='/usr/share/OVMF/OVMF_VARS_4M.ms.fd'>/var/lib/libvirt/qemu/nvram/${machine.name}_VARS.fd</nvram>` : "<bios useserial='no'/>"}
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
    ${machine.efi ? "<smm state='on'/>" : "<vmport state='off'/>"}
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'>
    <topology sockets='1' dies='1' cores='${machine.vcpus}' threads='1'/>
  </cpu>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
${machine.disks.map((_disk, index) => diskXml(placed, index, alias(`virtio-disk${index}`))).join('\n')}
${machine.cdrom === undefined ? '' : `    <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='${machine.cdrom}'/><target dev='sda' bus='sata'/><readonly/></disk>\n`}    <controller type='usb' index='0' model='qemu-xhci' ports='15'/>
    <controller type='pci' index='0' model='pcie-root'/>
    <controller type='virtio-serial' index='0'/>
${machine.nics.map((nic, index) => nicXml(placed, nic, index)).join('\n')}
    <serial type='pty'><target type='isa-serial' port='0'/></serial>
    <console type='pty'><target type='serial' port='0'/></console>
${machine.agent ? `    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'${live ? " state='connected'" : ''}/></channel>\n` : ''}    <input type='tablet' bus='usb'/>
    <graphics type='vnc' port='${live ? 5900 + id : -1}' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>
    <video><model type='virtio' heads='1' primary='yes'/></video>
${machine.efi ? "    <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>\n" : ''}${hostdevXml(machine)}    <watchdog model='itco' action='reset'/>
    <memballoon model='virtio'>${live ? "<stats period='10'/>" : ''}</memballoon>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? '' : `  <${name}>${value}</${name}>\n`
}

function diskXml(placed: Placed, index: number, alias: string): string {
  const { format = 'qcow2' } = placed.machine.disks[index] ?? {}
  const path = diskPath(placed, index)
  const isBlock = path.startsWith('/dev/')
  return `    <disk type='${isBlock ? 'block' : 'file'}' device='disk'>
      <driver name='qemu' type='${format}' cache='none' io='native' discard='unmap'/>
      <source ${isBlock ? 'dev' : 'file'}='${path}'/>
      <target dev='vd${'abcdef'[index]}' bus='virtio'/>${alias}
    </disk>`
}

function nicXml(placed: Placed, nic: NicPlan, index: number): string {
  const { machine, id } = placed
  const kind = 'network' in nic ? 'network' : 'bridge' in nic ? 'bridge' : 'direct'
  const source =
    'network' in nic
      ? `<source network='${nic.network}'/>`
      : 'bridge' in nic
        ? `<source bridge='${nic.bridge}'/>`
        : `<source dev='${nic.direct}' mode='bridge'/>`
  const target = id === null ? '' : `<target dev='vnet${id * 2 + index}'/>`
  return `    <interface type='${kind}'>
      <mac address='${macOf(machine, index)}'/>
      ${source}${target}
      <model type='virtio'/>
    </interface>`
}

function hostdevXml({ passthrough }: MachinePlan): string {
  const part = /^(\w{4}):(\w{2}):(\w{2})\.(\d)$/.exec(passthrough ?? '')
  if (!part) return ''
  return `    <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x${part[1]}' bus='0x${part[2]}' slot='0x${part[3]}' function='0x${part[4]}'/></source></hostdev>\n`
}
