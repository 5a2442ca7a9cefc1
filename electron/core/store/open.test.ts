import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fillStore, fleetHostId, fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryFolder } from '../testing/store.ts'
import { isSuspect } from './damage.ts'
import { Connection } from './database.ts'
import { openStore } from './index.ts'
import { schemaVersion } from './migrate.ts'
import { openDatabase } from './open.ts'

const name = 'novacron.sqlite'

/** Digest of every file in the folder. */
function digests(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map(file => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ]),
  )
}

/** Overwrites the pages where a table or index starts. */
function breakRoots(folder: string, ...roots: string[]): void {
  const path = join(folder, name)
  const connection = new Connection(path)
  connection.pragma('wal_checkpoint(TRUNCATE)')
  const pages = roots.map(
    root => connection.column<number>('SELECT rootpage FROM sqlite_schema WHERE name = ?', root)[0] ?? 0,
  )
  connection.close()
  const bytes = readFileSync(path)
  for (const page of pages) bytes.fill(0xa5, (page - 1) * 4096, page * 4096)
  writeFileSync(path, bytes)
}

/** What a killed process leaves: the database as it was while open, with its log. */
function interrupt(folder: string, work: (store: ReturnType<typeof openStore>) => void): void {
  const other = join(folder, 'was')
  const store = openStore(other)
  work(store)
  for (const file of [name, `${name}-wal`]) cpSync(join(other, file), join(folder, file))
  store.close()
  rmSync(other, { recursive: true })
}

const damagedFiles = (folder: string) => readdirSync(folder).filter(file => file.includes('.damaged-'))

describe('refused and left alone', () => {
  test('a database from the future, with changes still in its log', () => {
    using folder = temporaryFolder()
    interrupt(folder.path, store => {
      store.hosts.insert(hostRecord(1))
      const connection = new Connection(join(folder.path, 'was', name))
      connection.pragma(`user_version = ${schemaVersion + 1}`)
      connection.close()
    })
    const before = digests(folder.path)
    expect(Object.keys(before)).toEqual([name, `${name}-wal`])
    expect(() => openStore(folder.path)).toThrow(
      expect.objectContaining({
        code: 'store.future',
        data: expect.objectContaining({ version: schemaVersion + 1, known: schemaVersion }),
      }),
    )
    const { [`${name}-shm`]: _, ...after } = digests(folder.path)
    expect(after).toEqual(before)
  })

  test('a database of another program', () => {
    using folder = temporaryFolder()
    const connection = new Connection(join(folder.path, name))
    connection.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
    connection.close()
    const before = digests(folder.path)
    expect(() => openStore(folder.path)).toThrow(expect.objectContaining({ code: 'store.failed' }))
    expect(digests(folder.path)).toEqual(before)
  })
})

describe('damage', () => {
  test.each([
    ['text in its place', (path: string) => writeFileSync(path, 'not a database at all '.repeat(100))],
    [
      'a broken header',
      (path: string) =>
        writeFileSync(path, Buffer.concat([Buffer.alloc(100), readFileSync(path).subarray(100)])),
    ],
    [
      'emptied while its log holds changes',
      (path: string) => {
        writeFileSync(`${path}-wal`, 'changes')
        truncateSync(path)
      },
    ],
  ])('%s: kept under a new name and said so; the store starts empty', (_, breakIt) => {
    using folder = temporaryFolder()
    const path = join(folder.path, name)
    const first = openStore(folder.path)
    first.hosts.insert(hostRecord(1))
    first.close()
    breakIt(path)
    const damaged = readFileSync(path)

    const store = openStore(folder.path)
    const [kept = ''] = damagedFiles(folder.path)
    expect(kept).toMatch(/^novacron\.sqlite\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/)
    expect(readFileSync(join(folder.path, kept))).toEqual(damaged)
    expect(store.notices).toEqual([
      `${name} was damaged and is kept as ${kept}. Nothing in it could be read; sites and hosts have to be added again.`,
    ])
    expect(store.hosts.list()).toEqual([])
    store.hosts.insert(hostRecord(1))
    store.close()

    const again = openStore(folder.path)
    expect(again.notices).toEqual([])
    expect(again.hosts.list()).toEqual([hostRecord(1)])
    again.close()
  })

  test('a file cut short keeps what its first part holds', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, name)
    const first = openStore(folder.path)
    fillStore(first, { hosts: 2, machinesPerHost: 200 })
    first.close()
    truncateSync(path, Math.floor(readFileSync(path).length / 2 / 4096) * 4096)
    const store = openStore(folder.path)
    expect(store.notices).toHaveLength(1)
    expect(store.hosts.list()).toHaveLength(2)
    store.close()
  })

  test('met while running, it is an error then and repaired at the next start', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, name)
    const first = openStore(folder.path)
    const { hostIds } = fillStore(first, { hosts: 2, machinesPerHost: 20 })
    first.close()
    breakRoots(folder.path, 'definitions')

    const second = openStore(folder.path)
    expect(second.notices).toEqual([])
    expect(second.machines.load()).toHaveLength(40)
    const { machine } = fleetMachine(0, 0, 5)
    expect(() => second.definitions.current(fleetHostId(0), machine.uuid)).toThrow(
      expect.objectContaining({ code: 'store.corrupt' }),
    )
    expect(isSuspect(path)).toBe(true)
    expect(second.hosts.list()).toHaveLength(2)
    second.close()

    const third = openStore(folder.path)
    expect(third.notices).toEqual([
      expect.stringMatching(/is kept as .*Carried over: 4 sites, 2 hosts, 40 machines, 0 definitions/),
    ])
    expect(isSuspect(path)).toBe(false)
    expect(third.hosts.list().map(({ id }) => id)).toEqual(hostIds)
    expect(third.machines.load()).toHaveLength(40)
    third.close()
  })

  test('after an interruption, what a start reads is checked at once', () => {
    using folder = temporaryFolder()
    const first = openStore(folder.path)
    fillStore(first, { hosts: 1, machinesPerHost: 200 })
    first.close()
    breakRoots(folder.path, 'machines')
    // A log that holds nothing to take over, as an interrupted program may leave it.
    writeFileSync(join(folder.path, `${name}-wal`), Buffer.alloc(32))
    const store = openStore(folder.path)
    expect(store.interrupted).toBe(true)
    expect(store.notices).toEqual([expect.stringContaining('1 host, 0 machines')])
    store.close()
  })
})

describe('interruptions', () => {
  test('what was in the log is there', () => {
    using folder = temporaryFolder()
    interrupt(folder.path, store => store.hosts.insert(hostRecord(1)))
    const store = openStore(folder.path)
    expect(store.interrupted).toBe(true)
    expect(store.notices).toEqual([])
    expect(store.hosts.list()).toEqual([hostRecord(1)])
    store.close()
    const next = openStore(folder.path)
    expect(next.interrupted).toBe(false)
    next.close()
  })

  test('a replacement cut short before the swap is started over, after it is finished', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, name)
    const first = openStore(folder.path)
    first.hosts.insert(hostRecord(1))
    first.close()
    writeFileSync(`${path}.new`, 'half')
    breakRoots(folder.path, 'settings')
    writeFileSync(`${path}.suspect`, '')
    const second = openStore(folder.path)
    expect(second.hosts.list()).toEqual([hostRecord(1)])
    expect(second.notices).toHaveLength(1)
    second.close()

    renameSync(path, `${path}.new`)
    const third = openStore(folder.path)
    expect(third.hosts.list()).toEqual([hostRecord(1)])
    expect(readdirSync(folder.path).filter(file => file.endsWith('.new'))).toEqual([])
    third.close()
  })

  test('a false alarm is checked and forgotten', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, name)
    openStore(folder.path).close()
    writeFileSync(`${path}.suspect`, '')
    const store = openStore(folder.path)
    expect(store.notices).toEqual([])
    expect(isSuspect(path)).toBe(false)
    expect(damagedFiles(folder.path)).toEqual([])
    expect(basename(path)).toBe(name)
    store.close()
  })
})

test('another program’s lock holds up a write for a moment only, and says who', () => {
  using folder = temporaryFolder()
  const { connection } = openDatabase(folder.path)
  const other = new Connection(join(folder.path, name), { busyMs: 0 })
  try {
    other.exec('BEGIN IMMEDIATE')
    expect(connection.column<number>('PRAGMA busy_timeout')[0]).toBeLessThanOrEqual(1_000)
    expect(() => connection.exec("INSERT INTO settings VALUES ('a', '1')")).toThrow(
      expect.objectContaining({ code: 'store.locked' }),
    )
    other.exec('ROLLBACK')
    connection.exec("INSERT INTO settings VALUES ('a', '1')")
  } finally {
    other.close()
    connection.close()
  }
})
