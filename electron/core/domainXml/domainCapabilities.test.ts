import { expect, test } from 'vitest'
import { parseDomainCapabilities } from './domainCapabilities.ts'
import { DomainXmlError } from './errors.ts'

test('reads what a machine may have, and nothing of what is not supported', () => {
  const read = parseDomainCapabilities(`<domainCapabilities>
    <path>/usr/bin/qemu-system-x86_64</path><domain>kvm</domain><machine>pc-q35-7.2</machine><arch>x86_64</arch>
    <vcpu max='288'/>
    <os supported='yes'>
      <enum name='firmware'><value>bios</value><value>efi</value></enum>
      <loader supported='yes'><enum name='secure'><value>yes</value><value>no</value></enum></loader>
    </os>
    <cpu><mode name='host-passthrough' supported='yes'/><mode name='maximum' supported='no'/></cpu>
    <devices>
      <disk supported='yes'><enum name='bus'><value>virtio</value><value>sata</value></enum></disk>
      <hostdev supported='yes'><enum name='subsysType'><value>usb</value><value>pci</value></enum></hostdev>
      <tpm supported='no'><enum name='model'><value>tpm-crb</value></enum></tpm>
    </devices>
    <features><gic supported='no'/><vmcoreinfo supported='yes'/></features>
  </domainCapabilities>`)
  expect(read).toMatchObject({
    arch: 'x86_64',
    domainType: 'kvm',
    machine: 'pc-q35-7.2',
    vcpusMax: 288,
    firmwares: ['bios', 'efi'],
    secureBoot: true,
    cpuModes: ['host-passthrough'],
    diskBuses: ['virtio', 'sata'],
    passthrough: ['usb', 'pci'],
    tpms: [],
    graphics: [],
    features: ['vmcoreinfo'],
  })
})

test('refuses another document', () => {
  expect(() => parseDomainCapabilities('<capabilities/>')).toThrow(DomainXmlError)
})
