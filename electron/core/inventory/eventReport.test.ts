import { expect, test } from 'vitest'
import { reportInEnglish } from '../../../shared/report.ts'
import {
  blockJobReport,
  bounded,
  boundedReport,
  diskChangeReport,
  graphicsReport,
  ioErrorReport,
  lifecycleReport,
  resourceReport,
  watchdogReport,
} from './eventReport.ts'

test.each([
  [0, 1, 'Defined: changed'],
  [2, 1, 'Started: migrated here'],
  [3, 2, 'Paused: after an I/O error'],
  [5, 1, 'Stopped: forced off'],
  [6, 1, 'Shutting down: asked by the guest'],
  [8, 0, 'Crashed: guest panicked'],
  [5, 99, 'Stopped'],
  [42, 0, 'Lifecycle event 42'],
])('lifecycle %i, %i', (event, detail, text) => {
  expect(reportInEnglish(lifecycleReport(event, detail))).toBe(text)
})

test('what a later libvirt may add is told by number', () => {
  expect(reportInEnglish(watchdogReport(77))).toBe('Watchdog fired: action 77')
  expect(reportInEnglish(resourceReport('pool', 99))).toBe('pool event 99')
  expect(graphicsReport(1, { node: 'x' })).toBeNull()
  expect(reportInEnglish(ioErrorReport({ srcPath: '', devAlias: 'vda', action: 0, reason: '' }))).toBe(
    'I/O error on vda: it was ignored',
  )
  expect(reportInEnglish(ioErrorReport({ srcPath: '/x', devAlias: 'vda', action: 2, reason: 'eio' }))).toBe(
    'I/O error on /x (eio): the guest was told',
  )
})

test('what happens to disks is told with what it is about, and a path that looks like a place is a path', () => {
  expect(reportInEnglish(blockJobReport('vda', 4, 3))).toBe('Block active commit of vda is ready')
  expect(reportInEnglish(diskChangeReport('sda', null))).toBe('Disk sda has another source: none')
  expect(reportInEnglish(diskChangeReport('sda', '/{{disk}}.iso'))).toBe(
    'Disk sda has another source: /{{disk}}.iso',
  )
})

test('what a host sends is cut where it is too long, between characters', () => {
  expect(bounded('short')).toBe('short')
  const cut = bounded('💾'.repeat(1000))
  expect(cut.length).toBeLessThanOrEqual(501)
  expect(cut.isWellFormed()).toBe(true)
  const said = boundedReport(blockJobReport('x'.repeat(1000), 1, 0))
  expect(said.values.disk).toHaveLength(500)
  expect(said.values.status).toEqual({ say: 'jobCompleted', values: {} })
})
