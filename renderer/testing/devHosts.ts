import type { ConnectionEvent, HostCandidates, HostDevices } from '../../shared/contract/index.ts'
import type { HostCandidate, HostView, InheritedOption } from '../../shared/models/host.ts'
import type { HostAbilities } from '../../shared/models/hostAbilities.ts'

/** Options as a site, ssh config and the product would have them. */
export function inherited(uri: string | null): InheritedOption[] {
  const ssh = uri?.includes('ssh') ?? false
  const said = (
    option: InheritedOption['option'],
    value: string,
    from: InheritedOption['from'] = 'default',
    place: string | null = null,
  ): InheritedOption => ({ option, value, from, place })
  return [
    said('transport', 'builtin'),
    ssh ? said('identityFiles', '~/.ssh/fleet', 'sshConfig', '~/.ssh/config:4') : said('identityFiles', ''),
    said('useAgent', 'true'),
    said('compression', 'false'),
    said('jump', ssh ? 'door.fra' : '', ssh ? 'site' : 'default', ssh ? 'fra' : null),
    said('readOnly', 'false'),
    said('tickMs', '2000'),
    said('backgroundTickMs', '10000'),
    said('keepaliveSeconds', '5'),
    said('keepaliveCount', '3'),
    said('connectTimeoutMs', '10000'),
  ]
}

const candidate = (uri: string, part: Partial<HostCandidate>): HostCandidate => ({
  uri,
  name: null,
  site: null,
  options: {},
  source: 'sshConfig',
  place: '~/.ssh/config:3',
  detail: null,
  knownAs: null,
  warnings: [],
  problem: null,
  ...part,
})

/** What the made-up computer knows of. */
export const candidates: HostCandidate[] = [
  candidate('qemu:///system', { source: 'local', place: '/run/libvirt/libvirt-sock', detail: 'desk' }),
  candidate('qemu+ssh://rack7/system', { detail: 'ops@kvm7.example.net:2200 via door' }),
  candidate('qemu+ssh://github.com/system', { warnings: ['codeHost'] }),
  candidate('qemu+ssh://kvm9.example.net/system', { source: 'knownHosts', place: '~/.ssh/known_hosts:9' }),
]

/** A list, a host a line. */
export const listed = ({ text, fileName }: { text: string; fileName: string }): HostCandidates => ({
  candidates: text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line, index) => candidate(line.trim(), { source: 'file', place: `${fileName}:${index + 1}` })),
  notes: [],
})

async function forever(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
}

/** A host that was lost once this hour. */
export async function* connection(
  host: HostView | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ConnectionEvent> {
  const nowMs = Date.now()
  const live = host?.state.phase === 'live' || host?.state.phase === 'degraded'
  yield {
    spells: [
      {
        beganAtMs: nowMs - 7_200_000,
        endedAtMs: nowMs - 3_700_000,
        lastMs: nowMs - 3_700_000,
        phase: 'live',
        problem: null,
        times: 1,
      },
      {
        beganAtMs: nowMs - 3_700_000,
        endedAtMs: nowMs - 3_600_000,
        lastMs: nowMs - 3_610_000,
        phase: 'waiting',
        problem: { code: 'tcp.timeout', message: 'Port 22 did not answer in time.' },
        times: 4,
      },
      {
        beganAtMs: nowMs - 3_600_000,
        endedAtMs: null,
        lastMs: nowMs,
        phase: host?.state.phase ?? 'live',
        problem: host?.state.problem ?? null,
        times: 1,
      },
    ],
    roundTrips: Array.from({ length: 200 }, (_, at) => ({
      atMs: nowMs - (200 - at) * 5_000,
      ms: at > 80 && at < 90 ? null : 2 + Math.sin(at / 9) + (at % 7) / 5,
    })),
    connection: live
      ? {
          kind: 'ssh',
          serverVersion: 'OpenSSH_9.2p1 Debian-2',
          hostKey: null,
          authenticatedBy: 'key ~/.ssh/id_ed25519 (agent)',
          jumps: [],
          libvirtBy: { method: 'socket', path: '/run/libvirt/libvirt-sock' },
          channels: [
            { purpose: 'libvirt', detail: '/run/libvirt/libvirt-sock', openedAtMs: nowMs - 3_600_000 },
          ],
        }
      : null,
  }
  await forever(signal)
}

/** A few devices, one of them handed over. */
export async function* devices(signal: AbortSignal | undefined): AsyncGenerator<HostDevices> {
  const device = (name: string, part: Partial<HostDevices['items'][number]>) => ({
    name,
    parent: 'computer',
    capability: 'pci',
    product: null,
    vendor: null,
    iommuGroup: null,
    address: null,
    driver: null,
    usedBy: [],
    ...part,
  })
  yield {
    items: [
      device('computer', { parent: null, capability: 'system' }),
      device('pci_0000_01_00_0', {
        product: 'GA102GL [RTX A5000]',
        vendor: 'NVIDIA Corporation',
        iommuGroup: 13,
        address: '0000:01:00.0',
        driver: 'vfio-pci',
      }),
      device('pci_0000_01_00_1', {
        product: 'GA102 High Definition Audio Controller',
        vendor: 'NVIDIA Corporation',
        iommuGroup: 13,
        address: '0000:01:00.1',
        driver: 'vfio-pci',
      }),
      device('net_eth0', { capability: 'net', address: 'eth0' }),
    ],
    asOfMs: Date.now(),
    stale: false,
  }
  await forever(signal)
}

/** What a plain server can do. */
export const abilities: HostAbilities = {
  arch: 'x86_64',
  cpuModel: 'EPYC-Milan',
  cpuVendor: 'AMD',
  cpuFeatures: ['svm', 'npt'],
  hardwareVirtualisation: true,
  iommu: true,
  liveMigration: true,
  migrationTransports: ['tcp', 'rdma'],
  securityModels: ['apparmor', 'dac'],
  powerStates: ['suspend_mem'],
  pageSizes: [4096, 2_097_152],
  numa: [
    { id: 0, memoryBytes: 256 * 1024 ** 3, cpus: 32 },
    { id: 1, memoryBytes: 256 * 1024 ** 3, cpus: 32 },
  ],
  guests: [{ arch: 'x86_64', osType: 'hvm', domainTypes: ['qemu', 'kvm'], machineTypes: 40 }],
  machine: null,
}
