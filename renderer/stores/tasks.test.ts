// @vitest-environment node
import { expect, test } from 'vitest'
import type { TaskId } from '../../shared/ids.ts'
import type { Task } from '../../shared/models/task.ts'
import { makeHost, makeMachine } from '../testing/fleetData.ts'
import { problems } from '../words/de/problems.ts'
import { speakProblems } from '../words/problemWords.ts'
import { applyLogEvents, applyTasksEvents, isOpen } from './tasks.ts'

const machine = makeMachine(makeHost(0), 1)
const task = (id: string, createdAtMs: number, status: Task['status'] = 'running'): Task => ({
  id: id as TaskId,
  action: 'start',
  key: machine.key,
  hostId: machine.hostId,
  machine: machine.name,
  host: machine.host,
  status,
  createdAtMs,
  startedAtMs: createdAtMs,
  endedAtMs: null,
  problem: null,
  log: [],
})

test('the newest task stands first and a change replaces its task', () => {
  const state = applyTasksEvents({ tasks: [], ready: false, feed: { phase: 'opening', error: null } }, [
    { type: 'snapshot', tasks: [task('a', 1), task('b', 2)] },
    { type: 'changed', task: task('c', 3) },
    { type: 'changed', task: task('a', 1, 'failed') },
  ])
  expect(state.tasks.map(each => each.id)).toEqual(['c', 'b', 'a'])
  expect(state.tasks.map(isOpen)).toEqual([true, true, false])
})

test('why a task failed is in the window’s language, in its log too', () => {
  const problem = { code: 'task.cancelled', message: 'Cancelled.' } as const
  const log = ['virsh start db', problem.message].map(text => ({ atMs: 1, text }))
  const told = { type: 'changed', task: { ...task('a', 1, 'cancelled'), problem, log } } as const
  speakProblems(problems)
  const [failed] = applyTasksEvents({ tasks: [], ready: false, feed: { phase: 'opening', error: null } }, [
    told,
  ]).tasks
  speakProblems({})
  const said = failed?.problem?.message
  expect(said).not.toBe(problem.message)
  expect(failed?.log.map(({ text }) => text)).toEqual(['virsh start db', said])
})

test('events keep their order, newest first, and only the last thousand', () => {
  const event = (atMs: number) => ({
    atMs,
    hostId: machine.hostId,
    host: 'h',
    kind: 'lifecycle',
    key: null,
    subject: 's',
    text: 't',
  })
  const state = applyLogEvents({ events: [] }, [
    { type: 'snapshot', events: [event(1), event(2)] },
    { type: 'event', event: event(3) },
    { type: 'event', event: event(4) },
  ])
  expect(state.events.map(each => each.atMs)).toEqual([4, 3, 2, 1])
  const many = applyLogEvents(
    state,
    Array.from({ length: 1200 }, (_, index) => ({ type: 'event' as const, event: event(10 + index) })),
  )
  expect(many.events).toHaveLength(1000)
  expect(many.events[0]?.atMs).toBe(1209)
})
