import type { TestLibvirtd } from '../../testing/libvirtd.ts'
import type { Sshd } from '../../testing/sshd.ts'

/** For `startSshd`: shells that read no settings of whoever runs the test. */
export const ownHome = { config: ['SetEnv HOME=/nonexistent'] }

/** A URI of libvirt's test driver behind a private sshd; `port` where a relay stands in front. */
export function sshUri(
  sshd: Sshd,
  daemon: Pick<TestLibvirtd, 'socket'>,
  options: { port?: number; identity?: string; knownHosts?: string | null } = {},
): string {
  const { port = sshd.port, identity = sshd.identity.path, knownHosts = null } = options
  const known = knownHosts === null ? '' : `&known_hosts=${encodeURIComponent(knownHosts)}`
  return `test+ssh://${sshd.user}@127.0.0.1:${port}/default?socket=${daemon.socket}&keyfile=${identity}${known}`
}

/** What this process holds open: anything left over after a cycle makes the number grow. */
export function openHandles(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Waits until a condition holds, looking every 20 ms; rejects with `what` after most of a minute. */
export async function eventually(what: string, holds: () => boolean, timeoutMs = 45_000): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not happen: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
