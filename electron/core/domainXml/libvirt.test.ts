import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { libvirtdMissing, startLibvirtd } from '../testing/libvirtd.ts'
import {
  parseCapabilities,
  parseDomain,
  parseNetwork,
  parseNodeDevice,
  parsePool,
  parseVolume,
  setTags,
} from './index.ts'
import { domainXml, fixture } from './testing/fixture.ts'
import { documents, virsh, virshPresent } from './testing/virsh.ts'

/** The rich fixture without what libvirt 9.0's test driver refuses; everything else passes through it. */
function acceptable(): string {
  return fixture('rich-live.xml')
    .replace("type='kvm' id='42'", "type='test'")
    .replace(" firmware='efi'", '')
    .replace(/ {4}<firmware>[\s\S]*?<\/firmware>\n/, '')
    .replace(/<watchdog model='itco'[^>]*>/, '')
    .replace(/<warpdrive[^>]*>/, '')
    .replace(/<graphics type='rdp'[\s\S]*?<\/graphics>/, '')
}

describe.skipIf(!virshPresent())('what libvirt itself writes', () => {
  test('every kind of document of the test driver is read', () => {
    const output = virsh([
      'dumpxml test',
      'pool-dumpxml default-pool',
      'vol-create-as default-pool a.qcow2 1G --format qcow2',
      'vol-dumpxml a.qcow2 default-pool',
      'net-dumpxml default',
      'nodedev-dumpxml scsi_host11',
      'capabilities',
    ])
    const read = <T>(root: string, parse: (xml: string) => T): T[] =>
      documents(output, root).map(xml => parse(xml))
    expect(read('domain', xml => parseDomain(xml))).toMatchObject([
      { name: 'test', vcpus: 2, memoryBytes: 2 * 1024 ** 3, memoryMaxBytes: 8 * 1024 ** 3, firmware: 'bios' },
    ])
    expect(read('pool', parsePool)).toMatchObject([
      { name: 'default-pool', type: 'dir', path: '/default-pool', capacityBytes: 100 * 1024 ** 3 },
    ])
    expect(read('volume', parseVolume)).toMatchObject([
      { name: 'a.qcow2', path: '/default-pool/a.qcow2', format: 'qcow2', capacityBytes: 1024 ** 3 },
    ])
    expect(read('network', parseNetwork)).toMatchObject([{ forward: 'nat', addresses: ['192.168.122.1/24'] }])
    expect(read('device', parseNodeDevice)).toMatchObject([{ name: 'scsi_host11', capability: 'scsi_host' }])
    expect(read('capabilities', parseCapabilities)).toMatchObject([
      { arch: 'i686', cpus: 16, numaNodes: 2, memoryBytes: 6 * 1024 ** 3 },
    ])
  })

  test('the rich machine keeps its meaning through libvirt’s own formatter', () => {
    const given = parseDomain(acceptable(), { active: false })
    const output = virsh(['define {machine.xml}', `dumpxml --inactive ${given.uuid}`], {
      'machine.xml': acceptable(),
    })
    const back = parseDomain(documents(output, 'domain')[0] ?? '', { active: false })
    const byTarget = (a: { target: string }, b: { target: string }): number => (a.target < b.target ? -1 : 1)
    expect({ ...back, disks: back.disks.toSorted(byTarget), devices: [], graphics: [] }).toEqual({
      ...given,
      // A copy under way is no part of a definition.
      files: given.files?.filter(file => file !== '/tmp/mirror.img'),
      disks: given.disks.toSorted(byTarget),
      devices: [],
      graphics: [],
    })
    expect(back.graphics.map(item => [item.type, item.listen, item.socket])).toEqual(
      given.graphics.map(item => [item.type, item.listen, item.socket]),
    )
    // The test driver drops what it does not know: the QEMU namespace, and crypto devices in 9.0.
    const known = given.devices.filter(name => name !== 'qemu:commandline' && !name.startsWith('crypto'))
    expect(back.devices).toEqual(expect.arrayContaining(known))
  })

  test('tags that were set survive a definition, beside another tool’s metadata', () => {
    const plain = domainXml('<memory>1024</memory><os><type>hvm</type></os>').replace("'kvm'", "'test'")
    const other = plain.replace('</uuid>', '</uuid>\n  <metadata><o:x xmlns:o="urn:o">kept</o:x></metadata>')
    for (const xml of [plain, other]) {
      const output = virsh(['define {vm.xml}', 'dumpxml vm'], {
        'vm.xml': setTags(xml, ['web', 'R&D', 'größer']),
      })
      const dumped = documents(output, 'domain')[0] ?? ''
      expect(parseDomain(dumped).tags).toEqual(['web', 'R&D', 'größer'])
      expect(dumped.includes('kept')).toBe(xml === other)
      const again = virsh(['define {vm.xml}', 'dumpxml vm'], { 'vm.xml': setTags(dumped, []) })
      expect(again).not.toContain('novacron')
    }
  })
})

const missing = libvirtdMissing()

describe.skipIf(missing !== null || !virshPresent())('what a real QEMU machine says of itself', () => {
  test('running and at rest', { timeout: 120_000 }, async () => {
    await using daemon = await startLibvirtd()
    const connection = daemon.clientUri('qemu', '/system')
    const image = join(daemon.folder, 'disk.img')
    writeFileSync(image, Buffer.alloc(1024 * 1024))
    const given = `<domain type='qemu'><name>real</name><memory unit='MiB'>32</memory><vcpu>2</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type></os><title>a &amp; b</title>
      <devices>
        <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'/><target dev='vda' bus='virtio'/></disk>
        <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
        <interface type='user'><mac address='52:54:00:12:34:56'/><model type='virtio'/></interface>
        <graphics type='vnc' port='-1' autoport='yes' passwd='tops3crt'><listen type='address' address='127.0.0.1'/></graphics>
        <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
        <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
      </devices></domain>`
    const domain = { 'real.xml': setTags(given, ['lab']) }
    const output = virsh(
      ['define {real.xml}', 'start real', 'dumpxml real', 'domuuid real'],
      domain,
      connection,
    )
    const rest = virsh(['dumpxml --inactive real', 'destroy real', 'undefine real'], {}, connection)
    const live = parseDomain(documents(output, 'domain')[0] ?? '')
    const inactive = parseDomain(documents(rest, 'domain')[0] ?? '')
    expect(live).toMatchObject({
      name: 'real',
      uuid: output.trim().split('\n').at(-1),
      title: 'a & b',
      tags: ['lab'],
      vcpus: 2,
      memoryBytes: 32 * 1024 ** 2,
      memoryMaxBytes: 32 * 1024 ** 2,
      osType: 'hvm',
      arch: 'x86_64',
      firmware: 'bios',
      disks: [
        { target: 'vda', bus: 'virtio', device: 'disk', format: 'raw', source: image },
        { target: 'sda', bus: 'sata', device: 'cdrom', source: null, readOnly: true },
      ],
      nics: [{ mac: '52:54:00:12:34:56', type: 'user', model: 'virtio', link: 'up' }],
      graphics: [{ type: 'vnc', listen: '127.0.0.1', port: expect.any(Number), socket: null }],
    })
    expect(live.devices).toEqual(
      expect.arrayContaining(['channel:org.qemu.guest_agent.0', 'rng:virtio', 'memballoon:virtio']),
    )
    expect(inactive.graphics).toEqual([
      { type: 'vnc', listen: '127.0.0.1', port: null, tlsPort: null, socket: null },
    ])
    // While the machine runs, libvirt names no format for a drive that is empty, and it sorts controllers otherwise.
    const disks = live.disks.map(disk => (disk.source === null ? { ...disk, format: 'raw' } : disk))
    const devices = inactive.devices.toSorted()
    expect({ ...inactive, devices }).toEqual({
      ...live,
      disks,
      graphics: inactive.graphics,
      devices: live.devices.toSorted(),
    })
  })
})
