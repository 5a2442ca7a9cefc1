import { expect, test } from 'vitest'
import type { Attention } from '../../../shared/contract/overview.ts'
import type { TaskId } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { type AttentionSources, attentionOf } from './attention.ts'
import { spacesOf } from './pools.ts'
import { machineOf, poolOf, viewOf } from './testing/overview.ts'

const DAY = 24 * 3_600_000
const problem = { code: 'tcp.refused' as const, message: 'connection refused' }

function look(more: Partial<AttentionSources>): Attention[] {
  const sources = {
    hosts: [viewOf(1)],
    machines: [],
    pools: [],
    tasks: [],
    changedMs: () => null,
    nowMs: 3 * DAY,
    ...more,
  }
  return attentionOf({ spaces: spacesOf(sources.hosts, sources.pools, []), ...sources })
}

test('nothing is wrong with a fleet that is well', () => {
  const machines = [machineOf(1, 0), machineOf(1, 1, { state: 'paused', stateReason: 'user' })]
  expect(look({ machines, pools: [poolOf(1, 'a'), poolOf(1, 'off', { state: 'inactive' })] })).toEqual([])
  expect(
    look({
      hosts: [
        viewOf(1, { phase: 'connecting' }),
        viewOf(2, { phase: 'disconnected' }, { dataAsOfMs: 3 * DAY }),
      ],
    }),
  ).toEqual([])
})

test('a host that waits for a person, one that is down since it was last heard of, one that is slow', () => {
  const presented = { algorithm: 'ssh-ed25519', sha256: 'SHA256:x', randomart: null }
  const question = { kind: 'newHostKey', endpoint: 'kvm1:22', presented } as const
  const found = look({
    hosts: [
      viewOf(1, { phase: 'degraded', problem }),
      viewOf(2, {
        phase: 'waiting',
        problem,
        sinceMs: 9_000,
        lastContactMs: 5_000,
        attempt: 3,
        retryAtMs: 9_999,
      }),
      viewOf(
        3,
        { phase: 'connecting', sinceMs: 9_000, lastContactMs: null, attempt: 1 },
        { dataAsOfMs: 4_000 },
      ),
      viewOf(4, { phase: 'blocked', question }),
    ],
  })
  expect(found).toMatchObject([
    { kind: 'hostBlocked', host: 'kvm4', question: 'newHostKey' },
    { kind: 'hostDown', host: 'kvm2', sinceMs: 5_000, retryAtMs: 9_999, machines: 2, problem },
    { kind: 'hostDown', host: 'kvm3', sinceMs: 4_000 },
    { kind: 'hostDegraded', host: 'kvm1', severity: 'warning' },
  ])
})

test('the local network stands for all the hosts that it took', () => {
  const gone = { phase: 'waiting', networkSuspect: true } as const
  const network = { kind: 'network', id: 'network', severity: 'critical', hosts: 2 }
  const never = [700, 600].map((sinceMs, at) => viewOf(at + 1, { ...gone, sinceMs, lastContactMs: null }))
  expect(look({ hosts: [...never, viewOf(3)] })).toEqual([{ ...network, sinceMs: 600 }])
  const lost = [300, 500].map((at, index) => viewOf(index + 1, { ...gone, sinceMs: 600, lastContactMs: at }))
  expect(look({ hosts: lost })).toEqual([{ ...network, sinceMs: 500 }])
  const asks = viewOf(3, { phase: 'blocked', networkSuspect: true })
  expect(look({ hosts: [...lost, asks] })).toMatchObject([{ ...network }, { kind: 'hostBlocked' }])
})

test('a full pool is the cause of what could not be written', () => {
  const inPool = (index: number) => [{ ...disk(index), source: `/srv/data/${index}.qcow2` }]
  const disk = (index: number) => {
    const [first] = machineOf(1, index).disks
    if (!first) throw new Error('a disk')
    return first
  }
  const machines = [
    machineOf(1, 0, { state: 'paused', stateReason: 'ioerror', disks: inPool(0) }),
    machineOf(1, 1, { disks: inPool(1) }),
    machineOf(1, 2, { state: 'crashed', stateReason: 'panicked', stale: true }),
  ]
  const pools = [poolOf(1, 'data', { allocationBytes: 990, availableBytes: 10 })]
  const found = look({ machines, pools, changedMs: (_, kind) => (kind === 'state' ? 77 : null) })
  expect(found).toMatchObject([
    {
      kind: 'poolFull',
      pool: 'data',
      severity: 'critical',
      usedPercent: 99,
      availableBytes: 10,
      machineCount: 2,
    },
    { kind: 'machineFailed', reason: 'ioerror', because: 'data', sinceMs: 77 },
    { kind: 'machineFailed', state: 'crashed', because: null, stale: true },
  ])
})

test('how urgent a full pool is depends on what can grow in it', () => {
  const full = { allocationBytes: 1_000, availableBytes: 0 }
  expect(look({ pools: [poolOf(1, 'vg', { ...full, type: 'logical' })] })).toMatchObject([
    { severity: 'warning' },
  ])
  expect(look({ pools: [poolOf(1, 'lun', { ...full, type: 'iscsi' })] })).toEqual([])
  expect(look({ pools: [poolOf(1, 'dir', { allocationBytes: 920 })] })).toMatchObject([
    { severity: 'warning' },
  ])
  expect(look({ pools: [poolOf(1, 'dir', { allocationBytes: 890 })] })).toEqual([])
})

test('a pool that is off while a machine needs it', () => {
  const [disk] = machineOf(1, 0).disks
  if (!disk) throw new Error('a disk')
  const machines = [
    machineOf(1, 0, { id: null, disks: [{ ...disk, sourceType: 'volume', source: 'iso/a' }] }),
  ]
  const pools = [poolOf(1, 'iso', { state: 'inactive', capacityBytes: null, allocationBytes: null })]
  expect(look({ machines, pools })).toMatchObject([
    { kind: 'poolInactive', pool: 'iso', state: 'inactive', severity: 'warning', machineCount: 1 },
  ])
})

test('a pool that does not answer, whether a machine needs it or not; one that was not asked waits for that one', () => {
  const pools = [poolOf(1, 'nfs', { state: 'unanswered' }), poolOf(1, 'other', { state: 'unread' })]
  expect(look({ machines: [], pools })).toMatchObject([
    { kind: 'poolInactive', pool: 'nfs', state: 'unanswered', severity: 'warning', machineCount: 0 },
  ])
})

test('a task that failed, until it is tried again or is history', () => {
  const machine = machineOf(1, 0)
  const task = (id: string, more: Partial<Task>): Task => ({
    id: id as TaskId,
    action: 'start',
    key: machine.key,
    hostId: machine.hostId,
    machine: machine.name,
    host: machine.host,
    status: 'failed',
    createdAtMs: 3 * DAY - 10,
    startedAtMs: null,
    endedAtMs: 3 * DAY - 5,
    problem,
    log: [],
    ...more,
  })
  expect(look({ tasks: [task('a', {})] })).toMatchObject([{ kind: 'taskFailed', taskId: 'a', problem }])
  const again = task('b', { status: 'done', createdAtMs: 3 * DAY - 4, endedAtMs: 3 * DAY - 3 })
  expect(look({ tasks: [again, task('a', {})] })).toEqual([])
  expect(look({ tasks: [task('a', { endedAtMs: DAY })] })).toEqual([])
  expect(look({ hosts: [viewOf(2)], tasks: [task('a', {})] })).toEqual([])
})

test('a host that nobody connected for more than a day', () => {
  const hosts = [
    viewOf(1, { phase: 'disconnected' }, { dataAsOfMs: DAY }),
    viewOf(2, { phase: 'disconnected' }, { dataAsOfMs: null }),
  ]
  expect(look({ hosts })).toMatchObject([{ kind: 'staleData', host: 'kvm1', sinceMs: DAY, machines: 2 }])
})
