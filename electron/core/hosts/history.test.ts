import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HostState } from '../../../shared/models/host.ts'
import { createLog } from '../log.ts'
import { ManualClock } from '../testing/manualClock.ts'
import { hostRecord, temporaryStore } from '../testing/store.ts'
import { HostHistory } from './history.ts'
import type { HostEvent } from './registry.ts'

const record = hostRecord(1)
let store: ReturnType<typeof temporaryStore>
let clock: ManualClock
let tell: (event: HostEvent) => void
const open = () => {
  const history = new HostHistory({
    registry: {
      list: () => [record],
      session: () => {
        throw new Error('not asked')
      },
      onHost: callback => {
        tell = callback
        return () => undefined
      },
    },
    store: store.store,
    clock,
    log: createLog('silent'),
  })
  return history
}
const idle: HostState = {
  phase: 'disconnected',
  stage: null,
  problem: null,
  sinceMs: 0,
  lastContactMs: null,
  roundTripMs: null,
  retryAtMs: null,
  attempt: 0,
  question: null,
  networkSuspect: false,
}
const say = (part: Partial<HostState>) =>
  tell({ type: 'state', hostId: record.id, state: { ...idle, ...part } })
const refused = (): HostState['problem'] => ({ code: 'tcp.refused', message: 'refused' })

beforeEach(() => {
  store = temporaryStore()
  store.store.hosts.insert(record)
  clock = new ManualClock()
})
afterEach(() => store[Symbol.dispose]())

test('keeps one spell a phase, counts attempts that fail alike, and leaves connecting out', () => {
  const history = open()
  say({ phase: 'connecting' })
  say({ phase: 'waiting', problem: refused() })
  clock.advance(5_000)
  say({ phase: 'connecting' })
  say({ phase: 'waiting', problem: refused() })
  clock.advance(5_000)
  say({ phase: 'live' })
  clock.advance(5_000)
  say({ phase: 'live', roundTripMs: 3 })
  expect(history.spells(record.id)).toMatchObject([
    { phase: 'waiting', times: 2, problem: { code: 'tcp.refused' } },
    { phase: 'live', times: 1, endedAtMs: null },
  ])
  const [first, second] = history.spells(record.id)
  expect((first?.endedAtMs ?? 0) - (first?.beganAtMs ?? 0)).toBe(10_000)
  expect(second?.beganAtMs).toBe(first?.endedAtMs)
})

test('outlives the program, and says when it stopped knowing', () => {
  const before = open()
  say({ phase: 'live' })
  clock.advance(60_000)
  before.close()
  const after = open()
  const [spell] = after.spells(record.id)
  expect((spell?.endedAtMs ?? 0) - (spell?.beganAtMs ?? 0)).toBe(60_000)
  say({ phase: 'live' })
  expect(after.spells(record.id)).toHaveLength(2)
})

test('a program that was killed lost the last minutes of a spell at most', () => {
  open()
  say({ phase: 'live' })
  for (let minutes = 0; minutes < 12; minutes++) {
    clock.advance(60_000)
    say({ phase: 'live', roundTripMs: minutes })
  }
  const [spell] = open().spells(record.id)
  expect((spell?.endedAtMs ?? 0) - (spell?.beganAtMs ?? 0)).toBe(600_000)
})

test('notes round trips at a pace, and a gap once', () => {
  const history = open()
  say({ phase: 'live', roundTripMs: 2 })
  say({ phase: 'live', roundTripMs: 3 })
  clock.advance(5_000)
  say({ phase: 'live', roundTripMs: 4 })
  say({ phase: 'waiting', problem: refused() })
  say({ phase: 'waiting', problem: refused() })
  expect(history.roundTrips(record.id).map(({ ms }) => ms)).toEqual([2, 4, null])
})

test('is bounded, on disk too', () => {
  const history = open()
  for (let at = 0; at < 150; at++) {
    clock.advance(1_000)
    say({ phase: 'live' })
    say({ phase: 'waiting', problem: refused() })
  }
  expect(history.spells(record.id)).toHaveLength(200)
  expect(store.store.resources.list(record.id, 'session')).toHaveLength(200)
})

test('a host that was never connected has none, and a removed one leaves none', () => {
  const history = open()
  say({})
  expect(history.spells(record.id)).toEqual([])
  say({ phase: 'live' })
  store.store.hosts.remove(record.id)
  expect(store.store.resources.list(record.id, 'session')).toEqual([])
})
