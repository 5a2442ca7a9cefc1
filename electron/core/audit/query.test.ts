import { expect, test } from 'vitest'
import type { AuditEntry, AuditExportEvent, AuditFilter } from '../../../shared/contract/audit.ts'
import type { SiteId } from '../../../shared/ids.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { exportPieces } from './export.ts'
import { following, matches, newestFirst, oldestFirst } from './query.ts'
import { temporaryLog, testDraft } from './testing/log.ts'

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({ seq: 1, atMs: 5, ...testDraft(), ...more })

test('filters mean the same in the file and in what comes', async () => {
  using test = temporaryLog()
  const drafts = [
    { person: 'Anna', act: 'machines.operate', hostId: fleetHostId(1), object: 'Köln / "web" 50%' },
    { person: 'otto', act: 'machinesOther', result: 'refused' as const, error: 'rights.denied: Nein' },
    {
      person: null,
      act: 'event.stopped',
      result: 'seen' as const,
      parameters: { event: 'Stopped', by: 'x_y' },
    },
    { person: 'anna', act: 'machines', siteId: fleetUuid('s') as SiteId, parameters: { role: 'person' } },
  ]
  for (const draft of drafts) {
    test.log.record(testDraft({ object: '', ...draft }))
    test.clock.advance(1_000)
  }
  test.log.flush()
  const startMs = test.clock.nowMs() - 4_000
  const all: AuditEntry[] = []
  for await (const each of newestFirst(test.store.database, {}, 1_000)) all.push(each)
  expect(all.map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
  const cases: [AuditFilter, number[]][] = [
    [{ person: 'ANNA' }, [4, 1]],
    [{ act: 'machines' }, [4, 1]],
    [{ act: 'machines.operate' }, [1]],
    [{ result: 'refused' }, [2]],
    [{ hostId: fleetHostId(1) }, [1]],
    [{ object: 'WEB" 50' }, [1]],
    [{ object: 'anna' }, []],
    [{ shell: 'headless' }, [4, 3, 2, 1]],
    [{ shell: 'cli' }, []],
    [{ text: '"WEB" 50%' }, [1]],
    [{ text: 'köln' }, [1]],
    [{ text: 'x_y' }, [3]],
    [{ text: 'xzy' }, []],
    [{ text: 'personId' }, []],
    [{ text: 'nein' }, [2]],
    [{ sinceMs: startMs + 1_000, untilMs: startMs + 2_000 }, [3, 2]],
    [{ person: 'anna', text: 'machines', result: 'done' }, [4, 1]],
  ]
  for (const [filter, seqs] of cases) {
    const found: number[] = []
    for await (const { seq } of newestFirst(test.store.database, filter, 1_000)) found.push(seq)
    expect(found, JSON.stringify(filter)).toEqual(seqs)
    const risen: number[] = []
    for await (const { seq } of oldestFirst(test.store.database, filter, 1_000)) risen.push(seq)
    expect(risen.reverse(), JSON.stringify(filter)).toEqual(seqs)
    expect(
      all.filter(each => matches(each, filter)).map(({ seq }) => seq),
      JSON.stringify(filter),
    ).toEqual(seqs)
  }
  expect(following(test.store.database, 2, 10).map(({ seq }) => seq)).toEqual([3, 4])
})

test('a long log is looked through in slices, from any place, and given up when nobody waits', async () => {
  using test = temporaryLog()
  test.fill(12_000, index => (index === 3 ? { object: 'needle' } : {}))
  const found: number[] = []
  for await (const { seq } of newestFirst(test.store.database, { text: 'needle' }, 12_001)) found.push(seq)
  expect(found).toEqual([4])
  const page: number[] = []
  for await (const { seq } of newestFirst(test.store.database, {}, 7)) page.push(seq)
  expect(page).toEqual([6, 5, 4, 3, 2, 1])
  const gone = new AbortController()
  const search = newestFirst(test.store.database, { text: 'nowhere' }, 12_001, gone.signal)
  gone.abort(new Error('gone'))
  await expect(search.next()).rejects.toThrow('gone')
})

test('text that somebody put into the file is no entry, and no error', async () => {
  using test = temporaryLog()
  test.fill(3)
  test.store.database.run(`UPDATE audit_entries SET entry = '{"person":1}' WHERE seq = 2`)
  const found: number[] = []
  for await (const { seq } of newestFirst(test.store.database, {}, 10)) found.push(seq)
  expect(found).toEqual([3, 1])
})

test('exports hold no formula and nothing that a terminal obeys', async () => {
  const hostile = entry({
    person: '=1+1',
    object: '\t@cmd',
    error: '"quoted", \u001b[2J\u202e',
    parameters: { a: '-2' },
  })
  const [csv, table] = await written('csv', [hostile], null)
  expect(csv.at(-1)).toEqual({ type: 'end', count: 1 })
  for (const cell of ["'=1+1,", "'\t@cmd"]) expect(table).toContain(cell)
  const [, jsonl] = await written('jsonl', [hostile, entry()], { seq: 2, hash: 'ab' })
  const lines = jsonl.trim().split('\n')
  expect(lines).toHaveLength(3)
  for (const character of ['\u001b', '\u202e']) expect(jsonl).not.toContain(character)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ person: '=1+1', time: '1970-01-01T00:00:00.005Z' })
  expect(JSON.parse(lines[2] ?? '')).toEqual({
    ...{ schema: 'novacron.audit.end/1', asOf: '1970-01-01T00:00:00.000Z', entries: 2, part: false },
    ...{ seq: 2, hash: 'ab' },
  })
})

test('no cell of any field becomes a formula in a spreadsheet', async () => {
  for (const sign of ['=', '+', '-', '@', ' =', '\t=', '\r=', '\n@', '＝', '＋', '－', '＠']) {
    const text = `${sign}cmd|' /C calc'!A0`
    const hostile = entry({ person: text, role: text, act: text, object: text, error: text })
    const more = { permission: text, sessionId: text, correlation: [text] }
    const [, table] = await written('csv', [{ ...hostile, ...more }], null)
    expect(table.split(`'${sign}cmd`)).toHaveLength(9)
    // Nowhere without the apostrophe before it.
    expect(table.replaceAll(`'${sign}cmd`, '')).not.toContain(`${sign}cmd`)
  }
})

test('a log of any length is written whole, a little at a time', async () => {
  using test = temporaryLog()
  test.fill(1)
  const [text = ''] = test.store.database.column<string>('SELECT entry FROM audit_entries')
  const count = 25_000
  // Nobody verifies these; they are only many.
  test.store.database.run(
    `INSERT INTO audit_entries (seq, at_ms, previous, hash, entry)
     WITH RECURSIVE n(seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?)
     SELECT seq, seq, '', '', ? FROM n`,
    count,
    text,
  )
  const entries = oldestFirst(test.store.database, {}, count)
  let lines = 0
  let longest = 0
  let told = 0
  for await (const piece of exportPieces('csv', { ...about, entries })) {
    if (piece.type === 'begin') continue
    told = piece.count
    if (piece.type === 'end') break
    lines += piece.text.split('\r\n').length - 1
    longest = Math.max(longest, piece.text.length)
  }
  expect([lines, told]).toEqual([count + 1, count])
  expect(longest).toBeLessThan(300_000)
}, 30_000)

const about = { filter: {}, part: false, nowMs: 0, end: null }

/** The pieces of an export, and its text. */
async function written(
  format: 'csv' | 'jsonl',
  all: readonly AuditEntry[],
  end: { seq: number; hash: string } | null,
): Promise<[AuditExportEvent[], string]> {
  const entries = (async function* () {
    yield* all
  })()
  const pieces: AuditExportEvent[] = []
  for await (const piece of exportPieces(format, { ...about, entries, end })) pieces.push(piece)
  return [pieces, pieces.map(piece => (piece.type === 'text' ? piece.text : '')).join('')]
}
