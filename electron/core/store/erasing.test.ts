import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryStore } from '../testing/store.ts'
import { Connection } from './database.ts'
import { databaseName } from './folder.ts'

/** Everything that the folder's files hold. */
const raw = (folder: string): string =>
  readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'latin1'))
    .join()

const secret = `zq-${'remove-me-'.repeat(900)}`

test('what an erasing transaction removes or replaces is in no file any more', () => {
  using owned = temporaryStore()
  const { store, folder } = owned
  store.settings.set('removed', secret)
  store.settings.set('replaced', secret)
  store.settings.set('kept', 'stays here')
  expect(raw(folder)).toContain('remove-me-remove-me')
  store.erasing(() => {
    store.settings.set('removed', undefined)
    store.settings.set('replaced', 'something else')
  })
  expect(raw(folder)).not.toContain('remove-me')
  expect(raw(folder)).toContain('stays here')
  expect(store.settings.get('replaced')).toBe('something else')
})

test('in another’s transaction the log is cut after that one; a taken back one keeps what it had', async () => {
  using owned = temporaryStore()
  const { store, folder } = owned
  store.settings.set('removed', secret)
  store.transaction(() => store.erasing(() => store.settings.set('removed', undefined)))
  await new Promise(resolve => setImmediate(resolve))
  expect(raw(folder)).not.toContain('remove-me')
  store.settings.set('again', secret)
  expect(() =>
    store.erasing(() => {
      store.settings.set('again', undefined)
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(store.settings.get('again')).toBe(secret)
})

test('a store that closes before the log could be cut is no error', async () => {
  const owned = temporaryStore()
  owned.store.transaction(() => owned.store.erasing(() => owned.store.settings.set('x', 1)))
  owned[Symbol.dispose]()
  await expect(new Promise(resolve => setImmediate(resolve))).resolves.toBeUndefined()
})

test('a reader puts the cut off, and it is done once the reader is gone', () => {
  vi.useFakeTimers()
  using owned = temporaryStore()
  const { store, folder } = owned
  store.settings.set('removed', secret)
  const reader = new Connection(join(folder, databaseName), { readOnly: true })
  try {
    const rows = reader.iterate('SELECT key FROM settings')
    rows.next()
    store.erasing(() => store.settings.set('removed', undefined))
    expect(raw(folder)).toContain('remove-me')
    rows.return(undefined)
    vi.advanceTimersByTime(5_000)
    expect(raw(folder)).not.toContain('remove-me')
    expect(store.database.get<{ timeout: number }>('PRAGMA busy_timeout')?.timeout).toBe(1_000)
  } finally {
    reader.close()
    vi.useRealTimers()
  }
})
