import { expect, test } from 'vitest'
import type { Task } from '../../../shared/models/task.ts'
import { TaskNewsDesk } from './taskNews.ts'

const task = (id: number, status: Task['status']): Task => ({
  id: `0a1b2c3d-0000-4000-8000-00000000000${id}` as Task['id'],
  action: 'start',
  key: '0a1b2c3d-0000-4000-8000-000000000001/6695eb01-f6a4-8304-79aa-97f2502e193f' as Task['key'],
  hostId: '0a1b2c3d-0000-4000-8000-000000000001' as Task['hostId'],
  machine: 'web',
  host: 'kvm1',
  status,
  createdAtMs: 0,
  startedAtMs: null,
  endedAtMs: null,
  problem: null,
  log: [],
})

test('a failure is told once; what had failed before is none', () => {
  const told: string[] = []
  const desk = new TaskNewsDesk(({ id }) => told.push(id.slice(-1)))
  desk.hear({ type: 'snapshot', tasks: [task(1, 'failed'), task(2, 'running')] })
  for (const each of [
    task(1, 'failed'),
    task(2, 'failed'),
    task(2, 'failed'),
    task(3, 'cancelled'),
    task(4, 'done'),
  ])
    desk.hear({ type: 'changed', task: each })
  expect(told).toEqual(['2'])
})
