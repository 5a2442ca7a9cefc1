import { setTimeout as sleep } from 'node:timers/promises'
import { type HostRelay, type Lab, startManyHosts } from '../../lab/index.ts'
import { CoreProcess } from '../coreProcess.ts'
import type { Traffic } from '../coreRequests.ts'
import { atMost, type Figure, median } from '../figure.ts'
import { TestDriver } from '../testDriver.ts'

/** The name that runs these figures alone. */
export const name = 'event-storm'

const MACHINES = 1_000
const STORM = { started: 400, paused: 100, redefined: 500 }
const CHANGED = STORM.started + STORM.redefined
const EVENTS = CHANGED + STORM.paused
const ONE_WAY_MS = 25
const RUNS = 3
/** What follows an event late is asked again within this, addresses last; one sweep of the host is always within it. */
const AFTERMATH_MS = 40_000
const MEGABYTE = 1e6

/**
 * 1,000 machines of the test driver at 50 ms; as soon as they are listed, while their definitions are being read, a
 * second client starts, pauses and redefines 900 of them. Compares calls, bytes and memory with a load in peace.
 */
export async function run(): Promise<Figure[]> {
  await using lab = await startManyHosts(1, { name: 'storm', machines: 1 })
  const way = await lab.relayTo(lab.host(0), { delayMs: ONE_WAY_MS })
  await using driver = await TestDriver.start(lab.host(0), MACHINES)
  const peace: Traffic[] = []
  const storm: Traffic[] = []
  const notes: string[] = []
  for (let time = 0; time < RUNS; time += 1) {
    peace.push(await load(lab, way, async () => undefined))
    storm.push(
      await load(lab, way, async core => {
        const seconds = await driver.storm(STORM)
        const { atMs } = await core.settled(120_000)
        notes.push(
          `${EVENTS} events in ${seconds.toFixed(2)} s, all loaded after ${(atMs / 1_000).toFixed(1)} s`,
        )
      }),
    )
    await driver.calm()
  }
  return figures(peace, storm, notes)
}

async function load(
  lab: Lab,
  way: HostRelay,
  during: (core: CoreProcess) => Promise<void>,
): Promise<Traffic> {
  const host = lab.host(0)
  const options = { tickMs: 60_000, backgroundTickMs: 60_000 }
  const uri = way.uriFor('test:///default')
  const planned = { uri, name: host.name, fingerprint: host.hostKeyFingerprint, options }
  await using core = await CoreProcess.open([planned], lab.identityFile)
  const { machines } = await core.listed(60_000)
  // The driver's own default machine is among them.
  if (machines < MACHINES) throw new Error(`${machines} machines were listed`)
  await during(core)
  await core.settled(120_000)
  await sleep(AFTERMATH_MS)
  return core.traffic()
}

function figures(peace: readonly Traffic[], storm: readonly Traffic[], notes: readonly string[]): Figure[] {
  const middle = (of: readonly Traffic[], key: keyof Traffic) => median(of.map(one => one[key]))
  const more = (key: keyof Traffic) => middle(storm, key) - middle(peace, key)
  const words = `${EVENTS.toLocaleString('en')} events on ${CHANGED} machines during the first load`
  const calls = `${middle(peace, 'calls')} calls without, ${middle(storm, 'calls')} with`
  const megabytes = (key: keyof Traffic) =>
    `${(middle(peace, key) / MEGABYTE).toFixed(1)} MB without, ${(middle(storm, key) / MEGABYTE).toFixed(1)} MB with`
  return [
    atMost(`${words}: extra calls per changed machine`, more('calls') / CHANGED, 1, 'calls', {
      peer: 'virt-manager: 218,000 calls, never finished',
      note: `${calls}; ${notes.join('; ')}`,
    }),
    atMost(`${words}: bytes received more`, more('bytesIn') / MEGABYTE, 20, 'MB', {
      peer: 'virt-manager: 14,000 MB',
      note: megabytes('bytesIn'),
    }),
    atMost(`${words}: peak memory more`, more('peakRssBytes') / MEGABYTE, 20, 'MB', {
      note: megabytes('peakRssBytes'),
    }),
  ]
}
