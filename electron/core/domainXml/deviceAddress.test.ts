import { expect, test } from 'vitest'
import { parseDeviceAddress, parseDeviceUses } from './deviceAddress.ts'
import { DomainXmlError } from './errors.ts'

const device = (capability: string, driver = '') =>
  parseDeviceAddress(`<device><name>d</name>${driver}${capability}</device>`)

test('names a device of the host as machines name it', () => {
  expect(
    device(
      `<capability type='pci'><domain>0</domain><bus>10</bus><slot>31</slot><function>2</function></capability>`,
      '<driver><name>vfio-pci</name></driver>',
    ),
  ).toEqual({ names: ['pci:0000:0a:1f.2'], address: '0000:0a:1f.2', driver: 'vfio-pci' })
  expect(
    device(
      `<capability type='usb_device'><bus>1</bus><device>4</device><product id='0xc52b'/><vendor id='0x046d'/></capability>`,
    ).names,
  ).toEqual(['usb:1:4', 'usbid:046d:c52b'])
  expect(device(`<capability type='net'><interface>eth0</interface></capability>`).address).toBe('eth0')
  expect(device(`<capability type='storage'><block>/dev/sda</block></capability>`).names).toEqual([
    'block:/dev/sda',
  ])
  expect(
    device(`<capability type='scsi'><host>2</host><bus>0</bus><target>0</target><lun>3</lun></capability>`)
      .address,
  ).toBe('2:0:0:3')
})

test('a device that says nothing usable has no address', () => {
  expect(device(`<capability type='pci'><domain>x</domain></capability>`).names).toEqual([])
  expect(device('').address).toBeNull()
  expect(() => parseDeviceAddress('<domain/>')).toThrow(DomainXmlError)
})

test('finds what a machine takes of its host', () => {
  const uses = parseDeviceUses(`<domain><devices>
    <hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x0a' slot='0x1f' function='0x2'/></source></hostdev>
    <hostdev mode='subsystem' type='usb'><source><vendor id='0x046d'/><product id='0xc52b'/></source></hostdev>
    <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/><address bus='1' device='7'/></source></hostdev>
    <hostdev mode='subsystem' type='mdev'><source><address uuid='AB'/></source></hostdev>
    <hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host2'/><address bus='0' target='0' unit='3'/></source></hostdev>
    <interface type='hostdev'><source><address type='pci' domain='0' bus='1' slot='0' function='0'/></source></interface>
    <interface type='direct'><source dev='eth0' mode='bridge'/></interface>
    <interface type='network'><source network='default'/></interface>
    <disk type='block'><source dev='/dev/sda'/></disk>
    <disk type='file'><source file='/var/x'/></disk>
  </devices></domain>`)
  expect(uses).toEqual([
    'pci:0000:0a:1f.2',
    'usbid:046d:c52b',
    'usb:1:7',
    'mdev:ab',
    'scsi:2:0:0:3',
    'pci:0000:01:00.0',
    'net:eth0',
    'block:/dev/sda',
  ])
})
