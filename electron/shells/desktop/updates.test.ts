import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../../core/log.ts'
import { ManualClock } from '../../core/testing/manualClock.ts'
import { temporaryFolder } from '../../core/testing/store.ts'
import { type UpdateState, UpdateWatch } from './updates.ts'

class FakeReader extends EventEmitter {
  autoDownload = true
  autoInstallOnAppQuit = true
  logger: unknown = console
  checks = 0
  installs = 0
  download: () => Promise<void> = async () => {
    this.emit('update-downloaded', { version: '2.0.0' })
  }
  async checkForUpdates() {
    this.checks++
    this.emit('update-available', { version: '2.0.0' })
  }
  downloadUpdate() {
    return this.download()
  }
  quitAndInstall() {
    this.installs++
  }
}

let folder: ReturnType<typeof temporaryFolder>
let clock: ManualClock
let reader: FakeReader
let states: UpdateState[]
let loads: number
let wanted: boolean
beforeEach(() => {
  folder = temporaryFolder()
  clock = new ManualClock()
  reader = new FakeReader()
  states = []
  loads = 0
  wanted = true
})
afterEach(() => folder[Symbol.dispose]())

const DAY_MS = 24 * 3_600_000
function watch(feed: boolean): UpdateWatch {
  const feedFile = join(folder.path, 'app-update.yml')
  if (feed) writeFileSync(feedFile, 'provider: generic\nurl: https://updates.example.test\n')
  const updates = new UpdateWatch({
    feedFile,
    clock,
    log: createLog('silent'),
    wanted: () => wanted,
    load: async () => {
      loads++
      return reader
    },
    changed: state => states.push(state),
  })
  updates.start()
  return updates
}

test('without a feed built in, nothing is loaded and nothing asked, ever', () => {
  watch(false)
  clock.advance(30 * DAY_MS)
  expect([loads, clock.pending]).toEqual([0, 0])
})

test('a person who does not want it is not told', () => {
  wanted = false
  watch(true).close()
  const updates = watch(true)
  clock.advance(3 * DAY_MS)
  expect(loads).toBe(0)
  updates.close()
  expect(clock.pending).toBe(0)
})

test('a newer version is told, and fetched and installed only on demand', async () => {
  const updates = watch(true)
  clock.advance(60_000)
  await vi.waitFor(() => expect(states).toEqual([{ kind: 'available', version: '2.0.0' }]))
  expect(reader).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false, installs: 0 })
  await updates.next()
  expect(states.slice(1)).toEqual([
    { kind: 'fetching', version: '2.0.0' },
    { kind: 'ready', version: '2.0.0' },
  ])
  await updates.next()
  expect(reader.installs).toBe(1)
  updates.close()
})

test('a fetch that fails can be tried again', async () => {
  const updates = watch(true)
  clock.advance(60_000)
  await vi.waitFor(() => expect(states).toHaveLength(1))
  const works = reader.download
  reader.download = () => Promise.reject(new Error('cut'))
  await updates.next()
  expect(updates.state).toEqual({ kind: 'failed', version: '2.0.0' })
  reader.download = works
  await updates.next()
  expect(updates.state.kind).toBe('ready')
  updates.close()
})

test('a feed that does not answer is asked again the next day', async () => {
  reader.checkForUpdates = async () => {
    reader.checks++
    throw new Error('offline')
  }
  const updates = watch(true)
  clock.advance(60_000)
  await vi.waitFor(() => expect(reader.checks).toBe(1))
  clock.advance(DAY_MS)
  await vi.waitFor(() => expect(reader.checks).toBe(2))
  expect(states).toEqual([])
  updates.close()
})
