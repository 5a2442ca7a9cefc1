import type { HostAbilities, MachineAbilities } from '../../../shared/models/hostAbilities.ts'
import { formatBytes } from '../../../shared/units.ts'
import { t } from '../../words/index.ts'

/** Something that a host can do, or can't. */
export interface Ability {
  can: boolean
  words: string
}

const can = (words: string): Ability => ({ can: true, words })
const cannot = (words: string): Ability => ({ can: false, words })
const some = (list: readonly string[], words: (list: string) => string): Ability[] =>
  list.length === 0 ? [] : [can(words(list.join(', ')))]

/** What the host itself can do, in words. */
export function hostAbilityWords(host: HostAbilities): Ability[] {
  const { hardwareVirtualisation, iommu, migrationTransports } = host
  // libvirt names the absence of a model as one.
  const securityModels = host.securityModels.filter(model => model !== 'none')
  const large = host.pageSizes.filter(size => size > 65_536).map(size => formatBytes(size))
  const arches = [...new Set(host.guests.map(guest => guest.arch))]
  return [
    ...(hardwareVirtualisation === null
      ? []
      : [hardwareVirtualisation ? can(t('host.can.kvm')) : cannot(t('host.can.noKvm'))]),
    ...(iommu === null ? [] : [iommu ? can(t('host.can.iommu')) : cannot(t('host.can.noIommu'))]),
    host.liveMigration
      ? can(t('host.can.live', { transports: migrationTransports.join(', ') || 'tcp' }))
      : cannot(t('host.can.noLive')),
    securityModels.length > 0
      ? can(t('host.can.security', { models: securityModels.join(', ') }))
      : cannot(t('host.can.noSecurity')),
    ...some(host.powerStates, states => t('host.can.power', { states })),
    ...some(large, sizes => t('host.can.hugePages', { sizes })),
    ...some(arches, list => t('host.can.guests', { arches: list })),
  ]
}

/** What machines on the host can have, in words. */
export function machineAbilityWords(machine: MachineAbilities): Ability[] {
  return [
    ...(machine.vcpusMax === null
      ? []
      : [can(t('host.can.vcpusMax', { count: machine.vcpusMax, machine: machine.machine ?? '' }))]),
    ...some(machine.firmwares, firmwares => t('host.can.firmware', { firmwares })),
    machine.secureBoot ? can(t('host.can.secureBoot')) : cannot(t('host.can.noSecureBoot')),
    ...some(machine.cpuModes, modes => t('host.can.cpuModes', { modes })),
    ...some(machine.diskBuses, buses => t('host.can.disks', { buses })),
    ...some(machine.graphics, types => t('host.can.graphics', { types })),
    ...some(machine.videos, types => t('host.can.video', { types })),
    ...some(machine.passthrough, types => t('host.can.passthrough', { types })),
    ...some(machine.sharedFolders, types => t('host.can.folders', { types })),
    ...(machine.tpms.length > 0
      ? [can(t('host.can.tpm', { types: machine.tpms.join(', ') }))]
      : [cannot(t('host.can.noTpm'))]),
    ...some(machine.features, types => t('host.can.features', { types })),
  ]
}
