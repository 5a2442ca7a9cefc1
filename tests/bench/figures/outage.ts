import { setTimeout as sleep } from 'node:timers/promises'
import { run as command } from '../../lab/command.ts'
import type { Lab } from '../../lab/index.ts'
import { inside } from '../../lab/namespace.ts'
import { atMost, type Figure, median } from '../figure.ts'
import { startLabFleet, untilAllLive, untilNoneLive } from '../labFleet.ts'

/** The name that runs this figure alone. */
export const name = 'outage'

const HOSTS = 20
const MACHINES = 20
const RUNS = 3
/** How long the link stays away after the last host was found lost. */
const AWAY_MS = 10_000
const PROMPT_MS = 3_000

/**
 * Twenty hosts behind one link that goes silent (no carrier is lost on this side, so that only the
 * product's own probing can notice) until all are lost, and comes back: from then to all live again, and
 * the logins each host accepted for it. Keepalive and back-off as they are by default.
 */
export async function run(): Promise<Figure[]> {
  await using fleet = await startLabFleet(HOSTS, { name: 'outage', machines: MACHINES })
  const { core, lab, hostIds } = fleet
  const seconds: number[] = []
  const logins: number[] = []
  const lost: number[] = []
  for (let time = 0; time < RUNS; time += 1) {
    const before = lab.hosts.map(host => host.acceptedLogins)
    const beganAt = performance.now()
    await switchPower(lab, 'down')
    try {
      await untilNoneLive(core, hostIds, 60_000)
      lost.push((performance.now() - beganAt) / 1_000)
      await sleep(AWAY_MS)
    } finally {
      await switchPower(lab, 'up')
    }
    const backAt = performance.now()
    await untilAllLive(core, hostIds, 60_000)
    seconds.push((performance.now() - backAt) / 1_000)
    logins.push(...lab.hosts.map((host, index) => host.acceptedLogins - (before[index] ?? 0)))
    // A person has seen them come back; then the next outage.
    await sleep(PROMPT_MS)
  }
  const runs = seconds.map(one => one.toFixed(2)).join(', ')
  return [
    atMost(`link of ${HOSTS} hosts back after an outage: all live`, median(seconds), 3, 's', {
      peer: 'virt-manager: never',
      note: `runs: ${runs} s; all found lost after ${median(lost).toFixed(1)} s, by keepalive`,
    }),
    atMost(`link of ${HOSTS} hosts back after an outage: logins per host`, Math.max(...logins), 1, 'logins', {
      note: `at least ${Math.min(...logins)} each`,
    }),
  ]
}

/** The switch between this machine and all hosts stops forwarding, or begins again. */
async function switchPower(lab: Lab, state: 'up' | 'down'): Promise<void> {
  await command(inside(lab.network.namespace.initPid, ['ip', 'link', 'set', 'br0', state]))
}
