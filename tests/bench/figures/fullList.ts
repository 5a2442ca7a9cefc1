import { type Lab, type HostRelay, startManyHosts } from '../../lab/index.ts'
import { run as command } from '../../lab/command.ts'
import { CoreProcess } from '../coreProcess.ts'
import { atMost, type Figure, forTheRecord, formatNumber, median } from '../figure.ts'
import { python } from '../python.ts'

/** The name that runs these figures alone. */
export const name = 'full-list'

const MACHINES = 1_000
const ONE_WAY_MS = 25
const RUNS = 5
/** Definitions that the peer reads one by one; all of them would take minutes. */
const PEER_SAMPLE = 50

interface Sample {
  openedMs: number
  listedMs: number
  answered: number
  definedMs: number
}

/**
 * One host with 1,000 shut-off QEMU machines behind a relay with 25 ms each way: from the start of a new core with
 * an empty data folder to all of them listed with state, then to all their definitions. Its peers take the
 * same way: `virsh list --all`, and python3-libvirt reading definitions one by one.
 */
export async function run(): Promise<Figure[]> {
  await using lab = await startManyHosts(1, { name: 'full-list', driver: 'qemu', machines: MACHINES })
  const way = await lab.relayTo(lab.host(0), { delayMs: ONE_WAY_MS })
  const samples: Sample[] = []
  for (let time = 0; time < RUNS; time += 1) samples.push(await sample(lab, way))
  const virsh = await timed(() => virshList(lab, way))
  const oneByOne = await peerDefinitions(way)
  return figures(samples, virsh.seconds, oneByOne)
}

async function sample(lab: Lab, way: HostRelay): Promise<Sample> {
  const host = lab.host(0)
  // Ticks are not what is measured here; the first one comes as always.
  const options = { tickMs: 60_000, backgroundTickMs: 60_000 }
  const planned = { uri: way.uriFor(), name: host.name, fingerprint: host.hostKeyFingerprint, options }
  await using core = await CoreProcess.open([planned], lab.identityFile)
  const [opened, listed, defined] = await Promise.all([
    core.openedLibvirt(60_000),
    core.listed(60_000),
    core.defined(120_000),
  ])
  if (listed.machines !== MACHINES) throw new Error(`${listed.machines} machines were listed with state`)
  return {
    openedMs: opened.atMs,
    listedMs: listed.atMs,
    answered: listed.answered,
    definedMs: defined.atMs,
  }
}

async function virshList(lab: Lab, way: HostRelay): Promise<void> {
  const { stdout } = await command(['virsh', '-q', '-c', way.peerUri(), 'list', '--all'], {
    timeoutMs: 300_000,
  })
  const rows = stdout.trim().split('\n').length
  if (rows !== MACHINES) throw new Error(`virsh listed ${rows} machines of ${lab.host(0).name}`)
}

const PEER = `
import libvirt, sys, time
connection = libvirt.open(sys.argv[1])
machines = connection.listAllDomains()[:int(sys.argv[2])]
start = time.perf_counter()
for machine in machines:
    machine.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
print(time.perf_counter() - start)
`

/** Seconds that python3-libvirt takes for all definitions, one after the other, by a sample of them. */
async function peerDefinitions(way: HostRelay): Promise<number> {
  const seconds = Number(await python(PEER, way.peerUri(), String(PEER_SAMPLE)))
  return (seconds * MACHINES) / PEER_SAMPLE
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const began = performance.now()
  const value = await work()
  return { seconds: (performance.now() - began) / 1_000, value }
}

function figures(samples: readonly Sample[], virshSeconds: number, oneByOneSeconds: number): Figure[] {
  const seconds = (of: (sample: Sample) => number) => samples.map(one => of(one) / 1_000)
  const runs = (values: readonly number[]) => `runs: ${values.map(value => value.toFixed(2)).join(', ')} s`
  const size = `${MACHINES.toLocaleString('en')} machines at ${2 * ONE_WAY_MS} ms`
  const listed = seconds(({ listedMs }) => listedMs)
  const behind = seconds(({ listedMs, openedMs }) => listedMs - openedMs)
  const defined = seconds(({ listedMs, definedMs }) => definedMs - listedMs)
  return [
    atMost(`${size}: start to full list`, median(listed), 2, 's', {
      peer: `virsh list --all: ${formatNumber(virshSeconds)} s`,
      note: `${runs(listed)}; name, connection, key exchange and login included`,
    }),
    atMost(`${size}: full list after libvirt has opened`, median(behind), 0.5, 's', { note: runs(behind) }),
    atMost(`${size}: calls to the full list`, Math.max(...samples.map(one => one.answered)), 10, 'calls', {
      peer: 'virsh list --all: 1,009 calls',
    }),
    atMost(`${size}: all definitions, behind the list`, median(defined), 3, 's', {
      peer: `python3-libvirt one by one: ${formatNumber(oneByOneSeconds)} s`,
      note: `${runs(defined)}; the peer by a sample of ${PEER_SAMPLE}, times ${MACHINES / PEER_SAMPLE}`,
    }),
    forTheRecord(`${size}: start to libvirt opened`, median(seconds(({ openedMs }) => openedMs)), 's'),
  ]
}
