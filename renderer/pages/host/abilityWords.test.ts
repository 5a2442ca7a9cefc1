// @vitest-environment node
import { expect, test } from 'vitest'
import { abilities } from '../../testing/devHosts.ts'
import { hostAbilityWords, machineAbilityWords } from './abilityWords.ts'

test('says what a host can do and what it can’t', () => {
  const words = hostAbilityWords({ ...abilities, iommu: false })
  expect(words).toContainEqual({ can: true, words: 'Runs machines on the CPU itself (KVM)' })
  expect(words).toContainEqual({ can: false, words: 'No IOMMU: PCI devices can’t be handed over' })
  expect(hostAbilityWords({ ...abilities, securityModels: ['none'] })).toContainEqual({
    can: false,
    words: 'No security model keeps machines apart',
  })
  expect(words).toContainEqual({ can: true, words: 'Gives machines large pages (2 MiB)' })
})

test('what a host does not say is left out', () => {
  const words = hostAbilityWords({ ...abilities, iommu: null, hardwareVirtualisation: null, guests: [] })
  expect(words.some(({ words: text }) => /IOMMU|KVM|guests/.test(text))).toBe(false)
})

test('says what machines can have', () => {
  const machine = {
    arch: 'x86_64',
    domainType: 'kvm',
    machine: 'pc-q35-7.2',
    emulator: '/usr/bin/qemu',
    vcpusMax: 288,
    firmwares: ['bios', 'efi'],
    secureBoot: false,
    cpuModes: [],
    diskBuses: ['virtio'],
    graphics: [],
    videos: [],
    passthrough: ['pci'],
    sharedFolders: [],
    tpms: [],
    channels: [],
    features: [],
  }
  expect(machineAbilityWords(machine).map(({ words }) => words)).toEqual([
    'Up to 288 vCPUs a machine (pc-q35-7.2)',
    'Starts them with bios, efi',
    'No secure boot',
    'Disks on virtio',
    'Host devices: pci',
    'No TPM',
  ])
})
