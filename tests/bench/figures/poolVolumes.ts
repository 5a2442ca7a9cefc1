import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostRelay, type Lab, type LabHost, startLab } from '../../lab/index.ts'
import { CoreProcess } from '../coreProcess.ts'
import { atMostOfPeer, type Figure, median } from '../figure.ts'
import { python } from '../python.ts'

/** The name that runs this figure alone. */
export const name = 'pool-volumes'

const POOL = 'many'
const VOLUMES = 1_000
const ONE_WAY_MS = 25
const RUNS = 3
/** Volumes that the peer reads one by one; all of them would take a minute. */
const PEER_SAMPLE = 50
/** The share of the peer’s time that is allowed. */
const OF_PEER = 0.1

/**
 * One host with 1,000 files in one pool behind a relay with 25 ms each way: from the moment a new core is live to the
 * size, format and backing file of every volume. Its peer takes the same way: python3-libvirt reading the volumes'
 * descriptions one by one.
 */
export async function run(): Promise<Figure[]> {
  await using lab = await startLab({ hosts: 1, guests: 'none', name: 'pool-volumes' })
  const host = lab.host(0)
  await addPool(host)
  const way = await lab.relayTo(host, { delayMs: ONE_WAY_MS })
  const seconds: number[] = []
  for (let time = 0; time < RUNS; time += 1) seconds.push(await sample(lab, way))
  return [figure(seconds, await peerSeconds(way))]
}

async function addPool(host: LabHost): Promise<void> {
  const folder = `/var/lib/libvirt/${POOL}`
  mkdirSync(host.pathOf(folder))
  for (let index = 0; index < VOLUMES; index += 1)
    writeFileSync(host.pathOf(join(folder, `volume-${index}.img`)), 'tiny')
  await host.virsh(['pool-create-as', POOL, 'dir', '--target', folder])
}

/** Seconds from live to all volumes known. */
async function sample(lab: Lab, way: HostRelay): Promise<number> {
  const host = lab.host(0)
  // Ticks are not what is measured here; the first one comes as always.
  const options = { tickMs: 60_000, backgroundTickMs: 60_000 }
  const planned = { uri: way.uriFor(), name: host.name, fingerprint: host.hostKeyFingerprint, options }
  await using core = await CoreProcess.open([planned], lab.identityFile)
  const [listed, read] = await Promise.all([core.listed(60_000), core.volumesRead(180_000)])
  if (read.volumes < VOLUMES) throw new Error(`${read.volumes} volumes are known`)
  return (read.atMs - listed.atMs) / 1_000
}

const PEER = `
import libvirt, sys, time
connection = libvirt.open(sys.argv[1])
volumes = connection.storagePoolLookupByName(sys.argv[2]).listAllVolumes()[:int(sys.argv[3])]
start = time.perf_counter()
for volume in volumes:
    volume.XMLDesc()
print(time.perf_counter() - start)
`

/** Seconds that python3-libvirt takes for all volumes, one after the other, by a sample of them. */
async function peerSeconds(way: HostRelay): Promise<number> {
  const seconds = Number(await python(PEER, way.peerUri(), POOL, String(PEER_SAMPLE)))
  return (seconds * VOLUMES) / PEER_SAMPLE
}

function figure(seconds: readonly number[], peerSeconds: number): Figure {
  const size = `${VOLUMES.toLocaleString('en')} volumes of a pool at ${2 * ONE_WAY_MS} ms`
  const peer = { name: 'python3-libvirt one by one', measured: peerSeconds }
  const runs = seconds.map(value => value.toFixed(2)).join(', ')
  return {
    ...atMostOfPeer(`${size}: live to all volumes known`, median(seconds), OF_PEER, peer, 's'),
    note: `runs: ${runs} s; the peer by a sample of ${PEER_SAMPLE}, times ${VOLUMES / PEER_SAMPLE}`,
  }
}
