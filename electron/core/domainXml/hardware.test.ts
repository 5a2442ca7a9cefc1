import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HardwareGroup } from '../../../shared/models/machineDetails.ts'
import { DomainXmlError } from './errors.ts'
import { describeHardware } from './hardware.ts'
import { deviceKinds } from './partKinds.ts'
import { domainXml, fixture, fixturePath } from './testing/fixture.ts'

const devicesOf = (xml: string) => describeHardware(xml).flatMap(group => group.devices)
const deviceOf = (xml: string, title: string) => {
  const found = devicesOf(xml).find(device => device.title === title)
  if (!found) throw new Error(`no ${title} among: ${devicesOf(xml).map(device => device.title)}`)
  return found
}
const factsOf = (xml: string, title: string) =>
  Object.fromEntries(deviceOf(xml, title).facts.map(({ label, value }) => [label, value]))

describe('a rich machine', () => {
  const xml = fixture('rich-live.xml')

  test('every device has a title, stands in a group, and points to its line', () => {
    const groups = describeHardware(xml)
    expect(HardwareGroup.array().parse(groups)).toEqual(groups)
    const lines = xml.split('\n')
    for (const group of groups)
      for (const { kind, line } of group.devices) expect(lines[line - 1]).toContain(`<${kind}`)
    const written = xml
      .slice(xml.indexOf('<devices>'), xml.indexOf('</devices>'))
      .match(/^ {4}<[a-zA-Z]/gm)?.length
    const shown = groups.flatMap(group => group.devices).filter(({ id }) => id.startsWith('devices/'))
    expect(shown).toHaveLength(written ?? -1)
    expect(groups.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['general', 'cpu', 'memory', 'boot', 'storage', 'network', 'display', 'ports']),
    )
  })

  test('a disk says where it lies, how it is cached and where it is plugged', () => {
    expect(factsOf(xml, 'Disk vda')).toMatchObject({
      File: '/var/lib/libvirt/images/warehouse.qcow2',
      Format: 'qcow2',
      Cache: 'none',
      Discard: 'unmap',
      Bus: 'virtio',
      'Serial number': 'WD-1234',
      Address: 'PCI 0000:04:00.0',
      'Backing file': '/var/lib/libvirt/images/base.img',
    })
    expect(factsOf(xml, 'Disk sda')).toMatchObject({ 'Shared between machines': 'yes' })
  })

  test('sizes are said in their unit, with what is written beside', () => {
    expect(deviceOf(xml, 'Memory').facts).toEqual([
      { path: '', label: 'Value', value: '16 GiB', raw: '16777216 KiB', bytes: 16 * 1024 ** 3 },
    ])
    expect(factsOf(xml, 'Virtual CPUs')).toMatchObject({ Value: '8', 'Plugged in': '4' })
  })

  test('names that a machine cannot have twice keep two devices apart', () => {
    const ids = devicesOf(xml).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('every kind of device that libvirt knows has a word; an unknown one is shown as it is', () => {
  for (const kind of Object.keys(deviceKinds)) {
    const [device] = devicesOf(domainXml('', `<${kind} model='m'><target dev='x'/></${kind}>`)).filter(each =>
      each.id.startsWith('devices/'),
    )
    expect(device?.title, kind).not.toMatch(/^</)
  }
  const strange = domainXml('<warp factor="9"/>', '<hyperdrive kind="x"><ring>3</ring></hyperdrive>')
  expect(factsOf(strange, '<hyperdrive>')).toEqual({ Kind: 'x', Ring: '3' })
  expect(factsOf(strange, '<warp>')).toEqual({ Factor: '9' })
})

test('hundreds of CPU features are lists by what is asked of them', () => {
  const features = Array.from({ length: 300 }, (_, at) => `<feature policy='require' name='f${at}'/>`)
  const xml = domainXml(
    `<cpu mode='custom'><model fallback='forbid'>EPYC</model>${features.join('')}<feature policy='disable' name='svm'/></cpu>`,
  )
  const facts = factsOf(xml, 'CPU model')
  expect(facts).toMatchObject({ Model: 'EPYC', 'Features: disable': 'svm' })
  expect(facts['Features: require']?.split(', ')).toHaveLength(300)
})

test('host devices, TPM, NUMA, launch security and QEMU arguments are told', () => {
  const xml = domainXml(
    `<numatune><memory mode='strict' nodeset='0'/></numatune>
     <cputune><vcpupin vcpu='0' cpuset='2'/><vcpupin vcpu='1' cpuset='3'/></cputune>
     <launchSecurity type='sev'><policy>0x0003</policy></launchSecurity>
     <qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-s'/></qemu:commandline>`,
    `<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='6' slot='2' function='1'/></source></hostdev>
     <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>`,
  )
  expect(factsOf(xml, 'CPU tuning')).toMatchObject({ 'Vcpupin 0 CPUSET': '2', 'Vcpupin 1 CPUSET': '3' })
  expect(factsOf(xml, 'Launch security')).toMatchObject({ Type: 'sev', Policy: '0x0003' })
  expect(factsOf(xml, 'TPM tpm-crb 2.0')).toMatchObject({ Backend: 'emulator', Version: '2.0' })
  expect(devicesOf(xml).map(({ title }) => title)).toContain('QEMU commandline')
  const host = devicesOf(xml).find(({ kind }) => kind === 'hostdev')
  expect(host?.facts).toContainEqual({
    path: 'source/address',
    label: 'Address on the host',
    value: '0000:06:02.1',
    raw: 'domain=0 bus=6 slot=2 function=1',
  })
})

describe('hostile text', () => {
  test('what is no domain is refused with a place', () => {
    for (const xml of ['', '<domain>', '<pool/>', '<!DOCTYPE x><domain/>', '\0'])
      expect(() => describeHardware(xml)).toThrow(DomainXmlError)
  })

  test('passwords are never told, long values are cut, counts are bounded', () => {
    const long = 'x'.repeat(100_000)
    const many = '<disk><target dev="vda"/></disk>'.repeat(5000)
    const xml = domainXml(
      '',
      `<graphics type='vnc' passwd='hunter2'/><disk><source file='${long}'/></disk>${many}`,
    )
    const text = JSON.stringify(describeHardware(xml))
    expect(text).not.toContain('hunter2')
    expect(text.length).toBeLessThan(2_000_000)
    const ids = devicesOf(xml).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('no name of an element, attribute or value breaks it', () => {
    const name = fc.constantFrom(
      'constructor',
      '__proto__',
      'address',
      'feature',
      'disk',
      'memory',
      'toString',
      'a',
    )
    const element: fc.Arbitrary<string> = fc.letrec<{ it: string }>(tie => ({
      it: fc
        .record({
          name,
          attributes: fc.dictionary(
            fc.constantFrom('name', 'type', 'unit', 'bus', 'slot', 'constructor'),
            fc.stringMatching(/^[\w%[\]/@-]{0,8}$/),
          ),
          children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('it'), { maxLength: 4 })),
        })
        .map(
          each =>
            `<${each.name}${Object.entries(each.attributes)
              .map(([key, value]) => ` ${key}="${value}"`)
              .join('')}>${each.children.join('')}</${each.name}>`,
        ),
    })).it
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 5 }),
        fc.array(element, { maxLength: 5 }),
        (top, devices) => {
          const groups = describeHardware(domainXml(top.join(''), devices.join('')))
          const ids = groups.flatMap(group => group.devices.map(({ id }) => id))
          expect(new Set(ids).size).toBe(ids.length)
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('every fixture is described', () => {
  const names = readdirSync(fixturePath('.')).filter(name => name !== 'pool-rbd.xml')
  for (const name of names) expect(devicesOf(fixture(name)).length, name).toBeGreaterThan(8)
})
