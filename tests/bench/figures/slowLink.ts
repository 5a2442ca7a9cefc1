import type { ContractClient } from '../../../shared/contract/client.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { run as command } from '../../lab/command.ts'
import { type HostRelay, type Lab, startManyHosts } from '../../lab/index.ts'
import { CoreProcess } from '../coreProcess.ts'
import { type Figure, forTheRecord, formatNumber, median } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'slow-link'

const MACHINES = 200
const ONE_WAY_MS = 300
const BYTES_PER_SECOND = 8_000
/** What somebody does while definitions are still on their way; it ends as it began. */
const CLICKS: readonly MachineAction[] = ['autostartOn', 'autostartOff', 'autostartOn', 'autostartOff']
const PATIENCE_MS = 300_000

interface Sample {
  listedMs: number
  definedMs: number
  clickMs: number[]
}

/**
 * A host with 200 shut-off QEMU machines behind 64 kbit/s and 600 ms: from the start of a new core to all of them
 * listed, what an act then takes while their definitions come behind it, and all definitions; as it is, and
 * compressed. Its peer takes the same way.
 */
export async function run(): Promise<Figure[]> {
  await using lab = await startManyHosts(1, { name: 'slow-link', driver: 'qemu', machines: MACHINES })
  const way = await lab.relayTo(lab.host(0), { delayMs: ONE_WAY_MS })
  way.relay.throttle(BYTES_PER_SECOND)
  const plain = await sample(lab, way, false)
  const compressed = await sample(lab, way, true)
  const virsh = await virshSeconds(way)
  return figures(plain, compressed, virsh)
}

async function sample(lab: Lab, way: HostRelay, compression: boolean): Promise<Sample> {
  const host = lab.host(0)
  const planned = { uri: way.uriFor(), name: host.name, fingerprint: host.hostKeyFingerprint }
  await using core = await CoreProcess.open([{ ...planned, options: { compression } }], lab.identityFile)
  const listed = await core.listed(PATIENCE_MS)
  const { client, close } = await core.connect()
  try {
    // Told from the core's start like everything else, so asked for before the clicks.
    const defined = core.defined(PATIENCE_MS)
    const [machine] = await client.machines.list({})
    if (machine === undefined) throw new Error('no machine is listed')
    const clickMs: number[] = []
    for (const action of CLICKS) clickMs.push(await timed(() => done(client, action, machine.key)))
    return { listedMs: listed.atMs, definedMs: (await defined).atMs, clickMs }
  } finally {
    await close()
  }
}

/** Resolves when the task has ended well. */
async function done(client: ContractClient, action: MachineAction, key: MachineKey): Promise<void> {
  const stream = (await client.tasks.watch(undefined))[Symbol.asyncIterator]()
  await stream.next()
  const { tasks } = await client.machines.operate({ action, keys: [key] })
  const [task] = tasks
  if (task === undefined) throw new Error(`${action} was skipped`)
  for (;;) {
    const { value: event, done: isOver } = await stream.next()
    if (isOver) throw new Error('the stream of tasks ended')
    const told = event.type === 'snapshot' ? event.tasks : [event.task]
    const ours = told.find(({ id }) => id === task.id)
    if (ours === undefined || ours.status === 'queued' || ours.status === 'running') continue
    await stream.return?.()
    if (ours.status !== 'done') throw new Error(`${action} ${ours.status}: ${ours.problem?.message}`)
    return
  }
}

async function virshSeconds(way: HostRelay): Promise<number> {
  const taken = await timed(() =>
    command(['virsh', '-q', '-c', way.peerUri(), 'list', '--all'], { timeoutMs: 2 * PATIENCE_MS }),
  )
  return taken / 1_000
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function figures(plain: Sample, compressed: Sample, virsh: number): Figure[] {
  const size = `${MACHINES} machines at 64 kbit/s and ${2 * ONE_WAY_MS} ms`
  const seconds = (ms: number) => ms / 1_000
  const beside = (of: (sample: Sample) => number) => `compressed: ${formatNumber(seconds(of(compressed)))} s`
  const record = (what: string, of: (sample: Sample) => number, peer: string | null = null): Figure => ({
    ...forTheRecord(`${size}: ${what}`, seconds(of(plain)), 's', peer),
    note: beside(of),
  })
  return [
    record('start to full list', ({ listedMs }) => listedMs, `virsh list --all: ${formatNumber(virsh)} s`),
    record('an act while definitions come, longest', ({ clickMs }) => Math.max(...clickMs)),
    record('an act while definitions come, median', ({ clickMs }) => median(clickMs)),
    record('start to all definitions', ({ definedMs }) => definedMs),
  ]
}
