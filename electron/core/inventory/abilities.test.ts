import { expect, test } from 'vitest'
import { abilitiesOf } from './abilities.ts'

const xml = `<capabilities>
  <host>
    <cpu>
      <arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor><feature name='vmx'/>
      <pages unit='KiB' size='4'/><pages unit='KiB' size='2048'/>
    </cpu>
    <power_management><suspend_mem/></power_management>
    <iommu support='yes'/>
    <migration_features><live/><uri_transports><uri_transport>tcp</uri_transport></uri_transports></migration_features>
    <topology><cells num='1'><cell id='0'><memory unit='KiB'>1024</memory><cpus num='8'/></cell></cells></topology>
  </host>
  <guest><os_type>hvm</os_type><arch name='x86_64'><machine>pc</machine><domain type='qemu'/><domain type='kvm'/></arch></guest>
  <guest><os_type>hvm</os_type><arch name='aarch64'><domain type='qemu'/></arch></guest>
</capabilities>`

test('says what a host can do', () => {
  expect(abilitiesOf(xml, null)).toMatchObject({
    cpuFeatures: ['vmx'],
    hardwareVirtualisation: true,
    iommu: true,
    liveMigration: true,
    migrationTransports: ['tcp'],
    powerStates: ['suspend_mem'],
    pageSizes: [4096, 2_097_152],
    numa: [{ id: 0, memoryBytes: 1_048_576, cpus: 8 }],
    guests: [{ arch: 'x86_64', machineTypes: 1 }, { arch: 'aarch64' }],
    machine: null,
  })
})

test('a host without hardware virtualisation says so, and texts that are none say nothing', () => {
  expect(abilitiesOf(xml.replace("<domain type='kvm'/>", ''), '<x/>')).toMatchObject({
    hardwareVirtualisation: false,
    machine: null,
  })
  expect(abilitiesOf('<broken', null)).toBeNull()
  expect(abilitiesOf(null, null)).toBeNull()
})
