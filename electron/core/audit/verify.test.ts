import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Connection } from '../store/database.ts'
import { entryHash, genesisHash } from './canonical.ts'
import { keyFileName, newSigningKey, readKeys } from './keyFile.ts'
import { checkpointText, headText, signText, tipText } from './statements.ts'
import { temporaryLog } from './testing/log.ts'

interface Row {
  seq: number
  at_ms: number
  previous: string
  hash: string
  entry: string
}

const rowsOf = (database: Connection): Row[] =>
  database.all<Row>('SELECT seq, at_ms, previous, hash, entry FROM audit_entries ORDER BY seq')

/** Chains everything from `seq` on anew, as somebody without the key can. */
function rechain(database: Connection, seq: number): void {
  let previous =
    database.column<string>('SELECT hash FROM audit_entries WHERE seq = ?', seq - 1)[0] ?? genesisHash
  for (const row of rowsOf(database).filter(each => each.seq >= seq)) {
    const hash = entryHash(previous, row.seq, row.at_ms, row.entry)
    database.run('UPDATE audit_entries SET previous = ?, hash = ? WHERE seq = ?', previous, hash, row.seq)
    previous = hash
  }
}

const edit = (database: Connection, seq: number): number =>
  database.run(`UPDATE audit_entries SET entry = replace(entry, 'anna', 'otto') WHERE seq = ?`, seq)

test('what nobody touched verifies, empty, after a kill, a new start and a hand-over of keys', async () => {
  using test = temporaryLog()
  expect(await test.verify()).toMatchObject({
    entries: 0,
    firstSeq: null,
    lastSeq: null,
    problem: null,
    signer: '',
  })
  test.fill(10)
  const first = await test.verify()
  expect(first).toMatchObject({ entries: 10, firstSeq: 1, lastSeq: 10, problem: null })
  expect(first.signer).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  test.abandon()
  test.fill(300)
  test.reopen()
  test.fill(1)
  const last = await test.verify()
  expect(last).toMatchObject({ entries: 311, lastSeq: 311, problem: null, signer: first.signer })
  expect(last.signedHeads).toBe(3)
  expect(await test.verify(first.last)).toMatchObject({ problem: null, anchor: 'fits' })
})

const tampered: [string, (database: Connection) => void, { kind: string; seq: number }][] = [
  ['an edited field', database => edit(database, 20), { kind: 'edited', seq: 20 }],
  [
    'an edited time',
    database => database.run('UPDATE audit_entries SET at_ms = at_ms + 1 WHERE seq = 20'),
    { kind: 'edited', seq: 20 },
  ],
  [
    'an edit with its hash',
    database => {
      edit(database, 20)
      const row = rowsOf(database)[19]
      if (!row) throw new Error('no row')
      const hash = entryHash(row.previous, row.seq, row.at_ms, row.entry)
      database.run('UPDATE audit_entries SET hash = ? WHERE seq = 20', hash)
    },
    { kind: 'edited', seq: 20 },
  ],
  [
    'a chain computed anew without the key, before a head: the range from the head before is named',
    database => {
      edit(database, 20)
      rechain(database, 20)
    },
    { kind: 'edited', seq: 1 },
  ],
  [
    'a chain computed anew after the last head',
    database => {
      edit(database, 310)
      rechain(database, 310)
    },
    { kind: 'edited', seq: 302 },
  ],
  [
    'a last entry edited and chained anew',
    database => {
      edit(database, 311)
      rechain(database, 311)
    },
    { kind: 'edited', seq: 302 },
  ],
  [
    'one deleted from the middle',
    database => database.run('DELETE FROM audit_entries WHERE seq = 20'),
    { kind: 'deleted', seq: 20 },
  ],
  [
    'several deleted',
    database => database.run('DELETE FROM audit_entries WHERE seq BETWEEN 20 AND 25'),
    { kind: 'deleted', seq: 20 },
  ],
  [
    'one deleted, the rest moved up and chained anew',
    database => {
      database.run('DELETE FROM audit_entries WHERE seq = 20')
      database.run('UPDATE audit_entries SET seq = -seq WHERE seq > 20')
      database.run('UPDATE audit_entries SET seq = -seq - 1 WHERE seq < 0')
      rechain(database, 20)
    },
    { kind: 'edited', seq: 1 },
  ],
  [
    'the first deleted',
    database => database.run('DELETE FROM audit_entries WHERE seq <= 3'),
    { kind: 'deleted', seq: 1 },
  ],
  [
    'the last deleted',
    database => database.run('DELETE FROM audit_entries WHERE seq = 311'),
    { kind: 'truncated', seq: 311 },
  ],
  [
    'the end cut off before the last head',
    database => database.run('DELETE FROM audit_entries WHERE seq > 200'),
    { kind: 'truncated', seq: 201 },
  ],
  [
    'everything deleted',
    database => database.run('DELETE FROM audit_entries'),
    { kind: 'truncated', seq: 1 },
  ],
  [
    'two that changed places',
    database => {
      database.run('UPDATE audit_entries SET seq = -1 WHERE seq = 20')
      database.run('UPDATE audit_entries SET seq = 20 WHERE seq = 23')
      database.run('UPDATE audit_entries SET seq = 23 WHERE seq = -1')
    },
    { kind: 'reordered', seq: 20 },
  ],
  [
    'two whose content changed places',
    database => {
      const [a, b] = [rowsOf(database)[19], rowsOf(database)[22]]
      if (!a || !b) throw new Error('no rows')
      const set = 'UPDATE audit_entries SET entry = ?, at_ms = ? WHERE seq = ?'
      database.run(set, b.entry, b.at_ms, a.seq)
      database.run(set, a.entry, a.at_ms, b.seq)
    },
    { kind: 'reordered', seq: 20 },
  ],
  [
    'an added entry',
    database => {
      const last = rowsOf(database).at(-1)
      if (!last) throw new Error('no row')
      database.run(
        'INSERT INTO audit_entries (seq, at_ms, previous, hash, entry) VALUES (312, ?, ?, ?, ?)',
        last.at_ms,
        last.hash,
        entryHash(last.hash, 312, last.at_ms, last.entry),
        last.entry,
      )
    },
    { kind: 'signature', seq: 312 },
  ],
  [
    'the signed end dropped',
    database => database.run('DELETE FROM audit_tip'),
    { kind: 'signature', seq: 312 },
  ],
  [
    'the end cut off with its signed end and the heads after it',
    database => {
      database.run('DELETE FROM audit_entries WHERE seq > 300')
      database.run('DELETE FROM audit_heads WHERE seq > 300')
      database.run('DELETE FROM audit_tip')
    },
    { kind: 'signature', seq: 301 },
  ],
  [
    'a head dropped from the middle',
    database => database.run('DELETE FROM audit_heads WHERE n = 1'),
    { kind: 'signature', seq: 1 },
  ],
  [
    'the last head dropped',
    database => database.run('DELETE FROM audit_heads WHERE n = (SELECT max(n) FROM audit_heads)'),
    { kind: 'signature', seq: 301 },
  ],
  ['all heads dropped', database => database.run('DELETE FROM audit_heads'), { kind: 'signature', seq: 1 }],
  [
    'signatures of two heads changed places',
    database => {
      const [a, b] = database.all<{ n: number; signature: string }>(
        'SELECT n, signature FROM audit_heads WHERE n IN (1, 2) ORDER BY n',
      )
      if (!a || !b) throw new Error('no heads')
      database.run('UPDATE audit_heads SET signature = ? WHERE n = 1', b.signature)
      database.run('UPDATE audit_heads SET signature = ? WHERE n = 2', a.signature)
    },
    { kind: 'signature', seq: 301 },
  ],
  [
    'the signature of the end edited',
    database =>
      database.run(`UPDATE audit_tip SET signature = (SELECT signature FROM audit_heads WHERE n = 1)`),
    { kind: 'signature', seq: 311 },
  ],
  [
    'everything signed anew with another key',
    database => {
      edit(database, 20)
      rechain(database, 1)
      const end = rowsOf(database).at(-1)
      if (!end) throw new Error('no row')
      const key = newSigningKey(0)
      const head = { n: 0, seq: 0, hash: genesisHash, atMs: 1, publicKey: key.publicKey }
      database.run('DELETE FROM audit_heads')
      database.run(
        'INSERT INTO audit_heads VALUES (0, 0, ?, 1, ?, ?)',
        genesisHash,
        key.publicKey,
        signText(headText(head), key.privateKey),
      )
      const tip = { n: 0, seq: end.seq, hash: end.hash, atMs: 1 }
      database.run(
        'INSERT OR REPLACE INTO audit_tip VALUES (1, 0, ?, ?, 1, ?)',
        end.seq,
        end.hash,
        signText(tipText(tip), key.privateKey),
      )
    },
    { kind: 'signature', seq: 1 },
  ],
  [
    'a checkpoint forged over a deleted beginning',
    database => {
      const { publicKey } =
        database.all<{ publicKey: string }>('SELECT public_key publicKey FROM audit_heads')[0] ?? {}
      if (!publicKey) throw new Error('no head')
      const key = newSigningKey(0)
      const [hash = ''] = database.column<string>('SELECT hash FROM audit_entries WHERE seq = 50')
      const text = checkpointText({ n: 0, seq: 50, hash, atMs: 1, reason: 'older than 365 days' })
      database.run(
        'INSERT INTO audit_checkpoint VALUES (1, 0, 50, ?, 1, ?, ?)',
        hash,
        'older than 365 days',
        signText(text, key.privateKey),
      )
      database.run('DELETE FROM audit_entries WHERE seq <= 50')
    },
    { kind: 'checkpoint', seq: 1 },
  ],
]

test.each(tampered)('finds %s', async (_, tamper, problem) => {
  using test = temporaryLog()
  test.fill(300, index => ({ object: `machine ${index + 1}` }))
  test.reopen()
  test.fill(1)
  test.reopen()
  test.fill(10)
  expect((await test.verify()).problem).toBeNull()
  test.tamper(tamper)
  expect((await test.verify()).problem).toMatchObject(problem)
  // What is found by a verification is not healed by going on.
  test.abandon()
  test.fill(3)
  const after = (await test.verify()).problem
  expect(after).not.toBeNull()
  expect(after?.seq).toBeLessThanOrEqual(problem.seq)
})

test('a pruned beginning is accepted with its checkpoint only, and not with another one', async () => {
  using test = temporaryLog()
  test.fill(100)
  test.clock.advance(10 * 86_400_000)
  test.fill(20)
  const cutoff = test.clock.nowMs() - 86_400_000
  expect(test.log.prune(cutoff, 'older than 1 day', 60)).toBe(60)
  const [old] = [...test.store.database.all<Record<string, string>>('SELECT * FROM audit_checkpoint')]
  expect(await test.verify()).toMatchObject({ problem: null, firstSeq: 61, prunedSeq: 60, entries: 60 })
  expect(test.log.prune(cutoff, 'older than 1 day', 60)).toBe(40)
  expect(test.log.prune(cutoff, 'older than 1 day', 60)).toBe(0)
  expect(await test.verify()).toMatchObject({ problem: null, firstSeq: 101, prunedSeq: 100, entries: 20 })
  test.reopen()
  test.fill(1)
  expect((await test.verify()).problem).toBeNull()
  test.tamper(database => database.run('UPDATE audit_checkpoint SET seq = 99'))
  expect((await test.verify()).problem).toMatchObject({ kind: 'checkpoint' })
  // The genuine checkpoint of before does not explain what is missing after it.
  test.tamper(database =>
    database.run(
      'UPDATE audit_checkpoint SET n = ?, seq = ?, hash = ?, at_ms = ?, reason = ?, signature = ?',
      old?.n ?? 0,
      old?.seq ?? 0,
      old?.hash ?? '',
      old?.at_ms ?? 0,
      old?.reason ?? '',
      old?.signature ?? '',
    ),
  )
  expect((await test.verify()).problem).toMatchObject({ kind: 'deleted', seq: 61 })
  test.tamper(database => database.run('DELETE FROM audit_checkpoint'))
  expect((await test.verify()).problem).toMatchObject({ kind: 'deleted', seq: 1 })
})

test('whoever copied the folder, key included, can’t sign what was before', async () => {
  using test = temporaryLog()
  test.fill(100)
  test.reopen()
  test.fill(5)
  const [stolen] = readKeys(test.folder)
  if (!stolen) throw new Error('no key')
  test.tamper(database => {
    edit(database, 20)
    rechain(database, 20)
    const end = rowsOf(database).at(-1)
    if (!end) throw new Error('no row')
    const tip = { n: stolen.n, seq: end.seq, hash: end.hash, atMs: 1 }
    database.run(
      'UPDATE audit_tip SET n = ?, seq = ?, hash = ?, at_ms = 1, signature = ?',
      tip.n,
      tip.seq,
      tip.hash,
      signText(tipText(tip), stolen.privateKey),
    )
  })
  expect((await test.verify()).problem).toMatchObject({ kind: 'edited', seq: 1 })
})

test('an older copy of the whole database is told by the key that it does not fit, and by what was noted down', async () => {
  using test = temporaryLog()
  test.fill(20)
  test.close()
  const copy = `${test.path}.copy`
  copyFileSync(test.path, copy)
  test.reopen()
  test.fill(20)
  const { last } = await test.verify()
  test.close()
  copyFileSync(copy, test.path)
  rmSync(`${test.path}-wal`, { force: true })
  test.reopen()
  test.log.flush()
  expect(await test.verify(last)).toMatchObject({
    anchor: 'missing',
    problem: { kind: 'signature', seq: 21 },
  })
})

test('a key that is gone is told, and the log goes on with a new one', async () => {
  using test = temporaryLog()
  test.fill(5)
  const { signer } = await test.verify()
  test.close()
  rmSync(join(test.folder, keyFileName))
  test.reopen()
  test.fill(5)
  expect(await test.verify()).toMatchObject({ entries: 11, signer, problem: { kind: 'signature', seq: 6 } })
})

test('a log that is written to and changes its key meanwhile verifies', async () => {
  using test = temporaryLog()
  test.fill(600)
  const verdict = test.verify()
  test.fill(600)
  test.clock.advance(600_000)
  expect((await verdict).problem).toBeNull()
  expect((await test.verify()).problem).toBeNull()
})
