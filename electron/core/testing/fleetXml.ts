/** What tells one made-up guest of a fleet from another; everything else of its XML is boilerplate. */
export interface FleetGuest {
  name: string
  uuid: string
  title: string
  description: string
  tags: string[]
  vcpus: number
  memoryKiB: number
  /** Running id; null while shut off. */
  id: number | null
  mac: string
  network: string
  systemDisk: string
  dataDisk: string
  osId: string
  arch: string
  machine: string
  efi: boolean
}

/** A guest's domain XML as libvirt 9 prints it for a usual KVM machine, about 6 kB. */
export function fleetXml(guest: FleetGuest): string {
  const running = guest.id !== null
  const alias = (name: string) => (running ? `\n      <alias name='${name}'/>` : '')
  const lines = [
    `<domain type='kvm'${running ? ` id='${guest.id}'` : ''}>
  <name>${guest.name}</name>
  <uuid>${guest.uuid}</uuid>
  <title>${guest.title}</title>
  <description>${guest.description}</description>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="${guest.osId}"/>
    </libosinfo:libosinfo>
    <novacron:machine xmlns:novacron="https://novacron.dev/xmlns/libvirt/1">
      <novacron:tags>
${guest.tags.map(tag => `        <novacron:tag>${tag}</novacron:tag>`).join('\n')}
      </novacron:tags>
    </novacron:machine>
  </metadata>
  <memory unit='KiB'>${guest.memoryKiB}</memory>
  <currentMemory unit='KiB'>${guest.memoryKiB}</currentMemory>
  <vcpu placement='static'>${guest.vcpus}</vcpu>
  <resource>
    <partition>/machine</partition>
  </resource>
  <os${guest.efi ? " firmware='efi'" : ''}>
    <type arch='${guest.arch}' machine='${guest.machine}'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
    <vmport state='off'/>
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'/>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='pit' tickpolicy='delay'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <pm>
    <suspend-to-mem enabled='no'/>
    <suspend-to-disk enabled='no'/>
  </pm>
  <devices>
    <emulator>/usr/bin/qemu-system-${guest.arch}</emulator>`,
    disk(guest.systemDisk, 'vda', '0x04', alias('virtio-disk0')),
    disk(guest.dataDisk, 'vdb', '0x05', alias('virtio-disk1')),
    `    <controller type='usb' index='0' model='qemu-xhci' ports='15'>${alias('usb')}
      <address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>
    </controller>
    <controller type='pci' index='0' model='pcie-root'>${alias('pcie.0')}
    </controller>`,
    ...Array.from({ length: 8 }, (_, index) => rootPort(index + 1, alias(`pci.${index + 1}`))),
    `    <controller type='virtio-serial' index='0'>${alias('virtio-serial0')}
      <address type='pci' domain='0x0000' bus='0x03' slot='0x00' function='0x0'/>
    </controller>
    <interface type='network'>
      <mac address='${guest.mac}'/>
      <source network='${guest.network}'${running ? ` portid='${guest.uuid}' bridge='virbr${guest.network.length}'` : ''}/>${
        running ? `\n      <target dev='vnet${guest.id}'/>` : ''
      }
      <model type='virtio'/>${alias('net0')}
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </interface>
    <serial type='pty'>${running ? `\n      <source path='/dev/pts/${guest.id}'/>` : ''}
      <target type='isa-serial' port='0'>
        <model name='isa-serial'/>
      </target>${alias('serial0')}
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>${alias('serial0')}
    </console>
    <channel type='unix'>
      <source mode='${running ? `bind' path='/run/libvirt/qemu/channel/${guest.id}-${guest.name}/org.qemu.guest_agent.0'` : "bind'"}/>
      <target type='virtio' name='org.qemu.guest_agent.0'/>${alias('channel0')}
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>
    <input type='tablet' bus='usb'>${alias('input0')}
      <address type='usb' bus='0' port='1'/>
    </input>
    <input type='mouse' bus='ps2'/>
    <input type='keyboard' bus='ps2'/>
    <graphics type='vnc' port='${running ? 5900 + (guest.id ?? 0) : -1}' autoport='yes' listen='127.0.0.1'>
      <listen type='address' address='127.0.0.1'/>
    </graphics>
    <audio id='1' type='none'/>
    <video>
      <model type='virtio' heads='1' primary='yes'/>${alias('video0')}
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </video>
    <watchdog model='itco' action='reset'/>
    <memballoon model='virtio'>${alias('balloon0')}
      <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/>
    </memballoon>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>${alias('rng0')}
      <address type='pci' domain='0x0000' bus='0x07' slot='0x00' function='0x0'/>
    </rng>
  </devices>`,
    running
      ? `  <seclabel type='dynamic' model='apparmor' relabel='yes'>
    <label>libvirt-${guest.uuid}</label>
    <imagelabel>libvirt-${guest.uuid}</imagelabel>
  </seclabel>
  <seclabel type='dynamic' model='dac' relabel='yes'>
    <label>+64055:+64055</label>
    <imagelabel>+64055:+64055</imagelabel>
  </seclabel>`
      : '',
    '</domain>\n',
  ]
  return lines.filter(line => line !== '').join('\n')
}

function disk(path: string, target: string, bus: string, alias: string): string {
  return `    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap'/>
      <source file='${path}'/>
      <backingStore/>
      <target dev='${target}' bus='virtio'/>${alias}
      <address type='pci' domain='0x0000' bus='${bus}' slot='0x00' function='0x0'/>
    </disk>`
}

function rootPort(index: number, alias: string): string {
  const hex = (value: number) => `0x${value.toString(16)}`
  return `    <controller type='pci' index='${index}' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='${index}' port='${hex(15 + index)}'/>${alias}
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='${hex(index - 1)}'${
        index === 1 ? " multifunction='on'" : ''
      }/>
    </controller>`
}
