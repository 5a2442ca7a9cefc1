import { expect, test } from 'vitest'
import type { Task } from '../../../shared/models/task.ts'
import { announceHosts, announceTasks, announceUpdate, withoutMarkup } from './announcement.ts'
import type { HostNews } from './hostNews.ts'
import { testHost } from './testing/hostViews.ts'
import { desktopWords } from './words.ts'

const words = desktopWords('en', [])
const news = (index: number, part: Partial<HostNews> = {}): HostNews => ({
  kind: 'lost',
  hostId: testHost(index).record.id,
  name: `kvm${index}`,
  networkSuspect: false,
  reason: 'No answer from kvm.',
  ...part,
})
const task = (machine: string): Task => ({
  id: '0a1b2c3d-0000-4000-8000-000000000009' as Task['id'],
  action: 'shutdown',
  key: `${testHost(1).record.id}/6695eb01-f6a4-8304-79aa-97f2502e193f` as Task['key'],
  hostId: testHost(1).record.id,
  machine,
  host: 'kvm1',
  status: 'failed',
  createdAtMs: 0,
  startedAtMs: 0,
  endedAtMs: 0,
  problem: { code: 'task.timeout', message: 'It did not shut down.' },
  log: [],
})

test('one host is named with its reason and its page', () => {
  expect(announceHosts([news(1)], words)).toEqual([
    {
      title: 'kvm1 is lost',
      body: 'No answer from kvm.',
      address: `#/host/${testHost(1).record.id}/connection`,
    },
  ])
})

test('many hosts are one notification a kind', () => {
  const many = [1, 2, 3, 4, 5, 6].map(index => news(index))
  expect(announceHosts([...many, news(7, { kind: 'back' })], words)).toMatchObject([
    { title: '6 hosts are lost', body: 'kvm1, kvm2, kvm3, kvm4 and 2 more', address: '#/hosts' },
    { title: 'kvm7 is back' },
  ])
})

test('all hosts at once is the network', () => {
  const all = [1, 2, 3].map(index => news(index, { networkSuspect: true }))
  expect(announceHosts(all, words)).toEqual([
    { title: words.networkLost, body: expect.stringContaining('All 3 hosts'), address: '#/hosts' },
  ])
})

test('failed tasks are told by machine and action, several as a number', () => {
  expect(announceTasks([], words)).toBeNull()
  expect(announceTasks([task('web')], words)).toEqual({
    title: 'web: shut down failed',
    body: 'It did not shut down.',
    address: '#/activity',
  })
  expect(announceTasks([task('a'), task('b')], words)).toMatchObject({
    title: '2 tasks failed',
    body: 'a, b',
  })
})

test('an update is told when there is something to do or know', () => {
  const said = (kind: 'available' | 'fetching' | 'ready' | 'failed') =>
    announceUpdate({ kind, version: '2.0.0' }, words)?.title ?? null
  expect(said('available')).toBe('NovaCron 2.0.0 is available')
  expect(said('ready')).toBe('NovaCron 2.0.0 is ready')
  expect(said('failed')).toBe('The update could not be fetched')
  expect([said('fetching'), announceUpdate({ kind: 'none' }, words)]).toEqual([null, null])
})

test('a peer’s text is bounded and holds no markup', () => {
  const long = announceHosts([news(1, { reason: '<a href="x">'.repeat(100) })], words)[0]?.body ?? ''
  expect(long.length).toBeLessThanOrEqual(240)
  expect(withoutMarkup('<b>&amp;</b>')).not.toMatch(/[<>&]/)
})
