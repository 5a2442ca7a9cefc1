import type { ContractClient } from '../../shared/contract/client.ts'
import type { MachineKey } from '../../shared/ids.ts'

/** Rows that a tall window shows at once, and the ticks behind each of its sparklines. */
const ROWS = 40
const SPARK_SAMPLES = 60

/** What a window was told so far. */
export interface Watched {
  ticks: number
  events: number
}

/**
 * Follows everything that an open window with the list of machines follows, the running ones on top. Resolves when
 * the list has come; the rest goes on until the signal ends it.
 */
export async function watchAsWindow(client: ContractClient, signal: AbortSignal): Promise<Watched> {
  const watched: Watched = { ticks: 0, events: 0 }
  const count = () => {
    watched.events += 1
  }
  const machines = await client.machines.watch(undefined, { signal })
  const running: MachineKey[] = []
  const others: MachineKey[] = []
  for (;;) {
    const { value, done } = await machines.next()
    if (done === true) throw new Error('the list of machines ended')
    if (value.type !== 'snapshot') continue
    for (const { key, id } of value.machines) (id === null ? others : running).push(key)
    if (!value.more) break
  }
  const keys = [...running, ...others].slice(0, ROWS)
  follow(machines, signal, count)
  follow(await client.hosts.watch(undefined, { signal }), signal, count)
  follow(await client.tasks.watch(undefined, { signal }), signal, count)
  follow(await client.events.watch(undefined, { signal }), signal, count)
  const interest = { keys, hostIds: null, history: SPARK_SAMPLES }
  follow(await client.metrics.watch(interest, { signal }), signal, event => {
    if (event.type === 'tick') watched.ticks += 1
  })
  return watched
}

function follow<Event>(
  events: AsyncIterable<Event>,
  signal: AbortSignal,
  take: (event: Event) => void,
): void {
  const read = async () => {
    for await (const event of events) take(event)
  }
  read().catch((error: unknown) => {
    // The end of the measuring ends the stream; anything else shows in what was counted, and here.
    if (!signal.aborted) process.emitWarning(error instanceof Error ? error : String(error))
  })
}
