import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import type { MachinesEvent } from '../../shared/contract/index.ts'
import { openInProcess } from '../testing/inProcess.tsx'
import { retryDelayMs, retryOf, tryNow } from './retries.ts'
import { askRefusedAgain, type FeedStatus, subscribe } from './subscribe.ts'

const atOnce = (work: () => void) => work()
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

function follow(served: ReturnType<typeof openInProcess>) {
  const seen: MachinesEvent[] = []
  const statuses: FeedStatus[] = []
  let restarts = 0
  const end = subscribe(served.api.core, {
    open: signal => served.api.client.machines.watch(undefined, { signal }),
    apply: events => seen.push(...events),
    restart: () => {
      restarts += 1
    },
    status: status => statuses.push(status),
    schedule: atOnce,
  })
  ends.push(served.close, end)
  return { seen, statuses, end, restarts: () => restarts }
}

test('opens with a snapshot, then hands over changes', async () => {
  const served = openInProcess({ machines: 5 })
  const { seen } = follow(served)
  await vi.waitFor(() => expect(seen[0]).toMatchObject({ type: 'snapshot', more: false }))
  const machine = [...served.core.machines.values()][0]
  if (!machine) throw new Error('the fixture has machines')
  served.core.setMachine({ ...machine, state: 'crashed' })
  await vi.waitFor(() =>
    expect(seen.at(-1)).toMatchObject({ type: 'changed', machines: [{ state: 'crashed' }] }),
  )
})

test('subscribes again after a cut and starts with a fresh snapshot', async () => {
  const served = openInProcess({ machines: 5 })
  const { seen, restarts, statuses } = follow(served)
  await vi.waitFor(() => expect(seen).toHaveLength(1))
  served.reachable = false
  served.cut()
  await vi.waitFor(() => expect(statuses.at(-1)?.phase).not.toBe('live'))
  served.reachable = true
  served.api.core.retryNow()
  await vi.waitFor(() => expect(restarts()).toBe(2))
  await vi.waitFor(() => expect(seen.filter(event => event.type === 'snapshot')).toHaveLength(2))
})

test('a refusal says so, and is asked for again only once rights have grown', async () => {
  const served = openInProcess({ scenario: 'denied' })
  const { statuses, seen } = follow(served)
  await vi.waitFor(() =>
    expect(statuses.at(-1)).toMatchObject({ phase: 'failed', error: { code: 'rights.denied' } }),
  )
  expect(seen).toEqual([])
  served.core.options.scenario = 'live'
  askRefusedAgain()
  await vi.waitFor(() => expect(seen[0]?.type).toBe('snapshot'))
})

test('a failure that may pass is tried again', async () => {
  const served = openInProcess({ scenario: 'broken' })
  const { statuses, seen } = follow(served)
  await vi.waitFor(() =>
    expect(statuses.at(-1)).toMatchObject({ phase: 'lost', error: { code: 'store.failed' } }),
  )
  served.core.options.scenario = 'live'
  await vi.waitFor(() => expect(seen[0]?.type).toBe('snapshot'))
})

test('waits longer after each failure, says until when, and tries at once when asked to', async () => {
  expect([0, 1, 2, 3, 5, 6, 60].map(retryDelayMs)).toEqual([
    1_000, 1_000, 2_000, 4_000, 16_000, 30_000, 30_000,
  ])
  const served = openInProcess({ scenario: 'broken' })
  const { statuses, seen } = follow(served)
  const failed = () => statuses.flatMap(({ phase, error }) => (phase === 'lost' && error ? [error] : []))
  for (let times = 1; times <= 6; times++) {
    await vi.waitFor(() => expect(failed()).toHaveLength(times))
    if (times < 6) tryNow()
  }
  const [last] = failed().slice(-1)
  const plan = last && retryOf(last)
  // It waits for much longer than this test would.
  expect(plan?.getState().atMs).toBeGreaterThan(Date.now() + 20_000)
  served.core.options.scenario = 'live'
  tryNow()
  // What failed is told until it is known to work.
  await vi.waitFor(() => expect(seen[0]?.type).toBe('snapshot'))
  expect(statuses.at(-2)).toEqual({ phase: 'opening', error: last })
  expect(plan?.getState().atMs).toBeNull()
  expect(statuses.at(-1)).toEqual({ phase: 'live', error: null })
})

test('nothing is applied after its end', async () => {
  const served = openInProcess({ machines: 5 })
  const { seen, end } = follow(served)
  await vi.waitFor(() => expect(seen).toHaveLength(1))
  end()
  const machine = [...served.core.machines.values()][0]
  if (machine) served.core.setMachine({ ...machine, state: 'crashed' })
  await served.api.client.app.info()
  expect(seen).toHaveLength(1)
})

test('opens again at once where rights changed, and stops without a word where nobody is there', async () => {
  const served = openInProcess({})
  ends.push(served.close)
  const seen: number[] = []
  const statuses: FeedStatus[] = []
  let opened = 0
  const events = async function* (): AsyncGenerator<number> {
    opened += 1
    yield opened
    throw opened < 3 ? new AppError('rights.changed', 'changed') : new AppError('session.ended', 'gone')
  }
  const end = subscribe(served.api.core, {
    open: () => Promise.resolve(events()),
    apply: each => seen.push(...each),
    status: status => statuses.push(status),
    schedule: atOnce,
  })
  ends.push(end)
  await vi.waitFor(() => expect(seen).toEqual([1, 2, 3]))
  await vi.waitFor(() => expect(opened).toBe(3))
  expect(statuses.map(status => status.phase)).toEqual([
    'opening',
    'live',
    'lost',
    'opening',
    'live',
    'lost',
    'opening',
    'live',
  ])
})
