import { describe, expect, test } from 'vitest'
import { parseCapabilities } from './capabilities.ts'
import { DomainXmlError } from './errors.ts'
import { parseNetwork } from './network.ts'
import { parseNodeDevice } from './nodeDevice.ts'
import { parsePool, parseVolume } from './pool.ts'
import { parseSnapshot } from './snapshot.ts'
import { fixture } from './testing/fixture.ts'

describe('pools', () => {
  test('with their path, device, group or export', () => {
    expect(parsePool(fixture('pool-rbd.xml'))).toEqual({
      name: 'ceph-vms',
      uuid: '2b1c1f3f-4d5b-4c6e-9f5a-1b2c3d4e5f60',
      type: 'rbd',
      path: 'vms',
      capacityBytes: null,
      allocationBytes: 12 * 1024 ** 3,
      availableBytes: null,
    })
    const path = (inside: string): string | null => parsePool(`<pool><name>p</name>${inside}</pool>`).path
    expect(path('<target><path>/srv</path></target><source><dir path="/x"/></source>')).toBe('/srv')
    expect(path('<source><dir path="/export"/></source>')).toBe('/export')
    expect(path('<source><device path="/dev/sdb"/></source>')).toBe('/dev/sdb')
    expect(path('')).toBeNull()
  })

  test('volumes with format, backing file and key', () => {
    const xml = `<volume type='file'>
      <name>a.qcow2</name><key>/srv/a.qcow2</key>
      <capacity unit='bytes'>10737418240</capacity><allocation unit='bytes'>200704</allocation>
      <target><path>/srv/a.qcow2</path><format type='qcow2'/></target>
      <backingStore><path>/srv/base.img</path><format type='raw'/></backingStore></volume>`
    expect(parseVolume(xml)).toEqual({
      name: 'a.qcow2',
      key: '/srv/a.qcow2',
      path: '/srv/a.qcow2',
      type: 'file',
      format: 'qcow2',
      capacityBytes: 10 * 1024 ** 3,
      allocationBytes: 200_704,
      backing: '/srv/base.img',
    })
    expect(parseVolume('<volume><name>v</name></volume>')).toMatchObject({
      key: 'v',
      path: null,
      type: 'file',
    })
  })
})

describe('networks', () => {
  test('nat, isolated, bridged, with addresses of both families', () => {
    const network = (inside: string) =>
      parseNetwork(`<network><name>n</name><uuid>u</uuid>${inside}</network>`)
    const both =
      network(`<forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward><bridge name='virbr0'/>
      <ip address='192.168.122.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8::1' prefix='64'/>`)
    expect(both).toEqual({
      name: 'n',
      uuid: 'u',
      bridge: 'virbr0',
      forward: 'nat',
      addresses: ['192.168.122.1/24', '2001:db8::1/64'],
    })
    expect(network('').forward).toBeNull()
    expect(network('<forward/>').forward).toBe('nat')
    expect(network("<forward mode='bridge'/><bridge name='br0'/>")).toMatchObject({
      forward: 'bridge',
      bridge: 'br0',
    })
  })

  test.each([
    ['255.255.255.255', '/32'],
    ['0.0.0.0', '/0'],
    ['255.255.254.0', '/23'],
    ['255.0.255.0', ''],
    ['999.0.0.0', ''],
    ['nonsense', ''],
  ])('netmask %s becomes "%s"', (mask, suffix) => {
    const xml = `<network><name>n</name><ip address='10.0.0.1' netmask='${mask}'/><ip/></network>`
    expect(parseNetwork(xml).addresses).toEqual([`10.0.0.1${suffix}`])
  })
})

test('snapshots with parent, state and time', () => {
  const xml = `<domainsnapshot><name>before</name><description>pre-upgrade</description><state>shutoff</state>
    <parent><name>base</name></parent><creationTime>1700000000</creationTime>
    <domain><name>inner</name><description>not this</description></domain></domainsnapshot>`
  expect(parseSnapshot(xml)).toEqual({
    name: 'before',
    parent: 'base',
    state: 'shutoff',
    createdAtMs: 1_700_000_000_000,
    description: 'pre-upgrade',
  })
  expect(parseSnapshot('<domainsnapshot><name>s</name></domainsnapshot>').createdAtMs).toBeNull()
})

test('node devices with product, vendor and IOMMU group', () => {
  const pci = `<device><name>pci_0000_65_00_0</name><parent>pci_0000_64_00_0</parent><driver><name>vfio-pci</name></driver>
    <capability type='pci'><class>0x030000</class><domain>0</domain><product id='0x1eb8'>TU104GL [Tesla T4]</product>
    <vendor id='0x10de'>NVIDIA Corporation</vendor><iommuGroup number='77'><address domain='0x0000'/></iommuGroup></capability></device>`
  expect(parseNodeDevice(pci)).toEqual({
    name: 'pci_0000_65_00_0',
    parent: 'pci_0000_64_00_0',
    capability: 'pci',
    product: 'TU104GL [Tesla T4]',
    vendor: 'NVIDIA Corporation',
    iommuGroup: 77,
  })
  const usb =
    "<device><name>usb</name><capability type='usb_device'><product id='0x0002'/><vendor id='0x1d6b'/></capability></device>"
  expect(parseNodeDevice(usb)).toMatchObject({
    product: '0x0002',
    vendor: '0x1d6b',
    parent: null,
    iommuGroup: null,
  })
  const disk =
    "<device><name>d</name><capability type='storage'><model>SAMSUNG </model><vendor>ATA </vendor></capability></device>"
  expect(parseNodeDevice(disk)).toMatchObject({ product: 'SAMSUNG', vendor: 'ATA' })
})

describe('capabilities', () => {
  test('of a host with two nodes', () => {
    const xml = `<capabilities><host><uuid>4c4c4544-0042-3510-8052-b7c04f4c3733</uuid>
      <cpu><arch>x86_64</arch><model>Skylake-Server-IBRS</model><vendor>Intel</vendor>
        <topology sockets='1' dies='1' cores='12' threads='2'/></cpu>
      <topology><cells num='2'>
        <cell id='0'><memory unit='KiB'>1024</memory><cpus num='24'><cpu id='0'/></cpus></cell>
        <cell id='1'><memory unit='MiB'>1</memory><cpus num='24'/></cell></cells></topology>
      <secmodel><model>apparmor</model></secmodel><secmodel><model>dac</model></secmodel></host>
      <guest><os_type>hvm</os_type><arch name='x86_64'><machine maxCpus='255'>pc-q35-7.2</machine>
        <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine><domain type='qemu'/>
        <domain type='kvm'><machine>pc-q35-7.2</machine><machine>microvm</machine></domain></arch></guest></capabilities>`
    expect(parseCapabilities(xml)).toEqual({
      uuid: '4c4c4544-0042-3510-8052-b7c04f4c3733',
      arch: 'x86_64',
      cpuModel: 'Skylake-Server-IBRS',
      cpuVendor: 'Intel',
      sockets: 1,
      cores: 12,
      threads: 2,
      cpus: 48,
      numaNodes: 2,
      memoryBytes: 2 * 1024 ** 2,
      securityModels: ['apparmor', 'dac'],
      cpuFeatures: [],
      powerStates: [],
      iommu: null,
      liveMigration: false,
      migrationTransports: [],
      numa: [
        { id: 0, memoryBytes: 1024 ** 2, cpus: 24 },
        { id: 1, memoryBytes: 1024 ** 2, cpus: 24 },
      ],
      pageSizes: [],
      guests: [
        {
          osType: 'hvm',
          arch: 'x86_64',
          domainTypes: ['qemu', 'kvm'],
          machines: ['pc-q35-7.2', 'q35', 'microvm'],
        },
      ],
    })
  })

  test('what a driver does not say stays unknown', () => {
    const bare = parseCapabilities('<capabilities/>')
    expect(bare).toMatchObject({ cpus: null, memoryBytes: null, numaNodes: null, cpuModel: null, guests: [] })
    const half =
      '<capabilities><host><topology><cells><cell><cpus num="4"/></cell><cell/></cells></topology></host></capabilities>'
    expect(parseCapabilities(half)).toMatchObject({ cpus: null, memoryBytes: null, numaNodes: 2 })
  })
})

test.each([
  ['parsePool', parsePool, '<pool/>'],
  ['parseVolume', parseVolume, '<volume/>'],
  ['parseNetwork', parseNetwork, '<network/>'],
  ['parseSnapshot', parseSnapshot, '<domainsnapshot/>'],
  ['parseNodeDevice', parseNodeDevice, '<device/>'],
])('%s refuses a nameless, another or a broken document', (_, parse, nameless) => {
  expect(() => parse(nameless)).toThrow(DomainXmlError)
  expect(() => parse('<other><name>x</name></other>')).toThrow(DomainXmlError)
  expect(() => parse(nameless.slice(0, -2))).toThrow(DomainXmlError)
})
