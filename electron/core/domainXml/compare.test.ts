import { describe, expect, test } from 'vitest'
import { CHANGES_MAX, compareDefinitions, machines } from './compare.ts'
import { pendingChanges } from './pending.ts'
import { domainXml, fixture } from './testing/fixture.ts'

const words = (before: string, after: string) =>
  compareDefinitions(before, after).changes.map(change => change.words)

describe('two versions', () => {
  const disk = (target: string, inside = '') =>
    `<disk type='file' device='disk'><driver name='qemu' type='qcow2'${inside}/><source file='/i/${target}.qcow2'/><target dev='${target}' bus='virtio'/></disk>`

  test('the same text, or the same meaning in another order and unit, differs in nothing', () => {
    const rich = fixture('rich-live.xml')
    expect(compareDefinitions(rich, rich).changes).toEqual([])
    expect(
      words(
        domainXml('<memory unit="KiB">4194304</memory><vcpu>2</vcpu>', disk('vda') + disk('vdb')),
        domainXml('<vcpu>2</vcpu><memory unit="GiB">4</memory>', disk('vdb') + disk('vda')),
      ),
    ).toEqual([])
  })

  test('sizes, devices and single facts are told in words', () => {
    expect(
      compareDefinitions(
        domainXml('<memory unit="GiB">4</memory>', disk('vda') + disk('vdb')),
        domainXml('<memory unit="GiB">8</memory>', disk('vda', " cache='none'") + disk('vdc')),
      ).changes,
    ).toEqual([
      {
        path: 'memory',
        kind: 'changed',
        title: 'Memory',
        words: 'Memory changed from 4 GiB to 8 GiB',
        before: '4 GiB',
        after: '8 GiB',
        part: { kind: 'memory', device: false, which: null },
        leaf: '',
        beforeBytes: 4 * 1024 ** 3,
        afterBytes: 8 * 1024 ** 3,
      },
      {
        path: 'devices/disk[vda]/driver@cache',
        kind: 'added',
        title: 'Disk vda',
        words: 'Disk vda: cache was set to none',
        before: null,
        after: 'none',
        part: { kind: 'disk', device: true, which: 'vda' },
        leaf: 'driver@cache',
      },
      {
        path: 'devices/disk[vdb]',
        kind: 'removed',
        title: 'Disk vdb',
        words: 'Disk vdb was removed: /i/vdb.qcow2, virtio, qcow2',
        before: '/i/vdb.qcow2, virtio, qcow2',
        after: null,
        part: { kind: 'disk', device: true, which: 'vdb' },
        leaf: null,
      },
      {
        path: 'devices/disk[vdc]',
        kind: 'added',
        title: 'Disk vdc',
        words: 'Disk vdc was added: /i/vdc.qcow2, virtio, qcow2',
        before: null,
        after: '/i/vdc.qcow2, virtio, qcow2',
        part: { kind: 'disk', device: true, which: 'vdc' },
        leaf: null,
      },
    ])
  })

  test('a size that changed by less than is shown is told as it is written', () => {
    expect(
      words(
        domainXml('<memory unit="KiB">4194304</memory>'),
        domainXml('<memory unit="KiB">4194305</memory>'),
      ),
    ).toEqual(['Memory changed from 4194304 KiB to 4194305 KiB'])
  })

  test('a card with another MAC address is the same card, changed', () => {
    const nic = (mac: string, network: string) =>
      domainXml(
        '',
        `<interface type='network'><mac address='${mac}'/><source network='${network}'/></interface>`,
      )
    expect(words(nic('52:54:00:00:00:01', 'lan'), nic('52:54:00:00:00:02', 'lan'))).toEqual([
      'Network card 52:54:00:00:00:01: MAC address changed from 52:54:00:00:00:01 to 52:54:00:00:00:02',
    ])
  })

  test('what is there by standing there comes and goes in words', () => {
    const cd = (readonly: string) =>
      domainXml('', `<disk device='cdrom'><target dev='sda'/>${readonly}</disk>`)
    expect(words(cd(''), cd('<readonly/>'))).toEqual(['Disk sda: read-only was set'])
    expect(words(cd('<readonly/>'), cd(''))).toEqual(['Disk sda: read-only is no longer set'])
  })

  test('thousands of changes end at the limit, and say so', () => {
    const many = (value: number) =>
      domainXml(
        '',
        Array.from({ length: 900 }, (_, at) => `<shmem name='s${at}'><size>${value}</size></shmem>`).join(''),
      )
    const { changes, more } = compareDefinitions(many(1), many(2))
    expect(changes).toHaveLength(CHANGES_MAX)
    expect(more).toBe(true)
  })
})

test('between two machines only what could be the same counts, and neither came first', () => {
  const machine = (uuid: string, mac: string, memory: number, devices = '') =>
    domainXml(
      `<memory unit="GiB">${memory}</memory>`,
      `<interface type='network'><mac address='${mac}'/><source network='lan'/><address type='pci' domain='0' bus='${memory}' slot='0' function='0'/></interface>${devices}`,
    ).replace(/<uuid>.*<\/uuid>/, `<uuid>${uuid}</uuid>`)
  const a = machine(
    '1f3b8a52-6a1e-4b7c-9d43-2a5c7e910b11',
    '52:54:00:00:00:01',
    1,
    '<watchdog model="itco"/>',
  )
  const b = machine('2f3b8a52-6a1e-4b7c-9d43-2a5c7e910b11', '52:54:00:00:00:02', 2)
  expect(compareDefinitions(a, b, machines).changes.map(change => change.words)).toEqual([
    'Memory is 1 GiB here, 2 GiB there',
    'Watchdog itco is only here',
  ])
})

describe('running and stored', () => {
  const pending = (live: string, stored: string) =>
    pendingChanges(live, stored).changes.map(change => change.words)

  test('what a person changed for the next boot is told', () => {
    expect(
      pending(
        domainXml('<memory unit="KiB">4194304</memory><vcpu current="2">4</vcpu>', ''),
        domainXml('<memory unit="KiB">8388608</memory><vcpu>4</vcpu>', '<watchdog model="i6300esb"/>'),
      ),
    ).toEqual([
      'Memory: 4 GiB now, 8 GiB at next boot',
      'Virtual CPUs: plugged in 2 now, 4 at next boot',
      'Watchdog i6300esb comes at next boot',
    ])
  })

  test('a disk that was plugged into the running machine alone, and an exchanged CD, are told', () => {
    const cd = (source: string) =>
      `<disk device='cdrom' type='file'>${source}<target dev='sda' bus='sata'/></disk>`
    expect(
      pending(
        domainXml(
          '',
          `${cd("<source file='/iso/a.iso' index='4'/>")}<disk><source file='/x'/><target dev='vdb'/></disk>`,
        ),
        domainXml('', cd('')),
      ),
    ).toEqual([
      'Disk sda: file /iso/a.iso now, not set at next boot',
      'Disk vdb is there now, gone at next boot (/x)',
    ])
  })

  test('what libvirt fills in is no difference', () => {
    const live = `
      <interface type='bridge'><mac address='52:54:00:00:00:01'/><source network='lan' portid='1' bridge='virbr0'/><target dev='vnet3'/><alias name='net0'/><address type='pci' domain='0' bus='1' slot='0' function='0'/></interface>
      <serial type='pty'><source path='/dev/pts/3'/><target type='isa-serial' port='0'/><alias name='serial0'/></serial>
      <console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/><target type='serial' port='0'/></console>
      <channel type='unix'><source mode='bind' path='/run/x.0'/><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
      <graphics type='vnc' port='5901' autoport='yes' websocket='5701'><listen type='address' address='127.0.0.1'/></graphics>
      <hostdev mode='subsystem' type='pci'><driver name='vfio'/><source><address domain='0' bus='6' slot='0' function='0'/></source></hostdev>
      <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/><address bus='1' device='7'/></source></hostdev>
      <controller type='pci' index='5' model='pcie-root-port'/>`
    const stored = `
      <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/></interface>
      <serial type='pty'><target type='isa-serial' port='0'/></serial>
      <console type='pty'><target type='serial' port='0'/></console>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
      <graphics type='vnc' port='-1' autoport='yes'><listen type='address'/></graphics>
      <hostdev mode='subsystem' type='pci'><source><address domain='0' bus='6' slot='0' function='0'/></source></hostdev>
      <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source></hostdev>`
    expect(
      pending(
        domainXml(
          `<vcpu>2</vcpu><resource><partition>/machine</partition></resource><seclabel type='dynamic' model='dac'><label>+64055:+106</label></seclabel>
           <cpu mode='custom' match='exact' check='full'><model fallback='forbid'>EPYC</model><vendor>AMD</vendor><feature policy='require' name='x2apic'/><feature policy='require' name='hypervisor'/></cpu>`,
          live,
        ),
        domainXml("<vcpu current='2'>2</vcpu><cpu mode='host-model' check='partial'/>", stored),
      ),
    ).toEqual([])
  })

  test('another CPU topology and another network still count', () => {
    const machine = (cores: number, network: string) =>
      domainXml(
        `<cpu mode='host-model'><topology sockets='1' cores='${cores}' threads='1'/></cpu>`,
        `<interface type='network'><mac address='52:54:00:00:00:01'/><source network='${network}'/></interface>`,
      )
    expect(pending(machine(2, 'lan'), machine(4, 'dmz'))).toEqual([
      'CPU model: cores 2 now, 4 at next boot',
      'Network card 52:54:00:00:00:01: network lan now, dmz at next boot',
    ])
  })
})
