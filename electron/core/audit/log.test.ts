import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { Connection } from '../store/database.ts'
import { databaseName } from '../store/folder.ts'
import { temporaryFolder } from '../testing/store.ts'
import { canonicalJson, entryHash, genesisHash } from './canonical.ts'
import { keyFileName, readKeys } from './keyFile.ts'
import { Retention } from './retention.ts'
import { temporaryLog, testDraft } from './testing/log.ts'
import { verifyLog } from './verify.ts'

test('the encoding is one for one meaning, and binds place, time and everything before', () => {
  expect(canonicalJson({ b: [1, undefined, { d: null, c: 'ä"' }], a: undefined, A: true })).toBe(
    '{"A":true,"b":[1,null,{"c":"ä\\"","d":null}]}',
  )
  const hash = entryHash(genesisHash, 1, 5, '{}')
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  for (const other of [
    entryHash(hash, 1, 5, '{}'),
    entryHash(genesisHash, 15, 5, '{}'),
    entryHash(genesisHash, 1, 55, '{}'),
    entryHash(genesisHash, 1, 5, '{ }'),
  ])
    expect(other).not.toBe(hash)
})

test('what is recorded in one turn is one transaction before the next promise settles', async () => {
  using test = temporaryLog()
  const stored = () => test.store.database.column<number>('SELECT count(*) FROM audit_entries')[0]
  test.log.record(testDraft())
  test.log.record(testDraft())
  expect(stored()).toBe(0)
  await Promise.resolve()
  expect(stored()).toBe(2)
  expect(test.log.end?.seq).toBe(2)
})

test('the key is private, changes with the entries and with time, and the former one is gone', async () => {
  using test = temporaryLog()
  test.fill(1)
  const file = join(test.folder, keyFileName)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  const first = readFileSync(file, 'utf8')
  test.fill(1)
  expect(readFileSync(file, 'utf8')).toBe(first)
  test.clock.advance(600_000)
  const second = readFileSync(file, 'utf8')
  expect(second).not.toBe(first)
  test.fill(300)
  test.clock.advance(0)
  expect(readFileSync(file, 'utf8')).not.toBe(second)
  expect(readKeys(test.folder).map(({ n }) => n)).toEqual([2])
  expect(await test.verify()).toMatchObject({ problem: null, entries: 302 })
})

test('a disk that refuses keeps nobody from acting; what waits is written when it takes it', async () => {
  using test = temporaryLog()
  test.fill(2)
  const { database } = test.store
  database.exec("CREATE TRIGGER refuse BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'full'); END")
  test.fill(3)
  expect(test.log.problem).toMatch(/full/)
  expect(test.log.lastSeq).toBe(2)
  database.exec('DROP TRIGGER refuse')
  test.clock.advance(1_000)
  expect(test.log.problem).toBeNull()
  expect(await test.verify()).toMatchObject({ problem: null, entries: 5 })
})

test('a clock that leaps ahead removes nothing before a day has passed with it', async () => {
  using test = temporaryLog()
  const { createLog } = await import('../log.ts')
  test.fill(10)
  const retention = new Retention({
    log: test.log,
    clock: test.clock,
    logger: createLog('silent'),
    days: () => 30,
    lastMs: test.clock.nowMs(),
  })
  test.clock.jumpWall(3_650 * 86_400_000)
  test.clock.advance(60_000)
  test.clock.advance(12 * 3_600_000)
  test.log.flush()
  expect(await test.verify()).toMatchObject({ problem: null, firstSeq: 1, entries: 10 })
  test.clock.advance(24 * 3_600_000)
  test.log.flush()
  retention.close()
  expect((await test.verify()).firstSeq, 'it stood by it').toBeGreaterThan(1)
})

test('what is older than the policy goes in slices, under a checkpoint and with an entry', async () => {
  using test = temporaryLog()
  const { createLog } = await import('../log.ts')
  test.fill(5_100)
  test.clock.advance(40 * 86_400_000)
  test.fill(2)
  let days: number | null = null
  const retention = new Retention({
    log: test.log,
    clock: test.clock,
    logger: createLog('silent'),
    days: () => days,
    lastMs: null,
  })
  test.clock.advance(60_000)
  expect(test.log.end?.seq).toBe(5_102)
  days = 30
  retention.changed()
  test.clock.advance(1_000)
  test.log.flush()
  retention.close()
  expect(await test.verify()).toMatchObject({
    problem: null,
    firstSeq: 5_101,
    prunedSeq: 5_100,
    lastSeq: 5_103,
  })
  const [text] = test.store.database.column<string>(
    `SELECT entry FROM audit_entries WHERE act = 'audit.prune'`,
  )
  expect(JSON.parse(text ?? '{}').parameters).toEqual({ entries: 5_100, days: 30 })
})

test('a process killed at any moment loses nothing that it answered, and the log verifies', async () => {
  using folder = temporaryFolder()
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const program = `
    const { openStore } = await import(${from('../store/index.ts')})
    const { AuditLog } = await import(${from('./log.ts')})
    const { testDraft } = await import(${from('./testing/log.ts')})
    const { systemClock } = await import(${from('../clock.ts')})
    const { createLog } = await import(${from('../log.ts')})
    const folder = ${JSON.stringify(folder.path)}
    const store = openStore(folder)
    const log = new AuditLog({ database: store.database, folder, clock: systemClock, log: createLog('silent') })
    for (;;) {
      for (let index = 0; index < 60; index++) log.record(testDraft())
      await Promise.resolve()
      process.stdout.write(log.lastSeq + '\\n')
      await new Promise(resolve => setImmediate(resolve))
    }`
  let answered = 0
  for (const after of [3, 8, 17]) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      let lines = 0
      for await (const line of createInterface(child.stdout)) {
        answered = Number(line)
        if (++lines === after) break
      }
    } finally {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    const path = join(folder.path, databaseName)
    const database = new Connection(path)
    const [last = 0] = database.column<number>('SELECT max(seq) FROM audit_entries')
    database.close()
    expect(last).toBeGreaterThanOrEqual(answered)
    const verdict = await verifyLog(path, { expected: null, anchor: null })
    expect(verdict.problem).toBeNull()
  }
})
