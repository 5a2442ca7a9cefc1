import { describe, expect, test } from 'vitest'
import { MachineConfig } from '../../../shared/models/machine.ts'
import { parseDomain } from './domain.ts'
import { DomainXmlError } from './errors.ts'
import { domainXml, fixture } from './testing/fixture.ts'

const gib = 1024 ** 3

describe('a running QEMU machine with everything', () => {
  const machine = parseDomain(fixture('rich-live.xml'))

  test('fits the model', () => {
    expect(MachineConfig.parse(machine)).toEqual(machine)
  })

  test('says what it is', () => {
    expect(machine).toMatchObject({
      name: 'büro & lager №1',
      uuid: '0f3b8a52-6a1e-4b7c-9d43-2a5c7e910b11',
      title: 'Warehouse <main>',
      description: 'Line one\nLine two, with a [[wiki]] link',
      tags: ['production', 'warehouse'],
      vcpus: 4,
      vcpusMax: 8,
      memoryBytes: 8 * gib,
      memoryMaxBytes: 16 * gib,
      osType: 'hvm',
      osId: 'http://debian.org/debian/12',
      arch: 'x86_64',
      machine: 'pc-q35-7.2',
      firmware: 'efi',
    })
  })

  test('lists disks of every source type', () => {
    expect(
      machine.disks.map(disk => [disk.target, disk.sourceType, disk.source, disk.device, disk.bus]),
    ).toEqual([
      ['vda', 'file', '/var/lib/libvirt/images/warehouse.qcow2', 'disk', 'virtio'],
      ['sda', 'block', '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4', 'lun', 'scsi'],
      ['fda', 'dir', '/srv/floppy', 'floppy', 'fdc'],
      ['vdb', 'volume', 'iscsi-pool/unit:0:0:1', 'disk', 'virtio'],
      ['vdc', 'network', 'rbd:vms/warehouse-data', 'disk', 'virtio'],
      ['vdd', 'network', 'nbd:nbd.example.org:10809', 'disk', 'virtio'],
      ['vde', 'nvme', 'nvme:0000:01:00.0/1', 'disk', 'virtio'],
      ['vdf', 'vhostuser', '/tmp/vhost1.sock', 'disk', 'virtio'],
      ['sdb', 'file', null, 'cdrom', 'sata'],
    ])
    expect(machine.disks[0]).toMatchObject({ format: 'qcow2', serial: 'WD-1234', readOnly: false })
    expect(machine.disks[1]).toMatchObject({ shareable: true, readOnly: false })
    expect(machine.disks[8]).toMatchObject({ readOnly: true, capacityBytes: null, allocationBytes: null })
  })

  test('lists NICs of every type', () => {
    expect(
      machine.nics.map(nic => [nic.mac?.slice(-2), nic.type, nic.source, nic.target, nic.model]),
    ).toEqual([
      ['01', 'network', 'default', 'vnet0', 'virtio'],
      ['02', 'bridge', 'br0', 'vnet1', 'e1000e'],
      ['03', 'direct', 'eth0', 'macvtap0', 'virtio'],
      ['04', 'user', null, null, 'rtl8139'],
      ['05', 'hostdev', '0000:5e:02.3', null, null],
      ['06', 'vhostuser', '/var/run/openvswitch/vhost-user1', 'vhost-user1', 'virtio'],
      ['07', 'ethernet', null, 'tap7', 'virtio'],
      ['08', 'mcast', '230.0.0.1:5558', null, null],
      ['09', 'vdpa', '/dev/vhost-vdpa-0', null, null],
      ['0a', 'internal', 'lab-internal', null, null],
    ])
    expect(machine.nics[0]?.mac).toBe('52:54:00:aa:bb:01')
    expect(machine.nics.map(nic => nic.link).slice(0, 2)).toEqual(['up', 'down'])
    expect(machine.nics[3]?.addresses).toEqual(['172.17.2.15', '2001:db8:ac10:fd01::20'])
  })

  test('lists consoles and never a password', () => {
    expect(machine.graphics).toEqual([
      { type: 'vnc', listen: '127.0.0.1', port: 5901, tlsPort: null, socket: null },
      { type: 'spice', listen: '::1', port: 5902, tlsPort: 5903, socket: null },
      { type: 'vnc', listen: null, port: null, tlsPort: null, socket: '/run/vnc.sock' },
      { type: 'egl-headless', listen: null, port: null, tlsPort: null, socket: null },
      { type: 'rdp', listen: '192.0.2.1', port: null, tlsPort: null, socket: null },
    ])
    expect(JSON.stringify(machine)).not.toMatch(/s3cret|passwd/i)
  })

  test('names every other device', () => {
    expect(machine.devices).toEqual([
      'controller:usb-qemu-xhci',
      'controller:scsi-virtio-scsi',
      'controller:pcie-root',
      'controller:pcie-root-port',
      'controller:sata',
      'filesystem:virtiofs',
      'smartcard:passthrough',
      'serial:isa-serial',
      'console:serial',
      'channel:org.qemu.guest_agent.0',
      'channel:com.redhat.spice.0',
      'input:tablet',
      'input:keyboard',
      'tpm:tpm-crb',
      'sound:ich9',
      'audio:spice',
      'video:qxl',
      'hostdev:pci',
      'hostdev:pci',
      'hostdev:usb',
      'hostdev:mdev',
      'hostdev:scsi',
      'redirdev:usb',
      'watchdog:itco',
      'watchdog:i6300esb',
      'memballoon:virtio',
      'rng:virtio',
      'panic:isa',
      'shmem:ivshmem-plain',
      'memory:dimm',
      'iommu:intel',
      'vsock:virtio',
      'crypto:virtio',
      'warpdrive:mk2',
      'qemu:commandline',
    ])
  })
})

test('a shut-off machine has no host-side device, no port yet and its BIOS', () => {
  const machine = parseDomain(fixture('inactive-bios.xml'))
  expect(machine).toMatchObject({
    firmware: 'bios',
    memoryBytes: gib / 2,
    memoryMaxBytes: gib / 2,
    vcpus: 1,
    vcpusMax: 1,
    title: null,
    description: null,
    osId: null,
    tags: [],
    devices: [],
  })
  expect(machine.nics[0]).toMatchObject({ target: null, model: null, source: 'br0' })
  expect(machine.graphics).toEqual([{ type: 'vnc', listen: null, port: null, tlsPort: null, socket: null }])
  expect(machine.disks.map(disk => disk.source)).toEqual(['/images/old ide.img', '/iso/debian-12.iso'])
})

test('what the caller knows of the state goes before the id in the XML', () => {
  const nic = "<interface type='bridge'><source bridge='b'/><target dev='tap0'/></interface>"
  const live = domainXml('', nic).replace("type='kvm'", "type='kvm' id='3'")
  expect(parseDomain(live).nics[0]?.target).toBe('tap0')
  expect(parseDomain(live, { active: false }).nics[0]?.target).toBeNull()
  expect(parseDomain(domainXml('', nic), { active: true }).nics[0]?.target).toBe('tap0')
})

test('a container and a paravirtualised Xen machine', () => {
  const container = parseDomain(fixture('lxc.xml'))
  expect(container).toMatchObject({ osType: 'exe', firmware: null, disks: [], machine: null })
  expect(container.nics[0]).toMatchObject({ source: 'default', addresses: ['192.168.122.50'] })
  expect(container.devices).toEqual(['filesystem:mount', 'console:lxc'])
  const xen = parseDomain(fixture('xen-pv.xml'))
  expect(xen).toMatchObject({ osType: 'linux', firmware: null, machine: 'xenpv', memoryBytes: gib })
  expect(xen.disks[0]).toMatchObject({ target: 'xvda', source: '/dev/vg0/pv', format: null })
})

describe('memory', () => {
  test.each([
    ["unit='b'", '4096', 4096],
    ["unit='bytes'", '4096', 4096],
    ["unit='KB'", '4', 4000],
    ["unit='k'", '4', 4096],
    ["unit='KiB'", '4', 4096],
    ["unit='M'", '4', 4 * 1024 ** 2],
    ["unit='MiB'", ' 4 ', 4 * 1024 ** 2],
    ["unit='MB'", '4', 4e6],
    ["unit='G'", '4', 4 * gib],
    ["unit='TiB'", '4', 4 * 1024 * gib],
    ["unit='GB'", '4', 4e9],
    ['', '4', 4096],
    ["unit='parsec'", '4', null],
    ["unit='EiB'", '4096', null],
    ['', '-4', null],
    ['', 'lots', null],
    ['', '', null],
  ])('<memory %s>%s is %s bytes', (unit, text, bytes) => {
    expect(parseDomain(domainXml(`<memory ${unit}>${text}</memory>`)).memoryMaxBytes).toBe(bytes)
  })
})

describe('firmware', () => {
  const os = (inside: string, attributes = ''): string | null =>
    parseDomain(domainXml(`<os ${attributes}><type arch='x86_64'>hvm</type>${inside}</os>`)).firmware
  test('follows libvirt’s own word, then the loader, then the architecture', () => {
    expect(os('', "firmware='efi'")).toBe('efi')
    expect(os("<loader type='pflash'>/x</loader>", "firmware='bios'")).toBe('bios')
    expect(os("<loader readonly='yes' type='pflash'>/x</loader>")).toBe('efi')
    expect(os("<loader type='rom'>/usr/share/OVMF/OVMF.fd</loader>")).toBe('efi')
    expect(os("<loader type='rom'>/usr/share/seabios/bios.bin</loader>")).toBe('bios')
    expect(os('<nvram>/x_VARS.fd</nvram>')).toBe('efi')
    expect(os('')).toBe('bios')
    expect(
      parseDomain(domainXml("<os><type arch='aarch64' machine='virt'>hvm</type></os>")).firmware,
    ).toBeNull()
  })
})

test('GNOME Boxes’ and both libosinfo spellings of the operating system', () => {
  const of = (metadata: string): string | null =>
    parseDomain(domainXml(`<metadata>${metadata}</metadata>`)).osId
  expect(
    of('<l:libosinfo xmlns:l="http://libosinfo.org/xmlns/libvirt/domain/1.0"><l:os id="a"/></l:libosinfo>'),
  ).toBe('a')
  expect(
    of('<libosinfo xmlns="https://libosinfo.org/xmlns/libvirt/domain/1.0"><os id="b"/></libosinfo>'),
  ).toBe('b')
  expect(
    of('<b:gnome-boxes xmlns:b="https://wiki.gnome.org/Apps/Boxes"><b:os-id>c</b:os-id></b:gnome-boxes>'),
  ).toBe('c')
  expect(of('<x:libosinfo xmlns:x="https://example.org/"><x:os id="d"/></x:libosinfo>')).toBeNull()
  expect(of('<unbound:libosinfo><unbound:os id="e"/></unbound:libosinfo>')).toBeNull()
})

test('only children count: nested elements of the same name are not the machine’s', () => {
  const machine = parseDomain(
    domainXml('<inner><name>other</name><devices><disk/></devices></inner><vcpu>x</vcpu>', '<disk/>'),
  )
  expect(machine.name).toBe('vm')
  expect(machine.vcpus).toBeNull()
  expect(machine.disks).toEqual([
    {
      target: '',
      bus: null,
      device: 'disk',
      format: null,
      source: null,
      sourceType: null,
      capacityBytes: null,
      allocationBytes: null,
      readOnly: false,
      shareable: false,
      serial: null,
    },
  ])
})

test('odd devices keep their place without inventing anything', () => {
  const machine = parseDomain(
    domainXml(
      '',
      `<disk type='nvme'><source namespace='1'><address bus='zz' slot='0' function='0'/></source></disk>
       <disk type='network'><source/></disk><disk type='volume'><source pool='p'/></disk>
       <disk type='network'><source protocol='nbd'><host transport='unix' socket='/run/nbd'/></source></disk>
       <disk type='network'><source protocol='sheepdog'/></disk>
       <interface/><interface type='hostdev'><source network='sriov'/></interface>
       <interface type='udp'><source address='127.0.0.1' port='5555'><local address='127.0.0.1' port='6666'/></source></interface>
       <interface type='vds'><source switchid='12345678-1234'/></interface>
       <interface type='hologram'><source dev='h0'/></interface>
       <graphics port='99999'/><hostdev/><controller type='virtio-serial' model='virtio-serial-x'/><alias/>`,
    ),
  )
  expect(machine.disks.map(disk => disk.source)).toEqual([null, null, 'p', 'nbd:/run/nbd', 'sheepdog:'])
  expect(machine.nics.map(nic => [nic.type, nic.source])).toEqual([
    ['unknown', null],
    ['hostdev', 'sriov'],
    ['udp', '127.0.0.1:5555'],
    ['vds', '12345678-1234'],
    ['hologram', 'h0'],
  ])
  expect(machine.graphics).toEqual([
    { type: 'unknown', listen: null, port: null, tlsPort: null, socket: null },
  ])
  expect(machine.devices).toEqual(['hostdev', 'controller:virtio-serial-x'])
})

test('texts and lists of a hostile host are bounded, and whole characters stay whole', () => {
  const machine = parseDomain(
    domainXml(
      `<title>${'😀'.repeat(3000)}</title><description>${'d'.repeat(100_000)}</description>`,
      '<hostdev/>'.repeat(5000) + '<disk/>'.repeat(5000),
    ),
  )
  expect(machine.title?.length).toBeLessThanOrEqual(4096)
  expect(machine.title?.isWellFormed()).toBe(true)
  expect(machine.description).toHaveLength(16_384)
  expect(machine.description?.endsWith('…')).toBe(true)
  expect([machine.devices.length, machine.disks.length]).toEqual([1024, 1024])
})

describe('what is no machine is refused with its place', () => {
  test.each([
    ['', 1, 0],
    ['<pool/>', 1, 7],
    ['<domain/>', 1, 1],
    ['\n\n  <domain><name>x</name></domain>', 3, 3],
    ['<domain>\n <name>x</name>\n  <uuid>nonsense</uuid></domain>', 3, 3],
    ['<domain>\n<name>x', 2, 7],
  ])('%j at line %d, column %d', (xml, line, column) => {
    try {
      parseDomain(xml)
    } catch (error) {
      if (!(error instanceof DomainXmlError)) throw error
      expect([error.line, error.column]).toEqual([line, column])
      return
    }
    expect.unreachable()
  })
})
