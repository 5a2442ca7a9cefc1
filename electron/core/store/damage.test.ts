import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillStore } from '../testing/fleet.ts'
import { temporaryFolder } from '../testing/store.ts'
import { checkPages, clearSuspect, isSuspect, markSuspect, setAside, wasInterrupted } from './damage.ts'
import { Connection } from './database.ts'
import { openStore } from './index.ts'

const now = new Date('2026-02-03T04:05:06.789Z')

test('the file goes aside with its side files, to a name nothing has', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'x.sqlite')
  const put = (text: string) => {
    for (const side of ['', '-wal', '-shm']) writeFileSync(path + side, text + side)
  }
  put('first')
  const first = setAside(path, now)
  put('second')
  const second = setAside(path, now)
  expect([first, second]).toEqual([
    `${path}.damaged-2026-02-03T04-05-06Z`,
    `${path}.damaged-2026-02-03T04-05-06Z-2`,
  ])
  for (const side of ['', '-wal', '-shm']) {
    expect(existsSync(path + side)).toBe(false)
    expect(readFileSync(first + side, 'utf8')).toBe(`first${side}`)
    expect(readFileSync(second + side, 'utf8')).toBe(`second${side}`)
  }
})

test('the note about damage is left and taken back', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'x.sqlite')
  expect(isSuspect(path)).toBe(false)
  expect(markSuspect(path)).toBe(true)
  expect(isSuspect(path)).toBe(true)
  clearSuspect(path)
  clearSuspect(path)
  expect(isSuspect(path)).toBe(false)
  expect(markSuspect(join(folder.path, 'nowhere', 'x.sqlite'))).toBe(false)
})

test('an open database has a log, one that was closed has none', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'novacron.sqlite')
  const store = openStore(folder.path)
  store.settings.set('a', 1)
  expect(wasInterrupted(path)).toBe(true)
  store.close()
  expect(wasInterrupted(path)).toBe(false)
})

test('pages are checked as far as asked', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'novacron.sqlite')
  const store = openStore(folder.path)
  fillStore(store, { hosts: 1, machinesPerHost: 50 })
  store.close()
  const sound = new Connection(path)
  checkPages(sound, 'all')
  const [page] = sound.column<number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'definition_lines'`)
  sound.close()

  const bytes = readFileSync(path)
  bytes.fill(0xa5, ((page ?? 0) - 1) * 4096, (page ?? 0) * 4096)
  writeFileSync(path, bytes)
  expect(statSync(path).size).toBe(bytes.length)
  const broken = new Connection(path)
  checkPages(broken, 'start')
  expect(() => checkPages(broken, 'all')).toThrow(expect.objectContaining({ code: 'store.corrupt' }))
  broken.close()
})
