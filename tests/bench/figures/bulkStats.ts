import { connectLibvirt, type LibvirtClient, remote } from '../../../electron/core/libvirt/index.ts'
import { connectUnix, startLibvirtd } from '../../../electron/core/testing/libvirtd.ts'
import { atMostOfPeer, type Figure, forTheRecord, median } from '../figure.ts'
import { python } from '../python.ts'

/** The name that runs this figure alone. */
export const name = 'bulk-stats'

const MACHINES = 1000
const ROUNDS = 5
const CALLS = 12
const WARM_UP = 8

/** Latency and the client's own CPU (user and system) of one call. */
interface Sample {
  latencyMs: number
  cpuMs: number
}

const ARGS = { doms: [], stats: 0, flags: 0 }

/**
 * One connectGetAllDomainStats of 1,000 shut-off QEMU domains over a UNIX socket, decoded, beside
 * python3-libvirt's getAllDomainStats on the same daemon, in turns.
 */
export async function run(): Promise<Figure[]> {
  await using daemon = await startLibvirtd()
  await using libvirt = connectLibvirt(await connectUnix(daemon.socket), { callTimeoutMs: 120_000 })
  await libvirt.open({ uri: 'qemu:///system' })
  await defineMachines(libvirt)
  const before = libvirt.traffic.bytesIn
  const cold = await measure(libvirt)
  const replyBytes = libvirt.traffic.bytesIn - before
  for (let call = 0; call < WARM_UP; call++) await measure(libvirt)
  const ours: Sample[] = []
  const peers: Sample[] = []
  for (let round = 0; round < ROUNDS; round++) {
    peers.push(...(await measurePeer(daemon.clientUri('qemu', '/system'))))
    for (let call = 0; call < CALLS; call++) ours.push(await measure(libvirt))
  }
  return figures(ours, peers, cold, replyBytes)
}

function figures(ours: Sample[], peers: Sample[], cold: Sample, replyBytes: number): Figure[] {
  const [latency, cpu] = [middle(ours, 'latencyMs'), middle(ours, 'cpuMs')]
  const [peerLatency, peerCpu] = [middle(peers, 'latencyMs'), middle(peers, 'cpuMs')]
  const size = `${MACHINES} shut-off QEMU domains, ${Math.round(replyBytes / 1000)} kB`
  const peer = (measured: number) => ({ name: 'python3-libvirt', measured })
  return [
    atMostOfPeer(`bulk statistics of ${size}: latency`, latency, 1.15, peer(peerLatency), 'ms'),
    atMostOfPeer(`bulk statistics of ${size}: client CPU`, cpu, 1, peer(peerCpu), 'ms'),
    forTheRecord('bulk statistics: client CPU of the very first call of a process', cold.cpuMs, 'ms'),
  ]
}

function middle(samples: readonly Sample[], key: keyof Sample): number {
  return median(samples.map(sample => sample[key]))
}

async function defineMachines(libvirt: LibvirtClient): Promise<void> {
  const defines = Array.from({ length: MACHINES }, (_, index) =>
    libvirt.call(remote.domainDefineXml, { xml: machineXml(index) }, { timeoutMs: null }),
  )
  await Promise.all(defines)
}

function machineXml(index: number): string {
  const number = String(index).padStart(4, '0')
  return `<domain type='qemu'><name>bench-${number}</name><memory unit='MiB'>32</memory><vcpu>2</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'><source file='/nowhere/${number}.img'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
    <interface type='user'><model type='virtio'/></interface>
  </devices></domain>`
}

async function measure(libvirt: LibvirtClient): Promise<Sample> {
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  const { retStats } = await libvirt.call(remote.connectGetAllDomainStats, ARGS)
  const latencyMs = performance.now() - startMs
  const { user, system } = process.cpuUsage(cpu)
  if (retStats.length !== MACHINES) throw new Error(`${retStats.length} records came`)
  return { latencyMs, cpuMs: (user + system) / 1000 }
}

const PEER = `
import json, libvirt, resource, sys, time
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1000
connection = libvirt.open(sys.argv[1])
samples = []
for turn in range(int(sys.argv[2]) + 2):
    before, start = cpu(), time.perf_counter()
    records = connection.getAllDomainStats(0, 0)
    elapsed = (time.perf_counter() - start) * 1000
    samples.append({"latencyMs": elapsed, "cpuMs": cpu() - before})
    assert len(records) == int(sys.argv[3])
print(json.dumps(samples[2:]))
`

async function measurePeer(uri: string): Promise<Sample[]> {
  const stdout = await python(PEER, uri, String(CALLS), String(MACHINES))
  return JSON.parse(stdout) as Sample[]
}
