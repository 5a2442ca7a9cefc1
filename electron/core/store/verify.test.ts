import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillStore } from '../testing/fleet.ts'
import { temporaryFolder, temporaryStore } from '../testing/store.ts'
import { Connection } from './database.ts'
import { openStore } from './index.ts'
import { verifyPages } from './verify.ts'

test('a sound database has nothing to tell, also while it is written to', async () => {
  using fixture = temporaryStore()
  fillStore(fixture.store, { hosts: 1, machinesPerHost: 20 })
  const checked = fixture.store.verify()
  for (let round = 0; round < 50; round++) fixture.store.settings.set('round', round)
  expect(await checked).toEqual([])
  expect(fixture.store.notices).toEqual([])
})

test('damage is told, noted for the next start, and repaired there', async () => {
  using folder = temporaryFolder()
  const first = openStore(folder.path)
  fillStore(first, { hosts: 1, machinesPerHost: 20 })
  first.close()
  const path = join(folder.path, 'novacron.sqlite')
  const connection = new Connection(path)
  const [page = 0] = connection.column<number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'resources'`)
  connection.close()
  const bytes = readFileSync(path)
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096)
  writeFileSync(path, bytes)

  const store = openStore(folder.path)
  const problems = await store.verify()
  expect(problems.length).toBeGreaterThan(0)
  expect(store.notices).toEqual([expect.stringContaining('repaired at the next start')])
  store.close()
  const next = openStore(folder.path)
  expect(next.notices).toEqual([expect.stringContaining('20 machines, 20 definitions')])
  expect(await next.verify()).toEqual([])
  next.close()
})

test('a check can be given up, before and while it runs', async () => {
  using fixture = temporaryStore()
  const reason = new Error('closing')
  await expect(fixture.store.verify(AbortSignal.abort(reason))).rejects.toBe(reason)
  const controller = new AbortController()
  const checked = fixture.store.verify(controller.signal)
  controller.abort(reason)
  await expect(checked).rejects.toBe(reason)
})

test('a file that is not there or no database', async () => {
  using folder = temporaryFolder()
  await expect(verifyPages(join(folder.path, 'none'))).rejects.toThrow('unable to open')
  writeFileSync(join(folder.path, 'text'), 'x'.repeat(5_000))
  expect(await verifyPages(join(folder.path, 'text'))).toEqual(['file is not a database'])
})
