import type { HostAbilities } from '../../../shared/models/hostAbilities.ts'
import { parseCapabilities, parseDomainCapabilities } from '../domainXml/index.ts'
import { readable } from './resourceRows.ts'

/** What a host can do, from the texts that it gave; null before it gave any that can be read. */
export function abilitiesOf(xml: string | null, domainXml: string | null): HostAbilities | null {
  const host = xml === null ? null : readable(parseCapabilities, xml)
  if (host === null) return null
  const own = host.guests.filter(guest => guest.osType === 'hvm' && guest.arch === host.arch)
  return {
    arch: host.arch,
    cpuModel: host.cpuModel,
    cpuVendor: host.cpuVendor,
    cpuFeatures: host.cpuFeatures,
    hardwareVirtualisation:
      own.length === 0
        ? null
        : own.some(guest => guest.domainTypes.some(type => type === 'kvm' || type === 'hvf')),
    iommu: host.iommu,
    liveMigration: host.liveMigration,
    migrationTransports: host.migrationTransports,
    securityModels: host.securityModels,
    powerStates: host.powerStates,
    pageSizes: host.pageSizes,
    numa: host.numa,
    guests: host.guests.map(({ arch, osType, domainTypes, machines }) => ({
      arch,
      osType,
      domainTypes,
      machineTypes: machines.length,
    })),
    machine: domainXml === null ? null : readable(parseDomainCapabilities, domainXml),
  }
}
