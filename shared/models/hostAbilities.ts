import { z } from 'zod'

/** What machines of one kind may have on a host (domain capabilities). */
export const MachineAbilities = z.object({
  arch: z.string().nullable(),
  /** kvm, qemu, xen, … */
  domainType: z.string().nullable(),
  /** The machine type that these are true of. */
  machine: z.string().nullable(),
  emulator: z.string().nullable(),
  vcpusMax: z.number().int().nullable(),
  /** bios, efi. */
  firmwares: z.array(z.string()),
  secureBoot: z.boolean(),
  cpuModes: z.array(z.string()),
  diskBuses: z.array(z.string()),
  graphics: z.array(z.string()),
  videos: z.array(z.string()),
  /** Kinds of host devices that can be handed over: usb, pci, scsi, … */
  passthrough: z.array(z.string()),
  sharedFolders: z.array(z.string()),
  tpms: z.array(z.string()),
  channels: z.array(z.string()),
  /** Features that are supported, by libvirt's names: vmcoreinfo, sev, … */
  features: z.array(z.string()),
})
export type MachineAbilities = z.infer<typeof MachineAbilities>

/** What a host can do, read from its capabilities. */
export const HostAbilities = z.object({
  arch: z.string().nullable(),
  cpuModel: z.string().nullable(),
  cpuVendor: z.string().nullable(),
  cpuFeatures: z.array(z.string()),
  /** Hardware virtualisation: machines run on the CPU itself. Null where the host doesn't say. */
  hardwareVirtualisation: z.boolean().nullable(),
  iommu: z.boolean().nullable(),
  liveMigration: z.boolean(),
  migrationTransports: z.array(z.string()),
  securityModels: z.array(z.string()),
  powerStates: z.array(z.string()),
  pageSizes: z.array(z.number()),
  numa: z.array(
    z.object({
      id: z.number().int().nullable(),
      memoryBytes: z.number().nullable(),
      cpus: z.number().int().nullable(),
    }),
  ),
  guests: z.array(
    z.object({
      arch: z.string(),
      osType: z.string(),
      domainTypes: z.array(z.string()),
      machineTypes: z.number().int(),
    }),
  ),
  machine: MachineAbilities.nullable(),
})
export type HostAbilities = z.infer<typeof HostAbilities>
