import type { HostPlan, NetworkPlan, PoolPlan, SnapshotPlan } from './plan.ts'

const GIB_KIB = 1024 * 1024

/** What a host says that it is and can. */
export function capabilitiesXml({ hardware }: HostPlan, uuid: string): string {
  const { sockets, cores, threads, memoryGib } = hardware
  const cells = Array.from({ length: sockets }, (_, id) => {
    const cpus = cores * threads
    return `<cell id='${id}'><memory unit='KiB'>${(memoryGib * GIB_KIB) / sockets}</memory><cpus num='${cpus}'/></cell>`
  })
  return `<capabilities>
  <host>
    <uuid>${uuid}</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>${hardware.cpu}</model>
      <vendor>${hardware.vendor}</vendor>
      <topology sockets='${sockets}' dies='1' cores='${cores}' threads='${threads}'/>
      <feature name='ht'/><feature name='invtsc'/><feature name='topoext'/>
      <pages unit='KiB' size='4'/><pages unit='KiB' size='2048'/><pages unit='KiB' size='1048576'/>
    </cpu>
    <power_management><suspend_mem/></power_management>
    <iommu support='yes'/>
    <migration_features><live/><uri_transports><uri_transport>tcp</uri_transport></uri_transports></migration_features>
    <topology><cells num='${sockets}'>${cells.join('')}</cells></topology>
    <secmodel><model>apparmor</model></secmodel>
    <secmodel><model>dac</model></secmodel>
  </host>
  <guest><os_type>hvm</os_type><arch name='x86_64'><machine>pc-q35-7.2</machine><machine>pc-i440fx-7.2</machine><domain type='qemu'/><domain type='kvm'/></arch></guest>
</capabilities>`
}

/** What a machine may have on such a host. */
export function domainCapabilitiesXml(): string {
  const list = (name: string, ...values: string[]) =>
    `<enum name='${name}'>${values.map(value => `<value>${value}</value>`).join('')}</enum>`
  return `<domainCapabilities>
  <path>/usr/bin/qemu-system-x86_64</path><domain>kvm</domain><machine>pc-q35-7.2</machine><arch>x86_64</arch>
  <vcpu max='288'/>
  <os supported='yes'>${list('firmware', 'bios', 'efi')}<loader supported='yes'>${list('secure', 'yes', 'no')}</loader></os>
  <cpu><mode name='host-passthrough' supported='yes'/><mode name='host-model' supported='yes'/><mode name='custom' supported='yes'/></cpu>
  <devices>
    <disk supported='yes'>${list('bus', 'ide', 'scsi', 'virtio', 'usb', 'sata')}</disk>
    <graphics supported='yes'>${list('type', 'vnc', 'spice', 'egl-headless')}</graphics>
    <video supported='yes'>${list('modelType', 'vga', 'qxl', 'virtio', 'none')}</video>
    <hostdev supported='yes'>${list('subsysType', 'usb', 'pci', 'scsi')}</hostdev>
    <filesystem supported='yes'>${list('driverType', 'path', 'virtiofs')}</filesystem>
    <tpm supported='yes'>${list('model', 'tpm-tis', 'tpm-crb')}</tpm>
    <channel supported='yes'>${list('type', 'pty', 'unix', 'spicevmc')}</channel>
  </devices>
  <features><gic supported='no'/><vmcoreinfo supported='yes'/><genid supported='yes'/><backup supported='yes'/></features>
</domainCapabilities>`
}

/** A pool as libvirt prints it. */
export function poolXml({ name, type, path }: PoolPlan, uuid: string): string {
  return `<pool type='${type}'><name>${name}</name><uuid>${uuid}</uuid><source>${
    type === 'netfs' ? "<host name='nas.example.net'/><dir path='/export/vm'/><format type='nfs'/>" : ''
  }</source><target><path>${path}</path></target></pool>`
}

/** A volume as libvirt prints it. */
export function volumeXml(volume: {
  name: string
  path: string
  format: string
  capacityBytes: number
  allocationBytes: number
}): string {
  return `<volume type='${volume.path.startsWith('/dev/') ? 'block' : 'file'}'><name>${volume.name}</name><key>${volume.path}</key><capacity unit='bytes'>${volume.capacityBytes}</capacity><allocation unit='bytes'>${volume.allocationBytes}</allocation><target><path>${volume.path}</path><format type='${volume.format}'/></target></volume>`
}

/** A virtual network as libvirt prints it. */
export function networkXml({ name, forward, bridge, address }: NetworkPlan, uuid: string): string {
  const ip =
    address === undefined
      ? ''
      : `<ip address='${address}' netmask='255.255.255.0'><dhcp><range start='${address.replace(/\d+$/, '100')}' end='${address.replace(/\d+$/, '254')}'/></dhcp></ip>`
  return `<network><name>${name}</name><uuid>${uuid}</uuid>${forward === null ? '' : `<forward mode='${forward}'/>`}<bridge name='${bridge}' stp='on' delay='0'/>${ip}</network>`
}

/** A PCI device of the host as libvirt prints it. */
export function deviceXml(device: HostPlan['devices'][number]): string {
  const [domain = '', bus = '', rest = ''] = device.address.split(':')
  const [slot = '', fn = ''] = rest.split('.')
  const number = (text: string) => Number.parseInt(text, 16)
  return `<device><name>${deviceName(device)}</name><parent>computer</parent><driver><name>${device.driver}</name></driver><capability type='pci'><domain>${number(domain)}</domain><bus>${number(bus)}</bus><slot>${number(slot)}</slot><function>${number(fn)}</function><product id='0x1017'>${device.product}</product><vendor id='0x15b3'>${device.vendor}</vendor><iommuGroup number='${device.group}'/></capability></device>`
}

/** The name that libvirt gives to a PCI device. */
export const deviceName = ({ address }: HostPlan['devices'][number]): string =>
  `pci_${address.replaceAll(/[:.]/g, '_')}`

/** An interface of the host as libvirt prints it. */
export function interfaceXml(iface: {
  name: string
  type: 'bridge' | 'ethernet'
  address?: string
  member?: string
  mac: string
}): string {
  const [ip, prefix] = iface.address?.split('/') ?? []
  const protocol =
    ip === undefined ? '' : `<protocol family='ipv4'><ip address='${ip}' prefix='${prefix}'/></protocol>`
  const member =
    iface.member === undefined ? '' : `<bridge><interface type='ethernet' name='${iface.member}'/></bridge>`
  return `<interface type='${iface.type}' name='${iface.name}'>${protocol}<start mode='onboot'/><link speed='10000' state='up'/><mac address='${iface.mac}'/><mtu size='1500'/>${member}</interface>`
}

/** A snapshot as libvirt prints it. */
export function snapshotXml({ name, parent, state, text }: SnapshotPlan, createdAtMs: number): string {
  return `<domainsnapshot><name>${name}</name>${text === undefined ? '' : `<description>${text}</description>`}<state>${state ?? 'shutoff'}</state>${parent === undefined ? '' : `<parent><name>${parent}</name></parent>`}<creationTime>${Math.floor(createdAtMs / 1000)}</creationTime></domainsnapshot>`
}
