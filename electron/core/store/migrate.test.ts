import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import { fleetMachine, fleetUuid } from '../testing/fleet.ts'
import { hostRecord, temporaryFolder } from '../testing/store.ts'
import { configure } from './configure.ts'
import { Connection } from './database.ts'
import { definitions } from './definitions.ts'
import { databaseName } from './folder.ts'
import { hostKeys } from './hostKeys.ts'
import { hosts } from './hosts.ts'
import { openStore } from './index.ts'
import { encodeIds, splitLines } from './lineCodec.ts'
import { machines } from './machines.ts'
import { applicationId, checkVersion, migrate, schemaVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { sites } from './sites.ts'

const { machine, xml } = fleetMachine(1, 8, 100)
const host = hostRecord(1)
const site = { id: fleetUuid('s') as SiteId, parentId: null, name: 'S', production: true, options: {} }
const key = {
  endpoint: 'kvm1:22',
  algorithm: 'ssh-ed25519',
  publicKey: Buffer.from([1, 2]),
  sha256: 'SHA256:x',
  pinnedAtMs: 9,
}

/** SHA-256 of the three lines that version 4 is populated with. */
const hashOfOld = '0533609214199d1a15cf0602ea27aac57b3b2550cb6fff4356ab21bb4af1c552'

/** The definition, seen at 10 and at 60, and another one between, as they were stored before version 73. */
function putAsBefore(connection: Connection): void {
  const put = (text: string, first: number, last: number) => {
    const lines = splitLines(text).map(line => {
      const [known] = connection.column<number>('SELECT id FROM definition_lines WHERE text = ?', line)
      if (known !== undefined) return known
      const id = connection.insert('INSERT INTO definition_lines (text, indexed) VALUES (?, 1)', line)
      connection.run('INSERT INTO definition_line_trigrams (rowid, text) VALUES (?, ?)', id, line)
      return id
    })
    const id = connection.insert(
      'INSERT INTO definitions (hash, bytes, lines) VALUES (?, ?, ?)',
      createHash('sha256').update(text).digest(),
      Buffer.byteLength(text),
      encodeIds(lines),
    )
    const { uuid } = machine
    connection.run('INSERT INTO definition_versions VALUES (?, ?, ?, ?, ?)', host.id, uuid, id, first, last)
    return id
  }
  const id = put(xml, 10, 60)
  put('<between/>', 20, 30)
  connection.run('INSERT INTO definition_heads VALUES (?, ?, ?, 60)', host.id, machine.uuid, id)
}

/** A database as version `version` of the schema would have left it, with a row in every table of it. */
function populate(path: string, version: number): void {
  const connection = new Connection(path)
  configure(connection)
  migrate(
    connection,
    migrations.filter(step => step.version <= version),
  )
  if (version >= 1) {
    sites(connection).insert(site)
    hosts(connection).insert({ ...host, siteId: site.id })
  }
  if (version >= 2) hostKeys(connection).pin(host.id, key)
  if (version === 3 || version === 4) {
    connection.run(
      'INSERT INTO machines (host_id, uuid, as_of_ms, facts) VALUES (?, ?, ?, ?)',
      host.id,
      machine.uuid,
      100,
      JSON.stringify({ ...machine, hostId: null, asOfMs: 0 }),
    )
    connection.run('INSERT INTO machine_confirmations VALUES (?, ?)', host.id, 150)
  }
  if (version === 4) {
    connection.exec(`
      INSERT INTO definition_lines VALUES (1, '<domain>'), (2, '  <old-line/>'), (3, '</domain>');
      INSERT INTO definitions VALUES (7, unhex('${hashOfOld}'), 32, unhex('010203'));
      INSERT INTO definition_versions VALUES ('${host.id}', '${machine.uuid}', 7, 50, 60);
      INSERT INTO definition_heads VALUES ('${host.id}', '${machine.uuid}', 7, 60);
    `)
  }
  if (version >= 5) {
    machines(connection).save(host.id, [machine])
    machines(connection).confirm(host.id, 150)
    const definition = [{ uuid: machine.uuid, name: machine.name, xml, seenAtMs: 60 }]
    if (version >= 73) definitions(connection).put(host.id, definition)
    else putAsBefore(connection)
  }
  if (version >= 6) {
    connection.run(
      'INSERT INTO resources VALUES (?, ?, ?, ?, NULL, ?)',
      host.id,
      'pool',
      'default',
      '{"a":1}',
      70,
    )
    connection.run('INSERT INTO resource_confirmations VALUES (?, ?, ?)', host.id, 'pool', 80)
    connection.run('INSERT INTO host_facts VALUES (?, ?)', host.id, '{"cpus":4}')
  }
  if (version >= 7) {
    connection.run(`INSERT INTO settings VALUES ('theme', '"dark"')`)
    connection.run('INSERT INTO events (host_id, event) VALUES (?, ?)', host.id, '{"text":"e"}')
  }
  if (version >= 62) {
    connection.run(
      `INSERT INTO changes (at_ms, host_id, kind, key, subject, change, detail)
       VALUES (90, ?, 'pool', 'p', 'default', 'went', '[]')`,
      host.id,
    )
  }
  connection.close()
}

test.each([0, ...migrations.map(step => step.version)])('from version %i with data', version => {
  using folder = temporaryFolder()
  const path = join(folder.path, databaseName)
  populate(path, version)
  const store = openStore(folder.path)
  expect(store.notices).toEqual([])
  expect(store.sites.list()).toEqual(version >= 1 ? [site] : [])
  expect(store.hosts.list()).toEqual(version >= 1 ? [{ ...host, siteId: site.id }] : [])
  expect(store.hostKeys.list(host.id)).toEqual(version >= 2 ? [key] : [])
  if (version >= 3) expect(store.machines.load()).toEqual([{ ...machine, asOfMs: 150 }])
  if (version >= 3) {
    expect(store.search.text(machine.title?.toUpperCase() ?? '', { in: 'notes' }).size).toBe(1)
  }
  if (version === 4) {
    expect(store.definitions.current(host.id, machine.uuid)).toMatchObject({
      seenAtMs: 60,
      hash: hashOfOld,
    })
    expect(store.search.text('old-line', { in: 'xml' }).size).toBe(1)
  }
  if (version >= 5) {
    expect(store.definitions.current(host.id, machine.uuid)?.xml).toBe(xml)
    const versions = store.definitions.versions(host.id, machine.uuid)
    const times = versions.map(({ firstSeenMs, lastSeenMs }) => [firstSeenMs, lastSeenMs])
    expect(times).toEqual(
      version >= 73
        ? [[60, 60]]
        : [
            [60, 60],
            [20, 30],
            [10, 10],
          ],
    )
    expect(store.search.text(xml.slice(2_000, 2_020).split('\n')[0] ?? '', { in: 'xml' }).size).toBe(1)
  }
  if (version >= 6) {
    expect(store.resources.list(host.id, 'pool')).toMatchObject([
      { key: 'default', value: { a: 1 }, asOfMs: 80 },
    ])
    expect(store.hostFacts.get(host.id)).toEqual({ cpus: 4 })
  }
  if (version >= 7) {
    expect(store.settings.get('theme')).toBe('dark')
    expect(store.events.latest(5)).toEqual([{ text: 'e' }])
  }
  if (version >= 62) expect(store.changes.since(0, 5)).toMatchObject([{ subject: 'default', times: 1 }])
  store.close()

  const connection = new Connection(path)
  expect(connection.pragma('user_version')).toBe(schemaVersion)
  expect(connection.pragma('application_id')).toBe(applicationId)
  expect(connection.pragma('integrity_check')).toBe('ok')
  expect(connection.all('PRAGMA foreign_key_check')).toEqual([])
  connection.close()
})

test('versions grow and every table is STRICT', () => {
  const versions = migrations.map(step => step.version)
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  using folder = temporaryFolder()
  openStore(folder.path).close()
  const connection = new Connection(join(folder.path, databaseName))
  const loose = connection.column<string>(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
       AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  expect(loose).toEqual([])
  connection.close()
})

test('a step that fails leaves the version before it, whole', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, databaseName)
  populate(path, 1)
  const connection = new Connection(path)
  const broken = {
    version: 2,
    up: () => {
      connection.exec('CREATE TABLE half (a) STRICT')
    },
  }
  expect(() => migrate(connection, [broken])).toThrow()
  const late = {
    version: 2,
    up: () => {
      connection.exec('CREATE TABLE half (a TEXT) STRICT')
      throw new RangeError('later')
    },
  }
  expect(() => migrate(connection, [late])).toThrow(RangeError)
  expect(connection.pragma('user_version')).toBe(1)
  expect(connection.column(`SELECT name FROM sqlite_schema WHERE name = 'half'`)).toEqual([])
  migrate(connection)
  expect(connection.pragma('user_version')).toBe(schemaVersion)
  connection.close()
})

test('a database of another program is refused', () => {
  using folder = temporaryFolder()
  const connection = new Connection(join(folder.path, 'x.sqlite'))
  checkVersion(connection)
  connection.exec('CREATE TABLE theirs (a)')
  expect(() => checkVersion(connection)).toThrow(expect.objectContaining({ code: 'store.failed' }))
  connection.pragma(`application_id = ${applicationId}`)
  checkVersion(connection)
  connection.pragma('application_id = 1196444487')
  expect(() => checkVersion(connection)).toThrow(expect.objectContaining({ code: 'store.failed' }))
  connection.close()
})
