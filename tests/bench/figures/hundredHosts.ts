import { MANY_URI, startManyHosts } from '../../lab/index.ts'
import type { Figure } from '../figure.ts'
import { measureCore } from '../steady.ts'

/** The name that runs these figures alone. */
export const name = 'hundred-hosts'

const HOSTS = 100
const MACHINES_PER_HOST = 50
const TICK_MS = 5_000

/**
 * A hundred hosts, each over an SSH connection of its own, with 50 machines of libvirt's test driver each, a tick
 * every 5 s on every host and a window that shows the list: what the core uses once everything is loaded.
 */
export async function run(): Promise<Figure[]> {
  await using lab = await startManyHosts(HOSTS, { name: 'hundred', machines: MACHINES_PER_HOST })
  const options = { tickMs: TICK_MS, backgroundTickMs: TICK_MS }
  return await measureCore(
    {
      hosts: lab.hosts.map(host => ({
        uri: host.uriFor(MANY_URI.test),
        name: host.name,
        fingerprint: host.hostKeyFingerprint,
        options,
      })),
      identityFile: lab.identityFile,
      machines: HOSTS * MACHINES_PER_HOST,
      tickMs: TICK_MS,
    },
    {
      words: `${HOSTS} hosts × ${MACHINES_PER_HOST} machines, ${TICK_MS / 1_000} s tick`,
      cpuPercent: 35,
      delayMs: 30,
      rssMegabytes: 500,
    },
  )
}
