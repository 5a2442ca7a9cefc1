import { readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { Connection } from '../store/database.ts'
import { databaseName } from '../store/folder.ts'
import { openStore, type Store } from '../store/index.ts'
import { schemaVersion } from '../store/migrate.ts'
import { fillStore } from '../testing/fleet.ts'
import { hostRecord, temporaryFolder } from '../testing/store.ts'
import { settle } from './aftermath.ts'
import { Backups } from './backups.ts'
import { headOf, seal } from './file.ts'
import { type BackupHead, newNonce } from './head.ts'
import { newFileKeys, recipientOf } from './keys.ts'
import { finishRestore } from './restore.ts'
import { snapshot } from './snapshot.ts'

const passphrase = 'correct horse battery'
let owned: ReturnType<typeof temporaryFolder>
let folder: string
let store: Store
let backups: Backups
let nowMs: number

const open = (in_: string) =>
  new Backups({
    folder: in_,
    store,
    version: '0.1.0',
    // Nothing is made by itself: the tests ask.
    clock: { ...systemClock, nowMs: () => nowMs, after: () => () => undefined },
    log: createLog('silent'),
    cost: () => ({ memoryKib: 8, passes: 1 }),
    checkPassphrase: async typed => {
      if (typed.length < 12) throw new AppError('passphrase.weak', 'Too short.')
    },
  })

beforeEach(() => {
  owned = temporaryFolder()
  folder = join(owned.path, 'data')
  nowMs = Date.UTC(2026, 10, 22, 12)
  store = openStore(folder)
  fillStore(store, { hosts: 2, machinesPerHost: 30, atMs: 1 })
  backups = open(folder)
})
afterEach(async () => {
  await backups.close()
  store.close()
  owned[Symbol.dispose]()
})

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'it succeeded'
}
const restart = () => {
  store.close()
  const restored = finishRestore(folder)
  store = openStore(folder)
  if (restored) settle(folder, restored, store, createLog('silent'))
  return restored
}
const left = () => readdirSync(join(folder, 'backups'))

test('holds everything as of one moment, in one private file that says nothing', async () => {
  const made = await backups.run(passphrase)
  expect(made).toMatchObject({ name: 'novacron-2026-11-22T12-00-00Z.novabackup', automatic: false })
  expect(left()).toEqual([made.name])
  const path = join(folder, 'backups', made.name)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'backups')).mode & 0o777).toBe(0o700)
  const bytes = readFileSync(path)
  for (const word of ['kvm0', 'SQLite', 'domain', passphrase]) expect(bytes.includes(word)).toBe(false)
  const contents = await backups.preview(made.name, passphrase)
  expect(contents).toMatchObject({
    version: '0.1.0',
    schema: schemaVersion,
    counts: { hosts: 2, machines: 60 },
    differences: [],
  })
  expect(left()).toEqual([made.name])
})

test('is made while others write, and is of one transaction', async () => {
  const running = backups.run(passphrase)
  for (let index = 10; index < 40; index++) {
    store.transaction(() => {
      store.hosts.insert(hostRecord(index))
      store.settings.set('count', index)
    })
    await new Promise(resolve => setImmediate(resolve))
  }
  const { name } = await running
  const { counts } = await backups.preview(name, passphrase)
  expect(counts.hosts).toBeGreaterThanOrEqual(2)
  expect(counts.machines).toBe(60)
})

test('a wrong passphrase is told from a damaged file, and a weak one is not taken', async () => {
  const { name } = await backups.run(passphrase)
  expect(await codeOf(backups.preview(name, 'correct horse batterx'))).toBe('backup.passphrase')
  expect(await codeOf(backups.restore(name, ''))).toBe('backup.passphrase')
  expect(await codeOf(backups.run('short'))).toBe('passphrase.weak')
  // Composed and decomposed, as two keyboards type it, are the same.
  const composed = await backups.run('grüße aus köln'.normalize('NFC'))
  expect(await codeOf(backups.preview(composed.name, 'grüße aus köln'.normalize('NFD')))).toBe('it succeeded')
})

test('any byte that was changed, wherever it is, is damage or another key, and nothing is restored', async () => {
  const { name } = await backups.run(passphrase)
  const path = join(folder, 'backups', name)
  const whole = readFileSync(path)
  const { bytes: head } = await headOf(path)
  const places = [
    0,
    15,
    17,
    30,
    100,
    head.length - 70,
    head.length - 40,
    head.length - 1,
    head.length,
    head.length + 1,
    head.length + 70_000,
    Math.floor(whole.length / 2),
    whole.length - 17,
    whole.length - 1,
  ].filter(place => place < whole.length)
  expect(places.length).toBeGreaterThan(11)
  for (const place of places) {
    const flipped = Buffer.from(whole)
    flipped[place] = (flipped[place] ?? 0) ^ 1
    writeFileSync(path, flipped)
    const code = await codeOf(backups.restore(name, passphrase))
    // The end of the magic bytes names the format's version: another one is of another program.
    expect(code, `byte ${place}`).toBe(place === 15 ? 'backup.future' : 'backup.damaged')
    expect((await backups.state()).pending).toBeNull()
  }
  expect(left()).toEqual([name])
  writeFileSync(path, whole)
  expect(await codeOf(backups.preview(name, passphrase))).toBe('it succeeded')
})

test('a file cut short, at a chunk’s end too, or with chunks swapped, repeated or added, is damaged', async () => {
  // Enough that cannot be compressed for several chunks.
  for (let index = 0; index < 12; index++)
    store.settings.set(
      `noise${index}`,
      Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString('hex'),
    )
  const { name } = await backups.run(passphrase)
  const path = join(folder, 'backups', name)
  const whole = readFileSync(path)
  const { bytes: head } = await headOf(path)
  const sealed = 64 * 1024 + 16
  const chunk = (index: number) =>
    whole.subarray(head.length + index * sealed, head.length + (index + 1) * sealed)
  const count = Math.ceil((whole.length - head.length) / sealed)
  expect(count).toBeGreaterThan(3)
  const chunks = (...order: number[]) => Buffer.concat([head, ...order.map(chunk)])
  const all = Array.from({ length: count }, (_each, index) => index)
  const tampered: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    'a part of the head': whole.subarray(0, 40),
    'the head alone': head,
    'without its last byte': whole.subarray(0, -1),
    'without its last chunk': chunks(...all.slice(0, -1)),
    'one chunk': chunks(0),
    swapped: chunks(1, 0, ...all.slice(2)),
    'without one in the middle': chunks(0, ...all.slice(2)),
    repeated: chunks(0, 0, ...all.slice(1)),
    'with more behind': Buffer.concat([whole, chunk(0)]),
    'with its end twice': Buffer.concat([whole, chunk(count - 1)]),
  }
  for (const [what, bytes] of Object.entries(tampered)) {
    writeFileSync(path, bytes)
    expect(await codeOf(backups.preview(name, passphrase)), what).toBe('backup.damaged')
  }
  writeFileSync(path, chunks(...all))
  expect(await codeOf(backups.preview(name, passphrase))).toBe('it succeeded')
})

test('the head of one and the chunks of another are damage, also with the same passphrase', async () => {
  const one = await backups.run(passphrase)
  const other = await backups.run(passphrase)
  const path = join(folder, 'backups', one.name)
  const [first, second] = [await headOf(path), await headOf(join(folder, 'backups', other.name))]
  const chunks = readFileSync(join(folder, 'backups', other.name)).subarray(second.bytes.length)
  writeFileSync(path, Buffer.concat([first.bytes, chunks]))
  expect(await codeOf(backups.preview(one.name, passphrase))).toBe('backup.damaged')
})

test('says what restoring would change, restores at the next start, and keeps what was there', async () => {
  const { name } = await backups.run(passphrase)
  store.hosts.insert(hostRecord(77))
  const [gone] = store.hosts.list()
  if (!gone) throw new Error('there is no host')
  store.hosts.remove(gone.id)
  const { differences } = await backups.preview(name, passphrase)
  expect(differences).toEqual([
    { code: 'gone', kind: 'hosts', names: ['kvm77'], more: 0 },
    { code: 'back', kind: 'hosts', names: [gone.name], more: 0 },
    { code: 'count', kind: 'machines', now: 30, after: 60 },
  ])
  const { keptAs } = await backups.restore(name, passphrase)
  expect((await backups.state()).pending).toEqual({ name, madeAtMs: nowMs, keptAs })
  expect(store.hosts.list().map(host => host.name)).toContain('kvm77')
  expect(restart()).toEqual({ name, madeAtMs: nowMs, keptAs })
  expect(store.hosts.list().map(host => host.name)).not.toContain('kvm77')
  expect(store.machines.load()).toHaveLength(60)
  const kept = new Connection(join(folder, keptAs), { mustExist: true })
  expect(kept.column<string>('SELECT name FROM hosts')).toContain('kvm77')
  kept.close()
  expect(finishRestore(folder)).toBeNull()
  expect(readdirSync(folder).filter(each => /restore/.test(each))).toEqual([])
})

test('a restore that was taken back does not happen', async () => {
  const { name } = await backups.run(passphrase)
  store.hosts.insert(hostRecord(77))
  await backups.restore(name, passphrase)
  backups.cancelRestore()
  expect((await backups.state()).pending).toBeNull()
  expect(restart()).toBeNull()
  expect(store.hosts.list().map(host => host.name)).toContain('kvm77')
})

test('the audit log goes on as it was, whatever was restored', async () => {
  const entry = (seq: number) =>
    store.database.run(
      'INSERT INTO audit_entries (seq, at_ms, previous, hash, entry) VALUES (?, 1, ?, ?, ?)',
      seq,
      `${seq - 1}`,
      `${seq}`,
      '{}',
    )
  entry(1)
  const { name } = await backups.run(passphrase)
  entry(2)
  await backups.restore(name, passphrase)
  restart()
  expect(store.database.column('SELECT seq FROM audit_entries ORDER BY seq')).toEqual([1, 2])
})

test('nobody stays signed in by a session of that time', async () => {
  store.database.run(
    `INSERT INTO people (id, name, folded, display_name, created_ms) VALUES ('p', 'Ada', 'ada', 'Ada', 1)`,
  )
  store.database.run(
    `INSERT INTO sessions (id, person_id, token_hash, shell, place, opened_ms, until_ms) VALUES ('s', 'p', x'00', 'headless', 'x', 1, 9e15)`,
  )
  const { name } = await backups.run(passphrase)
  expect((await backups.preview(name, passphrase)).differences).toEqual([{ code: 'people' }])
  await backups.restore(name, passphrase)
  restart()
  expect(store.database.column('SELECT name FROM people')).toEqual(['Ada'])
  expect(store.database.column('SELECT id FROM sessions')).toEqual([])
})

test('one of a newer version is refused by its head, and by its database where the head is silent', async () => {
  const { name } = await backups.run(passphrase)
  const path = join(folder, 'backups', name)
  const { head: honest } = await headOf(path)
  const forge = async (schema: number, inside: number) => {
    const copy = join(owned.path, `copy-${schema}-${inside}`)
    await snapshot(join(folder, databaseName), copy, new AbortController().signal)
    const connection = new Connection(copy)
    connection.pragma(`user_version = ${inside}`)
    connection.close()
    const recipient = await recipientOf(passphrase, { memoryKib: 8, passes: 1 })
    const { keys, ephemeral } = newFileKeys(recipient)
    const head = { ...honest, schema, salt: recipient.salt, ephemeral }
    const forged = `forged-${schema}-${inside}.novabackup`
    await seal(copy, join(folder, 'backups', forged), head, keys, new AbortController().signal)
    return forged
  }
  for (const forged of [await forge(5000, 5000), await forge(schemaVersion, 5000)]) {
    expect(await codeOf(backups.preview(forged, passphrase)), forged).toBe('backup.future')
    expect(await codeOf(backups.restore(forged, passphrase)), forged).toBe('backup.future')
  }
  const { files } = await backups.state()
  expect(files.find(file => file.name === 'forged-5000-5000.novabackup')).toMatchObject({
    version: honest.version,
    madeAtMs: honest.madeAtMs,
    problem: { code: 'backup.future' },
  })
  expect(files.find(file => file.name === name)?.problem).toBeNull()
  const older = await forge(schemaVersion - 1, schemaVersion - 1)
  expect((await backups.preview(older, passphrase)).differences).toEqual([
    { code: 'olderVersion', version: '0.1.0' },
  ])
  expect((await backups.state()).pending).toBeNull()
})

test('a file that holds no database of ours is damaged', async () => {
  const signal = new AbortController().signal
  const put = async (name: string, contents: Buffer) => {
    const from = join(owned.path, name)
    writeFileSync(from, contents)
    const recipient = await recipientOf(passphrase, { memoryKib: 8, passes: 1 })
    const { keys, ephemeral } = newFileKeys(recipient)
    const { cost, salt } = recipient
    const head: BackupHead = {
      madeAtMs: 1,
      version: '0',
      schema: 1,
      automatic: false,
      cost,
      salt,
      ephemeral,
      nonce: newNonce(),
      compression: 'gzip',
    }
    await seal(from, join(folder, 'backups', name), head, keys, signal)
    return name
  }
  const name = await put('text.novabackup', Buffer.from('no database at all'))
  expect(await codeOf(backups.preview(name, passphrase))).toBe('backup.damaged')
  const empty = await put('empty.novabackup', Buffer.alloc(0))
  expect(await codeOf(backups.preview(empty, passphrase))).toBe('backup.damaged')
})

test('a back-up of another computer is opened here by its file, and says that it is one', async () => {
  const { name } = await backups.run(passphrase)
  using elsewhere = temporaryFolder()
  const otherStore = openStore(elsewhere.path)
  try {
    const other = new Backups({
      folder: elsewhere.path,
      store: otherStore,
      version: '0.1.0',
      clock: systemClock,
      log: createLog('silent'),
      cost: () => ({ memoryKib: 8, passes: 1 }),
      checkPassphrase: async () => undefined,
    })
    renameSync(join(folder, 'backups', name), join(elsewhere.path, 'backups', name))
    const { differences, counts } = await other.preview(name, passphrase)
    expect(counts.hosts).toBe(2)
    expect(differences[0]).toEqual({ code: 'otherInstallation' })
    await other.close()
  } finally {
    otherStore.close()
  }
})

test('only plain files of the folder have names; everything else is unknown', async () => {
  const { name } = await backups.run(passphrase)
  symlinkSync(join(folder, 'backups', name), join(folder, 'backups', 'link.novabackup'))
  writeFileSync(join(folder, 'x.novabackup'), '')
  for (const wrong of [
    'link.novabackup',
    '../x.novabackup',
    '../../etc/passwd',
    'none.novabackup',
    '',
    '.novabackup',
    `${name}\0`,
  ])
    expect(await codeOf(backups.preview(wrong, passphrase)), wrong).toBe('name.unknown')
  expect(() => backups.remove('../novacron.sqlite')).toThrow('There is no back-up')
  expect(statSync(join(folder, databaseName)).isFile()).toBe(true)
})

test('daily ones need no passphrase to be made, and the oldest go', async () => {
  expect(await backups.daily()).toBe(false)
  const manual = await backups.run(passphrase)
  await backups.schedule(passphrase, 2)
  expect(await backups.daily()).toBe(true)
  expect(await backups.daily()).toBe(false)
  // A later program knows nothing but what is stored, which opens nothing.
  await backups.close()
  backups = open(folder)
  for (let day = 1; day <= 3; day++) {
    nowMs += 24 * 3_600_000
    expect(await backups.daily()).toBe(true)
  }
  const { files, schedule } = await backups.state()
  expect(files.filter(file => file.automatic).map(file => file.madeAtMs)).toEqual([nowMs, nowMs - 86_400_000])
  expect(files.map(file => file.name)).toContain(manual.name)
  expect(schedule).toMatchObject({ keep: 2, problem: null })
  const [newest] = files
  expect((await backups.preview(newest?.name ?? '', passphrase)).counts.hosts).toBe(2)
  expect(await codeOf(backups.preview(newest?.name ?? '', 'another passphrase'))).toBe('backup.passphrase')
  await backups.schedule(null, 2)
  nowMs += 48 * 3_600_000
  expect(await backups.daily()).toBe(false)
})

test('daily ones of a clock that was ahead don’t cost the later ones their place', async () => {
  const dayMs = 24 * 3_600_000
  const trueMs = nowMs
  await backups.schedule(passphrase, 2)
  for (let day = 1; day <= 2; day++) {
    nowMs = trueMs + (400 + day) * dayMs
    expect(await backups.daily()).toBe(true)
  }
  nowMs = trueMs
  await backups.schedule(passphrase, 2)
  expect(await backups.daily()).toBe(true)
  const { files } = await backups.state()
  expect(files.filter(file => file.automatic).map(file => file.madeAtMs)).toContain(trueMs)
})

test('daily ones that a newer version made take part in the rotation', async () => {
  await backups.schedule(passphrase, 2)
  expect(await backups.daily()).toBe(true)
  const [newer] = (await backups.state()).files
  const path = join(folder, 'backups', newer?.name ?? '')
  const { head } = await headOf(path)
  const { keys, ephemeral } = newFileKeys(await recipientOf(passphrase, { memoryKib: 8, passes: 1 }))
  rmSync(path)
  await seal(
    join(folder, databaseName),
    path,
    { ...head, schema: 5000, ephemeral },
    keys,
    new AbortController().signal,
  )
  expect((await backups.state()).files).toMatchObject([
    { automatic: true, problem: { code: 'backup.future' } },
  ])
  for (let day = 1; day <= 3; day++) {
    nowMs += 24 * 3_600_000
    expect(await backups.daily()).toBe(true)
  }
  const { files } = await backups.state()
  expect(files.map(file => file.madeAtMs)).toEqual([nowMs, nowMs - 86_400_000])
})

test('a daily one that fails is told, and the next try clears it', async () => {
  await backups.schedule(passphrase, 2)
  const path = join(folder, databaseName)
  store.database.exec('PRAGMA user_version = 5000')
  expect(await backups.daily()).toBe(false)
  expect((await backups.state()).schedule?.problem).toMatchObject({ code: 'backup.future' })
  expect(left()).toEqual([])
  store.database.exec(`PRAGMA user_version = ${schemaVersion}`)
  expect(await backups.daily()).toBe(true)
  expect((await backups.state()).schedule?.problem).toBeNull()
  expect(statSync(path).isFile()).toBe(true)
})

test('files of the folder that are none are listed with what is wrong, and leftovers are cleared', async () => {
  writeFileSync(join(folder, 'backups', 'a.novabackup'), 'nonsense')
  writeFileSync(join(folder, 'backups', 'b.novabackup'), 'NOVACRONBACKUP9\nof tomorrow')
  writeFileSync(join(folder, 'backups', 'c.novabackup.copy.part'), 'left by a kill')
  writeFileSync(join(folder, 'backups', 'notes.txt'), 'mine')
  await backups.close()
  backups = open(folder)
  const { files } = await backups.state()
  expect(files.map(({ name, problem }) => [name, problem?.code]).sort()).toEqual([
    ['a.novabackup', 'backup.damaged'],
    ['b.novabackup', 'backup.future'],
  ])
  expect(left().sort()).toEqual(['a.novabackup', 'b.novabackup', 'notes.txt'])
})

test('the database is made smaller while it is open', async () => {
  for (let index = 0; index < 40; index++) store.settings.set(`big${index}`, 'x'.repeat(100_000))
  for (let index = 0; index < 40; index++) store.settings.set(`big${index}`, undefined)
  const { before, after } = await backups.compact()
  expect(after).toBeLessThan(before)
  store.hosts.insert(hostRecord(5))
  expect(store.hosts.list()).toHaveLength(3)
})

test('closing ends what is under way and leaves nothing half', async () => {
  const running = codeOf(backups.run(passphrase))
  await new Promise(resolve => setTimeout(resolve, 5))
  await backups.close()
  expect(['cancelled', 'it succeeded']).toContain(await running)
  expect(left().filter(name => name.includes('part'))).toEqual([])
  expect(await codeOf(backups.run(passphrase))).toBe('cancelled')
})
