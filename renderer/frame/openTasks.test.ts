import { expect, test } from 'vitest'
import type { HostId, MachineKey, TaskId } from '../../shared/ids.ts'
import type { MachineAction, Task } from '../../shared/models/task.ts'
import { offerOf, outstanding } from './openTasks.ts'

let count = 0
const task = (
  machine: string,
  action: MachineAction,
  status: Task['status'],
  more: Partial<Task> = {},
): Task => ({
  id: `${count++}` as TaskId,
  action,
  key: machine as MachineKey,
  hostId: 'h' as HostId,
  machine,
  host: 'kvm1',
  status,
  createdAtMs: 0,
  startedAtMs: 0,
  endedAtMs: status === 'queued' || status === 'running' ? null : 1000,
  problem: null,
  log: [],
  ...more,
})
const late = { code: 'task.timeout' as const, message: 'late', data: { offer: 'forceOff' } }

test('only the last task of a kind says how a machine stands', () => {
  const { failed } = outstanding(
    [
      task('a', 'start', 'done'),
      task('a', 'start', 'failed'),
      task('b', 'start', 'failed'),
      task('b', 'pause', 'done'),
    ],
    2000,
  )
  expect([...failed]).toEqual([['start', ['b']]])
})

test('a guest that ignored its shutdown may be forced, until something else was asked of it', () => {
  const ignored = task('a', 'shutdown', 'failed', { problem: late })
  expect(offerOf(ignored)).toBe('forceOff')
  expect(outstanding([ignored], 2000).ignoring).toEqual(['a'])
  expect(outstanding([task('a', 'forceOff', 'done'), ignored], 2000).ignoring).toEqual([])
})

test('what failed an hour ago is history; what waits can be cancelled', () => {
  const waiting = task('c', 'start', 'queued')
  const found = outstanding([waiting, task('a', 'start', 'failed')], 1000 + 61 * 60_000)
  expect(found.failed.size).toBe(0)
  expect(found.waiting).toEqual([waiting.id])
})

test('an offer that is no action is none', () => {
  expect(
    offerOf(task('a', 'shutdown', 'failed', { problem: { ...late, data: { offer: 'explode' } } })),
  ).toBeNull()
})
