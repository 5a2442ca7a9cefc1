import { expect, test } from 'vitest'
import type { FleetLogEvent } from '../../../shared/contract/index.ts'
import type { HostId, MachineKey, TaskId } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import { activityRows, heldRows } from './activityRow.ts'

const host = 'a' as HostId
const other = 'b' as HostId
const event = (atMs: number, hostId = host): FleetLogEvent => ({
  atMs,
  hostId,
  host: 'kvm1',
  kind: 'lifecycle',
  key: null,
  subject: 'web',
  text: 'started',
})
const task = (id: string, createdAtMs: number, more: Partial<Task> = {}): Task => ({
  id: id as TaskId,
  action: 'start',
  key: 'k' as MachineKey,
  hostId: host,
  machine: 'web',
  host: 'kvm1',
  status: 'running',
  createdAtMs,
  startedAtMs: null,
  endedAtMs: null,
  problem: null,
  log: [{ atMs: 1, text: 'asked libvirt' }],
  ...more,
})

test('tasks and events in one order, newest first, each the same row as long as it is the same', () => {
  const tasks = [task('1', 20)]
  const events = [event(30), event(10), event(15, other)]
  const rows = activityRows(tasks, events, null)
  expect(rows.map(({ atMs, kind }) => [atMs, kind])).toEqual([
    [30, 'lifecycle'],
    [20, 'task'],
    [15, 'lifecycle'],
    [10, 'lifecycle'],
  ])
  expect(new Set(rows.map(({ key }) => key)).size).toBe(4)
  expect(activityRows(tasks, events, null)[1]).toBe(rows[1])
  expect(activityRows(tasks, events, new Set([other]))).toHaveLength(1)
})

test('a failed task says why and what next, a running one what it did last', () => {
  const problem = { code: 'tcp.refused' as const, message: 'No.', next: 'Try this.' }
  const [failed, running] = activityRows([task('1', 2, { problem }), task('2', 1)], [], null)
  expect([failed?.text, running?.text]).toEqual(['No. Try this.', 'asked libvirt'])
})

test('a list that stands still keeps its rows, brings them up to date, and counts what came', () => {
  const first = task('1', 10)
  const held = activityRows([first], [event(5)], null)
  const done = task('1', 10, { status: 'done' })
  const now = activityRows([done, task('2', 20)], [], null)
  const { rows, fresh } = heldRows(held, now)
  expect(rows.map(({ task: one }) => one?.status)).toEqual(['done'])
  expect(fresh).toBe(1)
})
